// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Panels by themselves: what goes in is shown, what a person does comes out, and setting is not doing.
#include "views/answerpanel.h"
#include "views/headerseditor.h"
#include "views/requestpanel.h"
#include "views/yamlview.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTextBlock>
#include <QToolButton>

using namespace wayproof;
using namespace Qt::StringLiterals;

class tst_Panels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyKeyOfTheUrlIsADraft()
    {
        RequestPanel panel;
        panel.show();
        QSignalSpy edited(&panel, &RequestPanel::draftEdited);
        QTest::keyClicks(panel.urlField(), u"http://a/"_s);
        QCOMPARE(edited.count(), 9);
        QCOMPARE(panel.draft().url, std::string("http://a/"));
    }
    void settingADraftIsNoEdit()
    {
        RequestPanel panel;
        QSignalSpy edited(&panel, &RequestPanel::draftEdited);
        RequestDraft draft;
        draft.method = "PATCH";
        draft.url = "https://shop.example/";
        draft.sni = "";
        draft.headers = {{"A", "1"}};
        panel.setDraft(draft);
        QCOMPARE(edited.count(), 0);
        QCOMPARE(panel.findChild<QLineEdit *>(u"sni"_s)->text(), u"-"_s);
        QCOMPARE(panel.findChild<QToolButton *>(u"headersButton"_s)->text(), u"Headers (1)"_s);
        QVERIFY(panel.draft() == draft);
    }
    void headersAreEditedInTheirPopup()
    {
        RequestPanel panel;
        panel.show();
        auto *editor = panel.findChild<HeadersEditor *>();
        auto *table = editor->findChild<QTableView *>(u"headersTable"_s);
        QTest::mouseClick(panel.findChild<QToolButton *>(u"headersButton"_s), Qt::LeftButton);
        QTRY_VERIFY(editor->isVisible());
        QVERIFY(table->model()->setData(table->model()->index(0, 0), u"X-Env"_s));
        QVERIFY(table->model()->setData(table->model()->index(0, 1), u"canary"_s));
        QCOMPARE(panel.draft().headers, (HeaderList{{"X-Env", "canary"}}));
    }
    void probingCanBeCancelled()
    {
        RequestPanel panel;
        panel.show();
        QSignalSpy probes(&panel, &RequestPanel::probeRequested);
        QSignalSpy cancels(&panel, &RequestPanel::cancelRequested);
        panel.setProbing(false, false);
        QVERIFY(!panel.probeButton()->isEnabled());
        panel.setProbing(false, true);
        QTest::mouseClick(panel.probeButton(), Qt::LeftButton);
        panel.setProbing(true, true);
        QTest::mouseClick(panel.probeButton(), Qt::LeftButton);
        QCOMPARE(probes.count(), 1);
        QCOMPARE(cancels.count(), 1);
    }
    void predictedAndLiveAreNamedApart()
    {
        AnswerPanel panel;
        Decision decision;
        decision.outcome = Outcome::Respond;
        decision.status = 404;
        panel.setPredicted(Side::Ingress, &decision);
        AnswerText seen;
        seen.headline = "200";
        seen.reason = "the answer has another status";
        panel.setLive(Side::Ingress, seen, Tone::Alarm);
        QVERIFY(panel.predicted(Side::Ingress)->accessibleName().contains(u"predicted: 404"_s));
        QVERIFY(panel.live(Side::Ingress)->accessibleName().contains(u"live: 200"_s));
        QVERIFY(panel.live(Side::Ingress)->toolTip().contains(u"another status"_s));
        QCOMPARE(panel.predicted(Side::Gateway)->headline(), u"no Gateway loaded"_s);
    }
    void aLongVerdictDoesNotMoveAnything()
    {
        AnswerPanel panel;
        panel.resize(900, panel.sizeHint().height());
        const int before = panel.sizeHint().height();
        Verdict verdict;
        verdict.kind = Verdict::Kind::NotKnown;
        verdict.sentence = std::string(600, 'x') + " " + std::string(300, 'y');
        verdict.details = {"one", "two"};
        panel.setVerdict(verdict);
        QCOMPARE(panel.sizeHint().height(), before);
        QCOMPARE(panel.verdictWord(), u"NOT KNOWN"_s);
    }
    void aTypedAddressComesOutAndASetOneDoesNot()
    {
        AnswerPanel panel;
        panel.show();
        QSignalSpy edited(&panel, &AnswerPanel::addressEdited);
        panel.setAddress(Side::Gateway, u"127.0.0.1:80"_s);
        QCOMPARE(edited.count(), 0);
        QTest::keyClicks(panel.findChild<QLineEdit *>(u"ingressAddress"_s), u"::1"_s);
        QCOMPARE(edited.count(), 3);
        QCOMPARE(edited.last().at(1).toString(), u"::1"_s);
    }
    void aMarkedLineIsInViewAndNumbered()
    {
        YamlView view;
        view.resize(300, 200);
        view.show();
        QStringList lines;
        for (int i = 1; i <= 200; ++i)
            lines << u"key%1: value # note"_s.arg(i);
        view.setSource(lines.join(u'\n'));
        view.markLine(150, 155);
        QCOMPARE(view.markedLine(), 150);
        const QRect cursor = view.cursorRect();
        QVERIFY(view.viewport()->rect().contains(cursor.center()));
        QCOMPARE(view.textCursor().blockNumber(), 149);
        QVERIFY(!view.document()->findBlockByNumber(149).layout()->formats().isEmpty());
    }
    void readingOnIsSaid()
    {
        YamlView view;
        view.resize(300, 200);
        view.show();
        view.setSource(u"a: 1\nb: 2\nc: 3"_s);
        QSignalSpy lines(&view, &YamlView::lineActivated);
        view.markLine(1);
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(lines.count(), 1);
        QCOMPARE(lines.first().first().toInt(), 1);
    }
};

QTEST_MAIN(tst_Panels)
#include "tst_panels.moc"
