// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Predictions of dialect `ingress-nginx` against the real controller: its own store, translation and template write
// the configurations, Debian's nginx serves them with the controller's own Lua, our echo servers stand behind.
// The decision cases of the Ingress side, and random Ingress sets. suite.sh builds what is needed.
// WAYPROOF_CONFIGURATIONS=N (300), WAYPROOF_SEED=N (1), WAYPROOF_KEEP=FOLDER (for sets that disagreed).
// WAYPROOF_UPDATE_GOLDENS=1 writes the coverage page's witness column anew.
#include "model/analysis/simulator.h"
#include "model/lab/labprograms.h"
#include "model/load/fileloader.h"
#include "model/routing/ingresscompiler.h"
#include "tests/live/ingress-nginx/controlleranswers.h"
#include "tests/live/ingress-nginx/knowndifferences.h"
#include "tests/support/decisioncases.h"
#include "tests/support/ingressboundaries.h"
#include "tests/support/randomingresses.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace wayproof;
using namespace wayproof::test;

namespace
{

constexpr int setsPerBatch = 25;
constexpr int requestsPerSet = 50;

int numberFrom(const char *variable, int otherwise)
{
    bool isNumber = false;
    const int value = qEnvironmentVariableIntValue(variable, &isNumber);
    return isNumber && value > 0 ? value : otherwise;
}

QString pagePath()
{
    for (const QString &name : {u"ingress-coverage.md"_s, u"ingress-coverage-draft.md"_s}) {
        const QString path = QStringLiteral(WAYPROOF_SOURCE_DIR) + u"/docs/"_s + name;
        if (QFile::exists(path))
            return path;
    }
    return {};
}

/// "`nginx-tls`: a host with a certificate", as the page has it.
QString nameOf(const DecisionCase &one)
{
    const QString row = one.row.mid(one.row.indexOf(u'/') + 1);
    const qsizetype colon = row.indexOf(u": "_s);
    return u'`' + row.left(colon) + u"`: "_s + row.mid(colon + 2);
}

std::string textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// Whether another controller is asked for: this one knows nothing of its Ingresses.
bool isOfAnother(const IngressCase &asked)
{
    const std::string &dialect = asked.options.dialect;
    const std::string &ingressClass = asked.request.ingressClass;
    const IngressClass *known = asked.snapshot->find<IngressClass>("", ingressClass);
    const bool isClassOfAnother =
        !ingressClass.empty() && (known ? *known->controller != "k8s.io/ingress-nginx" : ingressClass != "nginx");
    return isClassOfAnother || (!dialect.empty() && dialect != "ingress-nginx" && dialect != "generic");
}

using Settings = std::map<std::string, std::string>;

/// Without what came after the snapshot: annotations that it would not know, and the risk of old names of others.
std::string withoutYounger(const std::string &text, const Settings &config)
{
    static const QRegularExpression younger(
        u"^ *nginx\\.ingress\\.kubernetes\\.io/(temporal-redirect-code|relative-redirects):.*\n"_s,
        QRegularExpression::MultilineOption);
    QString older = QString::fromStdString(text).remove(younger);
    if (config.contains("annotations-risk-level"))
        older.replace(u"/whitelist-source-range:"_s, u"/allowlist-source-range:"_s);
    return older.toStdString();
}

/// A configuration and what is asked of it.
struct Round {
    std::unique_ptr<ServedController> served;
    std::vector<Question> questions;
    std::string text;
    int number = 0;
};

QString startAll(std::vector<Round> &rounds)
{
    std::vector<std::unique_ptr<ServedController>> all;
    for (Round &round : rounds)
        all.push_back(std::move(round.served));
    QString problem = ServedController::start(all);
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        rounds[i].served = std::move(all[i]);
        const ServedController &served = *rounds[i].served;
        // What Debian's nginx cannot read is for an edit in servableconf.cpp, and no answer of a controller's.
        static const QRegularExpression notRead(u"unknown directive \"[a-z0-9_]{2,}\""_s);
        if (problem.isEmpty() && !served.problem().isEmpty() && !served.isCrashed() && served.isStarted() &&
            (!served.isRefused() || served.problem().contains(notRead)))
            problem = (rounds[i].questions.empty() ? QString() : rounds[i].questions.front().name) + u": "_s +
                      served.problem();
    }
    return problem;
}

/// One of three sets is read by a controller that is not set up as it comes.
void chooseSettings(std::mt19937 &random, Settings &flags, Settings &config)
{
    static const std::vector<std::pair<std::string, std::string>> entries{
        {"ssl-redirect", "false"},
        {"force-ssl-redirect", "true"},
        {"use-forwarded-headers", "true"},
        {"http-redirect-code", "301"},
        {"enable-underscores-in-headers", "true"},
        {"whitelist-source-range", "10.0.0.0/8"},
        {"whitelist-source-range", "127.0.0.0/8,192.0.2.7"},
        {"denylist-source-range", "192.0.2.0/24"},
        {"block-cidrs", "192.0.2.0/24"},
        {"proxy-body-size", "100"},
        {"preserve-trailing-slash", "true"},
        {"custom-http-errors", "404,413"},
        {"annotations-risk-level", "Low"},
        {"annotations-risk-level", "Critical"},
        {"annotation-value-word-blocklist", "go.r,later.r"},
        {"allow-cross-namespace-resources", "true"},
        {"proxy-add-original-uri-header", "true"},
        {"generate-request-id", "false"},
        {"service-upstream", "true"},
        {"use-port-in-redirects", "true"},
        {"forwarded-for-header", "X-Real-Client"},
    };
    static const std::vector<std::pair<std::string, std::string>> switches{
        {"disable-catch-all", "true"},
        {"https-port", "8443"},
        {"http-port", "8080"},
        {"enable-annotation-validation", "false"},
        {"default-backend-service", "r-shop/s0"},
        {"watch-namespace", "r-shop"},
        {"ingress-class", "other"},
        {"health-check-path", "/alive"},
    };
    if (random() % 3 != 0)
        return;
    for (int i = 0; i < 2; ++i)
        config.insert(entries[random() % entries.size()]);
    if (random() % 2 == 0)
        flags.insert(switches[random() % switches.size()]);
}

QString textOf(const Settings &flags, const Settings &config)
{
    QString text;
    for (const auto &[name, value] : flags)
        text += u" --flag %1=%2"_s.arg(QString::fromStdString(name), QString::fromStdString(value));
    for (const auto &[name, value] : config)
        text += u" --config %1=%2"_s.arg(QString::fromStdString(name), QString::fromStdString(value));
    return text;
}

struct Count {
    int agreed = 0;
    int disagreed = 0;
    int unsettled = 0;
    std::map<QString, int> known;            ///< by reason
    std::map<std::string, int> open;         ///< by what it depends on
    std::map<std::string, QString> examples; ///< of what stayed open
    QStringList disagreements;               ///< the first of each configuration

    void print(const char *what) const
    {
        qInfo("%s: %d agreed, %d disagreed, %d not settled", what, agreed, disagreed, unsettled);
        for (const auto &[code, number] : open)
            qInfo("  not settled: %6d %s, e.g. %s", number, code.c_str(), qPrintable(examples.at(code)));
        for (const auto &[reason, number] : known)
            qInfo("  known to differ: %6d %s", number, qPrintable(reason));
    }
};

} // namespace

class TestIngressNginx : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void casesAreAnsweredAsPredicted();
    void thePageNamesTheControllerWhereItWitnesses();
    void randomSetsAreAnsweredAsPredicted();

private:
    void ask(const Round &round, Count &count);

    QSet<QString> m_witnessed;
    int m_observed = 0;
};

void TestIngressNginx::initTestCase()
{
    for (const char *variable : {"WAYPROOF_NGINXWRITER", "WAYPROOF_NGINXROOT"})
        QVERIFY2(QFile::exists(qEnvironmentVariable(variable)), variable);
    QVERIFY2(!findNginx().empty(), "nginx is missing");
}

void TestIngressNginx::ask(const Round &round, Count &count)
{
    const QString keep = qEnvironmentVariable("WAYPROOF_KEEP");
    bool isFirst = true;
    askController(round.questions, *round.served, [&](std::size_t i, const Answer &answer) {
        const Question &question = round.questions[i];
        if (answer.agreesWithWritten == true)
            m_witnessed.insert(question.name);
        m_observed += answer.agrees.has_value() ? 1 : 0;
        if (answer.agrees == true) {
            ++count.agreed;
        } else if (!answer.agrees) {
            ++count.unsettled;
            const auto &open = question.predicted.dependsOn;
            const std::string code = open.empty() ? "nothing that settles it was observed" : open.front().code;
            count.open[code] += 1;
            count.examples.try_emplace(code, question.name + u": "_s + answer.text);
        } else if (const QString reason = knownDifference(question.name, answer.text); !reason.isEmpty()) {
            count.known[reason] += 1;
        } else {
            ++count.disagreed;
            QString text = question.name + u": "_s + answer.text;
            if (!keep.isEmpty() && isFirst && round.number > 0) {
                QFile file(u"%1/%2.yaml"_s.arg(keep).arg(round.number));
                if (file.open(QIODevice::WriteOnly))
                    file.write(QByteArray::fromStdString(round.text));
                text += u"\n      "_s + file.fileName();
            }
            if (isFirst || round.number == 0)
                count.disagreements.append(text);
            isFirst = false;
        }
    });
}

void TestIngressNginx::casesAreAnsweredAsPredicted()
{
    // One controller for each folder and set of options.
    struct Group {
        SnapshotPtr snapshot;
        ControllerSettings settings;
        std::string ingressClass;
        std::vector<Question> questions;
    };
    std::map<QString, Group> groups; // by folder and options
    for (const DecisionCase &one : allDecisionCases()) {
        if (!one.row.startsWith(u"ingress/"_s) || one.row.startsWith(u"ingress/dialect-"_s))
            continue;
        const auto asked = ingressCase(one);
        if (!asked || isOfAnother(*asked))
            continue;
        IngressOptions options = asked->options;
        options.dialect = "ingress-nginx";
        const ControllerSettings settings = controllerSettings(*asked->snapshot, options);
        const QString key =
            one.folder + u'?' + QString::fromStdString(options.ingressClass) + textOf(settings.flags, settings.config);
        Group &group =
            groups.try_emplace(key, Group{asked->snapshot, settings, options.ingressClass, {}}).first->second;
        // Elsewhere a resource may be nobody's; then it is read as this controller would if it were its own.
        const bool isItsOwn = one.row.startsWith(u"ingress/nginx-"_s);
        group.questions.push_back(
            {nameOf(one), asked->request, isItsOwn ? asked->asWritten : asked->onNginx, asked->asWritten});
    }
    QVERIFY(groups.size() >= 15);
    std::vector<Round> rounds;
    for (auto &[key, group] : groups) {
        Round round;
        round.text = textOf(key.section(u'?', 0, 0) + u"/in.yaml"_s);
        round.served = std::make_unique<ServedController>(
            ControllerSet{round.text, group.snapshot, group.settings.flags, group.settings.config, group.ingressClass});
        round.questions = std::move(group.questions);
        rounds.push_back(std::move(round));
    }
    const QString problem = startAll(rounds);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    Count count;
    for (const Round &round : rounds)
        ask(round, count);
    count.print("decision cases");
    for (const QString &text : count.disagreements)
        qInfo("%s", qPrintable(text));
    QVERIFY2(count.disagreements.isEmpty(), "the predictions above were wrong");
}

/// A row says ingress-nginx exactly where at least one of its cases was observed to be so.
void TestIngressNginx::thePageNamesTheControllerWhereItWitnesses()
{
    qInfo("%d predictions observed, %d cases witnessed", m_observed, static_cast<int>(m_witnessed.size()));
    QVERIFY2(m_observed >= 700, "most cases were not observed");
    QFile file(pagePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    file.close();
    static const QRegularExpression row(u"^(\\| .* \\| )(.*)( \\| )([^|]*)( \\|)$"_s);
    const QString name = u"ingress-nginx"_s;
    QStringList wrong;
    for (QString &line : lines) {
        const QRegularExpressionMatch match = row.match(line);
        if (!match.hasMatch() || !match.captured(2).startsWith(u'`'))
            continue;
        const QStringList cases = match.captured(2).split(u"<br>"_s);
        const bool isWitnessed = std::any_of(
            cases.begin(), cases.end(), [this](const QString &one) { return m_witnessed.contains(one.trimmed()); });
        QStringList witnesses = match.captured(4).split(u", "_s, Qt::SkipEmptyParts);
        if (witnesses.contains(name) == isWitnessed)
            continue;
        wrong.append(match.captured(1) + match.captured(4));
        witnesses.removeAll(name);
        if (isWitnessed)
            witnesses.append(name);
        line = match.captured(1) + match.captured(2) + match.captured(3) + witnesses.join(u", "_s) + match.captured(5);
    }
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lines.join(u'\n').toUtf8());
        return;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.mid(0, 20).join(u"\n    "_s)));
}

void TestIngressNginx::randomSetsAreAnsweredAsPredicted()
{
    const int wanted = numberFrom("WAYPROOF_CONFIGURATIONS", 300);
    const int firstSeed = numberFrom("WAYPROOF_SEED", 1);
    Count count;
    for (int done = 0; done < wanted; done += setsPerBatch) {
        std::vector<Round> rounds;
        for (int i = done; i < std::min(wanted, done + setsPerBatch); ++i) {
            const auto seed = static_cast<std::uint32_t>(firstSeed + i);
            IngressMix mix;
            mix.reloadFailures = seed % 8 == 0;
            RandomIngresses generator(seed, mix);
            Round round;
            round.number = static_cast<int>(seed);
            ControllerSet set;
            std::mt19937 random(seed);
            chooseSettings(random, set.flags, set.config);
            round.text = withoutYounger(generator.classText() + generator.next("r-"), set.config);
            set.text = round.text;
            set.snapshot = loadText("in.yaml", round.text);
            const QString name = u"set %1%2"_s.arg(seed).arg(textOf(set.flags, set.config));
            const Simulator simulator(std::make_shared<const RoutingTable>(
                compileIngress(*set.snapshot, {"ingress-nginx", "nginx", set.flags, set.config})));
            IngressBoundaries requests(*set.snapshot, seed);
            for (int r = 0; r < requestsPerSet; ++r) {
                const Request request = requests.next();
                const Decision predicted = simulator.decide(request);
                round.questions.push_back({name, request, predicted, predicted});
            }
            round.served = std::make_unique<ServedController>(std::move(set));
            rounds.push_back(std::move(round));
        }
        const QString problem = startAll(rounds);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const Round &round : rounds)
            ask(round, count);
    }
    qInfo("%d random sets", wanted);
    count.print("random sets");
    for (const QString &text : count.disagreements.mid(0, 40))
        qInfo("%s", qPrintable(text));
    QVERIFY2(count.disagreements.isEmpty(), "the predictions above were wrong");
    QVERIFY2(count.agreed > 5 * count.unsettled, "too many predictions could not be settled");
}

QTEST_GUILESS_MAIN(TestIngressNginx)
#include "tst_ingressnginx.moc"
