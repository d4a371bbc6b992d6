// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The table of docs/controllers.md is what the simulator says of the sample "classes".
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QFile>
#include <QTest>

#include <map>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

const QString root = QStringLiteral(WAYPROOF_SOURCE_DIR);

struct Controller {
    QString name; ///< as the page calls it
    std::string ingressClass;
};

const std::vector<Controller> controllers = {{u"NGINX"_s, "nginx"},
                                             {u"Traefik"_s, "traefik"},
                                             {u"HAProxy Technologies"_s, "haproxy"},
                                             {u"HAProxy Ingress"_s, "haproxy-community"},
                                             {u"Istio"_s, "istio"},
                                             {u"AWS"_s, "alb"},
                                             {u"Contour"_s, "contour"},
                                             {u"Kong"_s, "kong"},
                                             {u"Google"_s, "gce"}};

struct Row {
    QString controller;
    QString request; ///< "GET http://…"
    QString there;
    QString elsewhere;
    QString why;
};

QString readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

std::vector<Row> rows()
{
    std::vector<Row> rows;
    for (const QString &line : readAll(root + u"/docs/controllers.md"_s).split(u'\n')) {
        if (!line.startsWith(u"| "_s) || line.startsWith(u"| Controller "_s))
            continue;
        const QStringList cells = line.split(u'|');
        if (cells.size() == 7)
            rows.push_back({cells[1].trimmed(), cells[2].trimmed().remove(u'`'), cells[3].trimmed(), cells[4].trimmed(),
                            cells[5].trimmed()});
    }
    return rows;
}

/// The Service that a request reaches, or the status that it is answered with.
QString answer(const Simulator &simulator, const QString &request, const std::string &ingressClass)
{
    Result<Request> asked = requestFromUrl(request.section(u' ', 1).toStdString());
    if (!asked)
        return u"no request"_s;
    Request one = asked.value();
    one.method = request.section(u' ', 0, 0).toStdString();
    one.ingressClass = ingressClass;
    const Decision decision = simulator.decide(one);
    if (decision.outcome == Outcome::Forward && decision.backends.size() == 1)
        return u"`%1`"_s.arg(QString::fromStdString(decision.backends.front().service.name));
    if (decision.outcome == Outcome::Redirect && decision.redirect)
        return u"%1 to `%2`"_s.arg(decision.redirect->status).arg(QString::fromStdString(decision.redirect->location));
    if (decision.outcome == Outcome::Respond && decision.status)
        return QString::number(*decision.status);
    return u"undetermined"_s;
}

/// "404 (NGINX, Istio), `app` (Traefik)", in the order of the controllers.
QString elsewhere(const Simulator &simulator, const Row &row)
{
    std::vector<std::pair<QString, QStringList>> answers;
    for (const Controller &controller : controllers) {
        if (controller.name == row.controller)
            continue;
        const QString text = answer(simulator, row.request, controller.ingressClass);
        auto known = std::find_if(answers.begin(), answers.end(), [&](const auto &a) { return a.first == text; });
        if (known == answers.end())
            known = answers.insert(answers.end(), {text, {}});
        known->second.append(controller.name);
    }
    QStringList texts;
    for (const auto &[text, names] : answers)
        texts.append(u"%1 (%2)"_s.arg(text, names.join(u", "_s)));
    return texts.join(u"; "_s);
}

SnapshotPtr sample()
{
    return loadText("in.yaml", readAll(root + u"/tests/data/ingress/classes/in.yaml"_s).toStdString());
}

} // namespace

class TestControllers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowIsWhatTheSimulatorSays_data();
    void everyRowIsWhatTheSimulatorSays();
    void everyControllerHasARow_data();
    void everyControllerHasARow();
    void theCasesAreThoseOfTheSample();
};

void TestControllers::everyRowIsWhatTheSimulatorSays_data()
{
    QTest::addColumn<int>("row");
    const std::vector<Row> all = rows();
    QVERIFY2(!all.empty(), "docs/controllers.md has no table");
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(qPrintable(all[i].controller + u' ' + all[i].request)) << static_cast<int>(i);
}

void TestControllers::everyRowIsWhatTheSimulatorSays()
{
    QFETCH(int, row);
    const Row one = rows()[static_cast<std::size_t>(row)];
    const auto found = std::find_if(controllers.begin(), controllers.end(),
                                    [&](const Controller &controller) { return controller.name == one.controller; });
    QVERIFY2(found != controllers.end(), qPrintable(one.controller));
    const Simulator simulator(std::make_shared<const RoutingTable>(compileIngress(*sample())));
    const QString there = answer(simulator, one.request, found->ingressClass);
    const QString others = elsewhere(simulator, one);
    const QString right = u"| %1 | `%2` | %3 | %4 | %5 |"_s.arg(one.controller, one.request, there, others, one.why);
    QVERIFY2(one.there == there && one.elsewhere == others, qPrintable(u"the row should read\n"_s + right));
    QVERIFY2(!one.why.isEmpty(), "the row says no reason");
    QVERIFY2(one.elsewhere != u"%1 ()"_s.arg(one.there), "nobody answers otherwise");
}

void TestControllers::everyControllerHasARow_data()
{
    QTest::addColumn<QString>("name");
    for (const Controller &controller : controllers)
        QTest::newRow(qPrintable(controller.name)) << controller.name;
}

void TestControllers::everyControllerHasARow()
{
    QFETCH(QString, name);
    const std::vector<Row> all = rows();
    QVERIFY(std::any_of(all.begin(), all.end(), [&](const Row &row) { return row.controller == name; }));
}

/// tests/data/ingress/classes pins each row; its resources must be the sample's.
void TestControllers::theCasesAreThoseOfTheSample()
{
    QString text;
    for (const char *file : {"classes.yaml", "ingresses.yaml", "services.yaml"})
        text += (text.isEmpty() ? QString() : u"---\n"_s) +
                readAll(root + u"/resources/samples/classes/"_s + QLatin1String(file));
    QCOMPARE(readAll(root + u"/tests/data/ingress/classes/in.yaml"_s), text);
}

QTEST_GUILESS_MAIN(TestControllers)
#include "tst_controllers.moc"
