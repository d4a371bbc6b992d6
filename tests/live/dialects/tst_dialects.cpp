// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Predictions of dialects traefik and contour against the controllers' own code: the configurations of the decision
// cases and random Ingress sets, with requests near their boundaries.
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"
#include "tests/support/ingressboundaries.h"
#include "tests/support/randomingresses.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <set>

using namespace wayproof;
using namespace wayproof::test;
using namespace Qt::StringLiterals;

namespace
{

constexpr int requestsEach = 50;

int numberFrom(const char *variable, int otherwise)
{
    bool isNumber = false;
    const int value = qEnvironmentVariableIntValue(variable, &isNumber);
    return isNumber && value > 0 ? value : otherwise;
}

/// Where a text has no Services the product takes them to exist; the peer has to be given them.
std::string withServices(const std::string &text, const Snapshot &snapshot)
{
    if (snapshot.speaksOf<Service>())
        return text;
    std::set<std::pair<std::string, std::string>> named;
    const auto add = [&named](const Ingress &ingress, const IngressBackend &backend) {
        if (backend.service.isSet)
            named.emplace(*ingress.meta.ns, *backend.service->name);
    };
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        if (ingress.defaultBackend.isSet)
            add(ingress, *ingress.defaultBackend);
        for (const IngressRule &rule : *ingress.rules)
            for (const HttpIngressPath &path : *rule.paths)
                add(ingress, *path.backend);
    }
    std::string all = text;
    for (const auto &[ns, name] : named)
        all += "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + ", namespace: " + ns +
               "}\nspec: {ports: [{port: 80}]}\n";
    return all;
}

struct Question {
    std::string text;
    SnapshotPtr snapshot;
    IngressOptions options;
    std::vector<Request> requests;

    bool isOn(const std::string &flag) const
    {
        const auto found = options.controllerFlags.find(flag);
        return found != options.controllerFlags.end() && found->second == "true";
    }

    QJsonObject toJson() const
    {
        QJsonArray asked;
        for (const Request &request : requests)
            asked.append(QJsonObject{{u"scheme"_s, QString::fromStdString(request.scheme)},
                                     {u"method"_s, QString::fromStdString(request.method)},
                                     {u"target"_s, QString::fromStdString(request.target())},
                                     {u"host"_s, QString::fromStdString(request.host)}});
        return {{u"resources"_s, QString::fromStdString(withServices(text, *snapshot))},
                {u"strict"_s, isOn("providers.kubernetesingress.strictprefixmatching")},
                {u"empty"_s, isOn("providers.kubernetesingress.allowemptyservices")},
                {u"tls"_s, isOn("entrypoints.websecure.http.tls")},
                {u"requests"_s, asked}};
    }
};

/// A program that answers questions, one a line.
class Peer
{
public:
    explicit Peer(const char *variable) { m_process.start(qEnvironmentVariable(variable), QStringList()); }
    ~Peer()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }

    /// Empty where it did not answer.
    QJsonArray ask(const QJsonObject &question)
    {
        m_process.write(QJsonDocument(question).toJson(QJsonDocument::Compact) + '\n');
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(60'000))
                return {};
        return QJsonDocument::fromJson(m_process.readLine()).object()[u"answers"_s].toArray();
    }

private:
    QProcess m_process;
};

struct Count {
    int agreed = 0;
    int unsettled = 0;
    QStringList disagreements;
};

/// Empty where the prediction holds; "?" where it stayed open.
QString disagreement(const Decision &predicted, const QJsonObject &answer)
{
    const int status = answer[u"status"_s].toInt();
    const QString seen = u"%1 %2 %3"_s.arg(status).arg(answer[u"service"_s].toString(), answer[u"target"_s].toString());
    switch (predicted.outcome) {
    case Outcome::Undetermined:
        return u"?"_s;
    case Outcome::Forward: {
        if (predicted.backends.size() != 1 || !predicted.upstream)
            return u"?"_s;
        const ResourceId &service = predicted.backends.front().service;
        const bool isSame = answer[u"service"_s].toString().toStdString() == service.ns + "/" + service.name;
        const bool isPathSame = answer[u"target"_s].toString().toStdString() == predicted.upstream->path;
        return isSame && isPathSame ? QString() : seen;
    }
    case Outcome::Redirect:
        return predicted.redirect && predicted.redirect->status == status ? QString() : seen;
    case Outcome::Refuse:
        return status == 0 ? QString() : seen;
    case Outcome::Respond:
        return answer[u"service"_s].toString().isEmpty() && predicted.status == status ? QString() : seen;
    default:
        return seen;
    }
}

QString textOf(const Request &request)
{
    return QString::fromUtf8(QJsonDocument(toJson(request)).toJson(QJsonDocument::Compact));
}

void compare(Peer &peer, const std::string &dialect, const Question &question, Count &count)
{
    IngressOptions options = question.options;
    options.dialect = dialect;
    const Simulator simulator(std::make_shared<const RoutingTable>(compileIngress(*question.snapshot, options)));
    const QJsonArray answers = peer.ask(question.toJson());
    if (answers.size() != static_cast<qsizetype>(question.requests.size())) {
        count.disagreements.append(u"no answers for\n"_s + QString::fromStdString(question.text));
        return;
    }
    bool isTold = false;
    for (std::size_t i = 0; i < question.requests.size(); ++i) {
        const Decision predicted = simulator.decide(question.requests[i]);
        const QString other = disagreement(predicted, answers[static_cast<qsizetype>(i)].toObject());
        if (other.isEmpty()) {
            ++count.agreed;
        } else if (other == u"?"_s) {
            ++count.unsettled;
        } else if (!isTold) {
            isTold = true;
            count.disagreements.append(textOf(question.requests[i]) + u"\n   predicted "_s +
                                       QString::fromStdString(summary(predicted)) + u", seen "_s + other);
            if (const QString keep = qEnvironmentVariable("WAYPROOF_KEEP"); !keep.isEmpty()) {
                QFile file(keep + u"/%1.yaml"_s.arg(count.disagreements.size()));
                if (file.open(QIODevice::WriteOnly))
                    file.write(QByteArray::fromStdString(question.text));
            }
        }
    }
}

/// Traefik's settings; Contour has none of these.
IngressOptions flags(bool strict, bool empty, bool tls)
{
    const auto text = [](bool value) { return value ? "true" : "false"; };
    IngressOptions options;
    options.controllerFlags = {{"providers.kubernetesingress.strictprefixmatching", text(strict)},
                               {"providers.kubernetesingress.allowemptyservices", text(empty)},
                               {"entrypoints.websecure.http.tls", text(tls)}};
    return options;
}

/// Contour's https wants certificates with their keys, which no set has.
IngressRequestMix requestsOf(bool isTraefik)
{
    IngressRequestMix mix;
    mix.https = isTraefik;
    return mix;
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestDialects : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void decisionCasesHold_data();
    void decisionCasesHold();
    void randomSetsHold_data();
    void randomSetsHold();

private:
    static void report(const Count &count, int agreedAtLeast);
};

void TestDialects::initTestCase()
{
    for (const char *program : {"WAYPROOF_TRAEFIK", "WAYPROOF_CONTOUR"})
        QVERIFY2(QFile::exists(qEnvironmentVariable(program)), program);
}

void TestDialects::report(const Count &count, int agreedAtLeast)
{
    qInfo("%d agreed, %d not settled, %lld configurations disagreed", count.agreed, count.unsettled,
          static_cast<long long>(count.disagreements.size()));
    for (const QString &text : count.disagreements.mid(0, 20))
        qInfo("%s", qPrintable(text));
    QVERIFY2(count.disagreements.isEmpty(), "the predictions above were wrong");
    QVERIFY2(count.agreed >= agreedAtLeast, "too few predictions were settled");
}

void TestDialects::decisionCasesHold_data()
{
    QTest::addColumn<QString>("folder");
    const QDir root(QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/ingress"));
    for (const QString &name : root.entryList({u"dialect-traefik*"_s, u"dialect-contour*"_s}, QDir::Dirs, QDir::Name))
        QTest::newRow(qPrintable(name)) << root.filePath(name);
}

/// Every configuration that a case pins, under each of Traefik's settings, asked near all its boundaries.
void TestDialects::decisionCasesHold()
{
    QFETCH(QString, folder);
    const bool isTraefik = folder.contains(u"dialect-traefik"_s);
    const std::string text = readAll(folder + u"/in.yaml"_s).toStdString();
    const SnapshotPtr snapshot = loadText("in.yaml", text);
    Peer peer(isTraefik ? "WAYPROOF_TRAEFIK" : "WAYPROOF_CONTOUR");
    Count count;
    for (const bool strict : {false, true}) {
        for (const bool empty : {false, true}) {
            Question question{text, snapshot, flags(strict, empty, strict), {}};
            IngressBoundaries requests(*snapshot, 7, requestsOf(isTraefik));
            for (int i = 0; i < 200; ++i)
                question.requests.push_back(requests.next());
            compare(peer, isTraefik ? "traefik" : "contour", question, count);
        }
    }
    report(count, 200);
}

void TestDialects::randomSetsHold_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("controller");
    QTest::newRow("traefik") << u"traefik"_s << u"traefik.io/ingress-controller"_s;
    QTest::newRow("contour") << u"contour"_s << u"projectcontour.io/ingress-controller"_s;
}

void TestDialects::randomSetsHold()
{
    QFETCH(QString, dialect);
    QFETCH(QString, controller);
    const int wanted = numberFrom("WAYPROOF_CONFIGURATIONS", 500);
    const auto firstSeed = static_cast<unsigned>(numberFrom("WAYPROOF_SEED", 1));
    IngressMix mix = IngressMix::generic();
    mix.controller = controller.toStdString();
    mix.implementationSpecific = true;
    mix.classAnnotation = false;
    Peer peer(dialect == u"traefik"_s ? "WAYPROOF_TRAEFIK" : "WAYPROOF_CONTOUR");
    Count count;
    for (int i = 0; i < wanted; ++i) {
        const unsigned seed = firstSeed + static_cast<unsigned>(i);
        RandomIngresses generator(seed, mix);
        Question question;
        question.text = generator.classText() + generator.next("");
        question.snapshot = loadText("in.yaml", question.text);
        question.options = flags(i % 2 == 0, i % 3 == 0, i % 5 == 0);
        IngressBoundaries requests(*question.snapshot, seed, requestsOf(dialect == u"traefik"_s));
        for (int r = 0; r < requestsEach; ++r)
            question.requests.push_back(requests.next());
        compare(peer, dialect.toStdString(), question, count);
    }
    report(count, wanted * requestsEach / 2);
}

QTEST_GUILESS_MAIN(TestDialects)
#include "tst_dialects.moc"
