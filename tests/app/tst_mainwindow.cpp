// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window as a person meets it, by mouse and keyboard: the first difference, typing, selecting, broken input.
#include "app/mainwindow.h"
#include "app/opening.h"
#include "tests/support/requiredpeers.h"
#include "views/answerpanel.h"
#include "views/controllersettingsdialog.h"
#include "views/findingspanel.h"
#include "views/graphpanel.h"
#include "views/inspectorpanel.h"
#include "views/resourcepanel.h"
#include "views/tracepanel.h"
#include "views/yamlview.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

const ResourceId ingressId{"Ingress", "routing-experiment", "go-app-ingress"};

/// A window on the tutorial, shown and loaded, without the lab.
struct Opened {
    Session session;
    std::unique_ptr<MainWindow> window;

    explicit Opened(Arguments arguments = {})
    {
        arguments.startsLab = false;
        window = std::make_unique<MainWindow>(session, MainWindow::Remember::No);
        openSession(session, arguments);
        window->resize(1400, 900);
        window->show();
    }
    bool isReady() const { return session.world() && !session.isLoading() && window->isVisible(); }
};

QModelIndex indexWithText(const QAbstractItemModel &model, const QString &part, const QModelIndex &parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data().toString().contains(part))
            return index;
        if (const QModelIndex below = indexWithText(model, part, index); below.isValid())
            return below;
    }
    return {};
}

void clickRow(QTreeView *tree, const QModelIndex &index)
{
    tree->scrollTo(index);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(index).center());
}

void replaceText(QLineEdit *field, const char *text)
{
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QString::fromUtf8(text));
}

} // namespace

class tst_MainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensOnTheTutorialAndShowsItsDifference()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        const AnswerPanel *answers = opened.window->answers();
        QCOMPARE(answers->verdictWord(), u"DIFFERENT"_s);
        QCOMPARE(answers->verdictSentence(), u"the backend receives / on the left, /healthz on the right"_s);
        QCOMPARE(answers->predicted(Side::Ingress)->detail(), u"receives /"_s);
        QCOMPARE(answers->predicted(Side::Gateway)->detail(), u"receives /healthz"_s);
        QCOMPARE(answers->live(Side::Ingress)->headline(), u"not probed"_s);
        for (const Side side : {Side::Ingress, Side::Gateway}) {
            QVERIFY(!opened.window->graph(side)->canvas()->graph()->nodes.empty());
            QVERIFY(opened.window->graph(side)->canvas()->view().isFitted);
        }
        QVERIFY(opened.window->windowTitle().contains(u"tutorial"_s));
    }
    void typingSimulatesOnEveryKey()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        QLineEdit *url = opened.window->requestBar()->urlField();
        QSignalSpy answers(&opened.session, &Session::answersChanged);
        replaceText(url, "http://localhost/version");
        QVERIFY(answers.count() >= 20);
        QCOMPARE(opened.window->answers()->verdictWord(), u"SAME"_s);
        QTest::keyClick(opened.window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(opened.session.draft().url, std::string("http://localhost/healthz"));
        QCOMPARE(opened.window->answers()->verdictWord(), u"DIFFERENT"_s);
    }
    void controllerSettingsByHandChangeTheAnswer()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        QCOMPARE(opened.session.answers().ingress.predicted->outcome, Outcome::Forward);
        QTest::keyClick(opened.window.get(), Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
        auto *dialog = opened.window->findChild<ControllerSettingsDialog *>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isVisible());
        QTest::mouseClick(dialog->addEntryButton(), Qt::LeftButton);
        auto *editor = dialog->table()->findChild<QLineEdit *>();
        QVERIFY(editor);
        QTest::keyClicks(editor, u"force-ssl-redirect"_s);
        QTest::keyClick(editor, Qt::Key_Tab);
        QTRY_VERIFY(dialog->table()->findChild<QLineEdit *>() && dialog->table()->currentColumn() == 2);
        QTest::keyClicks(dialog->table()->findChildren<QLineEdit *>().last(), u"true"_s);
        QTest::mouseClick(dialog->applyButton(), Qt::LeftButton);
        QCOMPARE(opened.session.controller().config.at("force-ssl-redirect"), std::string("true"));
        QTRY_COMPARE(opened.session.answers().ingress.predicted->outcome, Outcome::Redirect);
        const auto &trace = opened.session.answers().ingress.predicted->trace;
        QVERIFY(std::any_of(trace.begin(), trace.end(), [](const TraceStep &step) {
            return step.reason.find("by hand (force-ssl-redirect=true)") != std::string::npos;
        }));
        // Taken back by the keyboard alone.
        dialog->table()->setFocus();
        dialog->table()->setCurrentCell(0, 0);
        QTRY_VERIFY(dialog->removeButton()->isEnabled());
        dialog->removeButton()->setFocus();
        QTest::keyClick(dialog->removeButton(), Qt::Key_Space);
        QCOMPARE(dialog->table()->rowCount(), 0);
        dialog->applyButton()->setFocus();
        QTest::keyClick(dialog->applyButton(), Qt::Key_Space);
        QTRY_COMPARE(opened.session.answers().ingress.predicted->outcome, Outcome::Forward);
    }
    void controllerSettingsThatWereReadAreShown()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"in.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller, namespace: ingress-nginx}\n"
            "data: {ssl-redirect: \"false\"}\n");
        file.close();
        Arguments arguments;
        arguments.sources = {file.fileName()};
        Opened opened(arguments);
        QTRY_VERIFY(opened.isReady());
        opened.window->actionsByName().controllerSettings->trigger();
        const auto *dialog = opened.window->findChild<ControllerSettingsDialog *>();
        QVERIFY(dialog);
        QCOMPARE(dialog->table()->rowCount(), 1);
        QCOMPARE(dialog->table()->item(0, 1)->text(), u"ssl-redirect"_s);
        QCOMPARE(dialog->table()->item(0, 2)->text(), u"false"_s);
        QVERIFY(dialog->table()->item(0, 3)->text().contains(u"ingress-nginx-controller"_s));
        QVERIFY(!(dialog->table()->item(0, 2)->flags() & Qt::ItemIsEditable));
        QVERIFY(dialog->byHand() == ControllerValues());
    }
    void selectingATraceStepSelectsItEverywhere()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        QTreeView *trace = opened.window->trace()->tree(Side::Gateway);
        const QModelIndex step = indexWithText(*trace->model(), u"go-app-route rule 1"_s);
        QVERIFY(step.isValid());
        clickRow(trace, step);
        QCOMPARE(opened.window->selection().anchor.id.name, std::string("go-app-route"));
        QCOMPARE(opened.window->selection().anchor.rule.value_or(-1), 1);
        const GraphNode *node = opened.window->graph(Side::Gateway)->canvas()->selectedNode();
        QVERIFY(node && node->kind == NodeKind::Rule);
        const QModelIndex row = opened.window->resources()->tree()->currentIndex();
        QCOMPARE(row.data().toString(), u"/healthz"_s);
        const YamlView *source = opened.window->inspector()->source();
        QVERIFY(source->toPlainText().contains(u"kind: HTTPRoute"_s));
        QVERIFY(source->markedLine() > 20);
    }
    void clickingANodeSelectsItsObject()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        GraphCanvas *canvas = opened.window->graph(Side::Ingress)->canvas();
        const auto &nodes = canvas->graph()->nodes;
        const auto ingress = std::find_if(nodes.begin(), nodes.end(),
                                          [](const GraphNode &node) { return node.kind == NodeKind::Ingress; });
        QVERIFY(ingress != nodes.end());
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->nodeRect(ingress->id).center().toPoint());
        QVERIFY(opened.window->selection().anchor.id == ingressId);
        QVERIFY(opened.window->inspector()->source()->toPlainText().contains(u"rewrite-target"_s));
        QCOMPARE(opened.window->resources()->tree()->currentIndex().data().toString(), u"go-app-ingress"_s);
    }
    void aBrokenFileIsAFindingAndHidesNothing()
    {
        QTemporaryDir folder;
        QFile::copy(QStringLiteral(WAYPROOF_SOURCE_DIR "/resources/samples/tutorial/ingress.yaml"),
                    folder.filePath(u"good.yaml"_s));
        QFile broken(folder.filePath(u"broken.yaml"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("apiVersion: v1\nkind: Service\nmetadata:\n  name: \"unterminated\n");
        broken.close();
        Arguments arguments;
        arguments.sources = {folder.path()};
        Opened opened(arguments);
        QTRY_VERIFY(opened.isReady());
        const FindingsModel &findings = opened.window->findings()->model();
        QVERIFY(findings.count(Severity::Error) > 0);
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(indexWithText(*opened.window->resources()->tree()->model(), u"go-app-ingress"_s).isValid());
        opened.window->showPanel(u"findings"_s);
        QTableView *table = opened.window->findings()->table();
        QTRY_VERIFY(table->isVisible());
        const QModelIndex first = table->model()->index(0, FindingsModel::MessageColumn);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(first).center());
        QVERIFY(opened.window->selection().source.fileName().ends_with("broken.yaml"));
        QVERIFY(opened.window->inspector()->source()->toPlainText().contains(u"unterminated"_s));
    }
    void aFindingsRequestIsTriedByMouseAndKeyboard()
    {
        Arguments arguments;
        arguments.sources = {QStringLiteral(WAYPROOF_SOURCE_DIR "/resources/samples/reference-grant")};
        Opened opened(arguments);
        QTRY_VERIFY(opened.isReady());
        MainWindow *window = opened.window.get();
        const QString before = window->requestBar()->urlField()->text();
        window->showPanel(u"findings"_s);
        FindingsPanel *findings = window->findings();
        QTRY_VERIFY(findings->table()->isVisible());
        const QAbstractItemModel *rows = findings->table()->model();
        QModelIndex refused;
        for (int row = 0; row < rows->rowCount(); ++row) {
            if (rows->index(row, FindingsModel::CodeColumn).data() == u"reference-not-granted"_s)
                refused = rows->index(row, FindingsModel::MessageColumn);
        }
        QVERIFY(refused.isValid());
        QTest::mouseClick(findings->table()->viewport(), Qt::LeftButton, {},
                          findings->table()->visualRect(refused).center());
        QTRY_VERIFY(findings->tryButton()->isVisible());
        QTest::mouseClick(findings->tryButton(), Qt::LeftButton);
        QCOMPARE(window->requestBar()->urlField()->text(), u"http://app.example.com/metrics"_s);
        QVERIFY(window->answers()->predicted(Side::Gateway)->headline().startsWith(u"500"_s));
        QTest::keyClick(window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(window->requestBar()->urlField()->text(), before);
        QTest::keyClick(findings->table(), Qt::Key_Return);
        QCOMPARE(window->requestBar()->urlField()->text(), u"http://app.example.com/metrics"_s);
    }
    void theKeyboardReachesEverything()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        MainWindow *window = opened.window.get();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window));
        QTest::keyClick(window, Qt::Key_F, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::focusWidget(), window->findField());
        QTest::keyClick(window, Qt::Key_L, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::focusWidget(), window->requestBar()->urlField());
        QSet<QWidget *> met;
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
            met.insert(QApplication::focusWidget());
        }
        QVERIFY(met.contains(window->resources()->tree()));
        QVERIFY(met.contains(window->graph(Side::Ingress)->canvas()));
        QVERIFY(met.contains(window->graph(Side::Gateway)->canvas()));
        QVERIFY(met.contains(window->inspector()->source()));
        QVERIFY(met.contains(window->answers()->predicted(Side::Ingress)));
        QVERIFY(met.contains(window->trace()->tree(Side::Ingress)));
    }
    void theTreeIsWalkedByArrows()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        QTreeView *tree = opened.window->resources()->tree();
        tree->setFocus();
        tree->setCurrentIndex(indexWithText(*tree->model(), u"go-app-ingress"_s));
        QVERIFY(opened.window->selection().anchor.id == ingressId);
        QTest::keyClick(tree, Qt::Key_Down);
        QCOMPARE(opened.window->selection().anchor.match.value_or(-1), 0);
    }
    void aCommandIsRunByItsName()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() > 128);
        QTest::keyClick(opened.window.get(), Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(QApplication::activePopupWidget());
        auto *field = QApplication::activePopupWidget()->findChild<QLineEdit *>();
        QVERIFY(field);
        QTest::keyClicks(field, u"dark th"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(QApplication::palette().color(QPalette::Window).lightness() < 128);
        opened.window->setTheme(ThemeChoice::Light);
    }
    void theProjectorPresetIsOneKey()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        const double size = QApplication::font().pointSizeF();
        QTest::keyClick(opened.window.get(), Qt::Key_F9);
        QVERIFY(QApplication::font().pointSizeF() > size * 1.3);
        QVERIFY(!opened.window->resources()->isVisible());
        QTest::keyClick(opened.window.get(), Qt::Key_F9);
        QCOMPARE(QApplication::font().pointSizeF(), size);
        QTRY_VERIFY(opened.window->resources()->isVisible());
    }
    void whatCanBeFocusedHasAName()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        for (const QWidget *widget : opened.window->findChildren<QWidget *>()) {
            if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) == 0 || widget->focusProxy() ||
                widget->objectName().startsWith(u"qt_"_s) || widget->inherits("QTabBar"))
                continue;
            const QString text = widget->property("text").toString();
            const bool isInCombo = widget->parentWidget() && widget->parentWidget()->inherits("QComboBox");
            QVERIFY2(!widget->accessibleName().isEmpty() || !text.isEmpty() || isInCombo,
                     qPrintable(QString::fromUtf8(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }
    void curlGoesOutAndIn()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        opened.window->actionsByName().copyCurl->trigger();
        QVERIFY(QApplication::clipboard()->text().startsWith(u"curl"_s));
        QApplication::clipboard()->setText(u"curl -X PUT -H 'X-Env: canary' http://localhost/version"_s);
        opened.window->actionsByName().importCurl->trigger();
        QCOMPARE(opened.session.draft().method, std::string("PUT"));
        QCOMPARE(opened.session.draft().headers, (HeaderList{{"X-Env", "canary"}}));
        QApplication::clipboard()->setText(u"not a command"_s);
        opened.window->actionsByName().importCurl->trigger();
        QCOMPARE(opened.session.draft().method, std::string("PUT"));
    }
    void aClosedPortIsShownAndSettlesNothing()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        opened.session.setAddress(Side::Ingress, u"127.0.0.1:1"_s);
        opened.session.setAddress(Side::Gateway, u"127.0.0.1:1"_s);
        QTest::keyClick(opened.window.get(), Qt::Key_F5);
        QTRY_VERIFY(opened.session.answers().probe);
        QCOMPARE(opened.window->answers()->live(Side::Ingress)->headline(), u"refused"_s);
        QCOMPARE(opened.window->answers()->verdictWord(), u"DIFFERENT"_s);
    }
    void theLabConfirmsThePrediction()
    {
        Opened opened;
        QTRY_VERIFY(opened.isReady());
        opened.session.startLab();
        QTRY_VERIFY_WITH_TIMEOUT(opened.session.labState() != Lab::State::Starting, 20000);
        const auto &status = opened.session.labStatus();
        if (!status || !status->hasSide(LabAddress::Side::Ingress) || !status->hasSide(LabAddress::Side::Gateway))
            WAYPROOF_SKIP_WITHOUT_PEER("nginx or Envoy is not installed here");
        QTRY_VERIFY_WITH_TIMEOUT(opened.session.answers().probe, 20000);
        QVERIFY(opened.window->answers()->live(Side::Ingress)->headline().startsWith(u"200"_s));
        QVERIFY(opened.window->answers()->live(Side::Gateway)->detail().contains(u"/healthz"_s));
        QCOMPARE(opened.window->answers()->verdictWord(), u"DIFFERENT"_s);
        QVERIFY(opened.session.answers().ingress.agreement->agrees.value_or(false));
        // Where both sides show the application's own answer, its clock is no difference.
        replaceText(opened.window->requestBar()->urlField(), "http://localhost/version");
        QVERIFY(!opened.session.answers().probe);
        QTest::keyClick(opened.window.get(), Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(opened.session.answers().probe, 20000);
        QCOMPARE(opened.window->answers()->verdictWord(), u"SAME"_s);
        const auto &comparison = opened.session.answers().probe->comparison;
        QVERIFY(comparison && comparison->same.value_or(false));
        const auto &varying = comparison->volatileFields;
        QVERIFY(std::find(varying.begin(), varying.end(), "body.timestamp") != varying.end());
    }
};

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
