// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The canvas with mouse and keyboard, and what it keeps when its graph is replaced. Pixels are only asked where a
// colour must be somewhere; how it looks is looked at, not tested.
#include "views/graphcanvas.h"
#include "views/graphcanvasdensity.h"
#include "views/graphexport.h"

#include <QAccessible>
#include <QApplication>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace wayproof;
using namespace Qt::Literals::StringLiterals;

namespace
{

std::shared_ptr<Graph> ladder(int columns, int rows)
{
    auto graph = std::make_shared<Graph>();
    for (int column = 0; column < columns; ++column) {
        for (int row = 0; row < rows; ++row) {
            GraphNode node;
            node.kind = column == 0 ? NodeKind::Route : column == 1 ? NodeKind::Rule : NodeKind::Service;
            node.kindLabel = std::string(toText(node.kind));
            node.title = "n" + std::to_string(column) + "-" + std::to_string(row);
            node.id = node.title;
            node.ns = row % 2 == 0 ? "even" : "odd";
            node.subtitle = node.ns;
            node.anchor.id = {"Service", node.ns, node.title};
            node.rank = column;
            graph->nodes.push_back(node);
            if (column > 0) {
                GraphEdge edge;
                edge.from = (column - 1) * rows + row;
                edge.to = column * rows + row;
                graph->edges.push_back(edge);
            }
        }
    }
    return graph;
}

LayerOrderPtr orderOf(const GraphPtr &graph)
{
    return std::make_shared<const LayerOrder>(orderLayers(layoutInput(*graph)));
}

void give(GraphCanvas &canvas, const GraphPtr &graph, bool marksChanges = false)
{
    canvas.setGraph(graph, orderOf(graph), marksChanges);
}

bool shows(const QImage &image, const QColor &colour, const QRect &where)
{
    for (int y = where.top(); y <= where.bottom(); ++y) {
        for (int x = where.left(); x <= where.right(); ++x) {
            const QColor here = image.pixelColor(x, y);
            if (std::abs(here.red() - colour.red()) + std::abs(here.green() - colour.green()) +
                    std::abs(here.blue() - colour.blue()) <
                12)
                return true;
        }
    }
    return false;
}

void wheel(GraphCanvas &canvas, QPointF at, int delta)
{
    QWheelEvent event(at, canvas.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&canvas, &event);
}

} // namespace

class TestGraphCanvas : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<GraphCanvas> m_canvas;

private Q_SLOTS:
    void init()
    {
        m_canvas = std::make_unique<GraphCanvas>(u"Ingress path"_s);
        m_canvas->resize(800, 600);
        give(*m_canvas, ladder(3, 4));
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
    }

    void aFittedGraphIsWhollyInView()
    {
        for (const QSize size : {QSize(800, 600), QSize(300, 700), QSize(900, 200)}) {
            m_canvas->resize(size);
            for (const GraphNode &node : m_canvas->graph()->nodes)
                QVERIFY(QRectF(m_canvas->rect()).contains(m_canvas->nodeRect(node.id)));
        }
    }

    void clickingSelectsAndTellsWhat()
    {
        QSignalSpy selected(m_canvas.get(), &GraphCanvas::selected);
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, m_canvas->nodeRect("n1-2").center().toPoint());
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.first().first().value<Selection>().anchor.id.name, std::string("n1-2"));
        QVERIFY(m_canvas->selectedNode());
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, QPoint(2, 2));
        QCOMPARE(selected.count(), 2);
        QVERIFY(!m_canvas->selectedNode());
    }

    void selectingFromOutsideIsNoIntent()
    {
        QSignalSpy selected(m_canvas.get(), &GraphCanvas::selected);
        Selection selection;
        selection.anchor.id = {"Service", "odd", "n2-1"};
        m_canvas->setSelection(selection);
        QCOMPARE(selected.count(), 0);
        QCOMPARE(m_canvas->selectedNode()->id, std::string("n2-1"));
        m_canvas->setSelection({});
        QVERIFY(!m_canvas->selectedNode());
    }

    void arrowsFollowEdgesAndLayers()
    {
        m_canvas->resize(1200, 500);
        QTest::keyClick(m_canvas.get(), Qt::Key_Tab);
        QVERIFY(m_canvas->selectedNode());
        const std::string first = m_canvas->selectedNode()->id;
        const QRectF before = m_canvas->nodeRect(first);
        const bool isHorizontal = m_canvas->nodeRect("n2-0").left() > m_canvas->nodeRect("n0-0").right();
        QTest::keyClick(m_canvas.get(), isHorizontal ? Qt::Key_Right : Qt::Key_Down);
        QCOMPARE(m_canvas->selectedNode()->id, "n1" + first.substr(2));
        QTest::keyClick(m_canvas.get(), isHorizontal ? Qt::Key_Left : Qt::Key_Up);
        QCOMPARE(m_canvas->selectedNode()->id, first);
        QTest::keyClick(m_canvas.get(), isHorizontal ? Qt::Key_Down : Qt::Key_Right);
        QVERIFY(m_canvas->selectedNode()->id != first);
        QCOMPARE(m_canvas->selectedNode()->id.substr(0, 2), std::string("n0"));
        QVERIFY(m_canvas->nodeRect(m_canvas->selectedNode()->id) != before);
        QTest::keyClick(m_canvas.get(), Qt::Key_Escape);
        QVERIFY(!m_canvas->selectedNode());
    }

    void tabVisitsEveryCardAndThenLeaves()
    {
        std::set<std::string> visited;
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(m_canvas.get(), Qt::Key_Tab);
            visited.insert(m_canvas->selectedNode()->id);
        }
        QCOMPARE(visited.size(), std::size_t(12));
        const std::string last = m_canvas->selectedNode()->id;
        QTest::keyClick(m_canvas.get(), Qt::Key_Tab);
        QCOMPARE(m_canvas->selectedNode()->id, last);
    }

    void enterAndDoubleClickActivate()
    {
        QSignalSpy activated(m_canvas.get(), &GraphCanvas::activated);
        QTest::keyClick(m_canvas.get(), Qt::Key_Tab);
        QTest::keyClick(m_canvas.get(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QTest::mouseDClick(m_canvas.get(), Qt::LeftButton, {}, m_canvas->nodeRect("n2-2").center().toPoint());
        QCOMPARE(activated.count(), 2);
    }

    void theWheelZoomsAboutTheMouse()
    {
        give(*m_canvas, ladder(5, 60));
        QSignalSpy moved(m_canvas.get(), &GraphCanvas::viewChanged);
        const QPointF at = m_canvas->nodeRect("n2-30").center();
        for (int i = 0; i < 6; ++i)
            wheel(*m_canvas, at, 120);
        QCOMPARE(moved.count(), 6);
        QVERIFY(m_canvas->view().zoom > 2);
        QVERIFY(QRectF(m_canvas->nodeRect("n2-30")).adjusted(-3, -3, 3, 3).contains(at));
        for (int i = 0; i < 8; ++i)
            wheel(*m_canvas, at, -120);
        QVERIFY(m_canvas->view().isFitted);
    }

    void plusMinusAndZeroZoom()
    {
        QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
        QVERIFY(!m_canvas->view().isFitted);
        const double zoomed = m_canvas->view().zoom;
        QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
        QVERIFY(m_canvas->view().zoom > zoomed);
        QTest::keyClick(m_canvas.get(), Qt::Key_0);
        QVERIFY(m_canvas->view().isFitted);
    }

    void draggingPansAndDoesNotSelect()
    {
        give(*m_canvas, ladder(4, 40));
        for (int i = 0; i < 8; ++i)
            QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
        QSignalSpy selected(m_canvas.get(), &GraphCanvas::selected);
        const QRectF before = m_canvas->nodeRect("n2-20");
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, QPoint(400, 300));
        QTest::mouseMove(m_canvas.get(), QPoint(400, 280));
        QMouseEvent move(QEvent::MouseMove, QPointF(400, 250), m_canvas->mapToGlobal(QPointF(400, 250)), Qt::NoButton,
                         Qt::LeftButton, {});
        QApplication::sendEvent(m_canvas.get(), &move);
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, QPoint(400, 250));
        QVERIFY(m_canvas->nodeRect("n2-20").top() < before.top() - 20);
        QCOMPARE(selected.count(), 0);
    }

    void aPannedPictureEqualsAFreshOne()
    {
        give(*m_canvas, ladder(4, 60));
        for (int i = 0; i < 6; ++i)
            QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
        m_canvas->grab();
        QTest::keyClick(m_canvas.get(), Qt::Key_Up, Qt::AltModifier);
        QTest::keyClick(m_canvas.get(), Qt::Key_Right, Qt::AltModifier);
        const QImage shifted = m_canvas->grab().toImage();
        QEvent change(QEvent::StyleChange);
        QApplication::sendEvent(m_canvas.get(), &change);
        const QImage fresh = m_canvas->grab().toImage();
        int different = 0;
        for (int y = 0; y < fresh.height(); ++y) {
            for (int x = 0; x < fresh.width(); ++x) {
                const QColor a = shifted.pixelColor(x, y);
                const QColor b = fresh.pixelColor(x, y);
                if (std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) > 60)
                    ++different;
            }
        }
        QVERIFY2(different < 40, qPrintable(QString::number(different)));
    }

    void twoCanvasesShareAView()
    {
        GraphCanvas other(u"Gateway path"_s);
        other.resize(700, 500);
        give(other, ladder(5, 9));
        QSignalSpy moved(&other, &GraphCanvas::viewChanged);
        connect(m_canvas.get(), &GraphCanvas::viewChanged, &other, &GraphCanvas::setView);
        m_canvas->zoomBy(2, {400, 300});
        QCOMPARE(other.view().zoom, m_canvas->view().zoom);
        QCOMPARE(moved.count(), 0);
        m_canvas->fit();
        QVERIFY(other.view().isFitted);
    }

    void aNewGraphKeepsSelectionAndZoom()
    {
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, m_canvas->nodeRect("n1-2").center().toPoint());
        m_canvas->zoomBy(2, {400, 300});
        const double zoom = m_canvas->view().zoom;
        give(*m_canvas, ladder(3, 5));
        QCOMPARE(m_canvas->selectedNode()->id, std::string("n1-2"));
        QCOMPARE(m_canvas->view().zoom, zoom);
        auto without = std::make_shared<Graph>(*ladder(3, 2));
        give(*m_canvas, without);
        QVERIFY(!m_canvas->selectedNode());
    }

    void whatChangedIsMarked()
    {
        const QColor mark = canvasColours(themeOf(m_canvas->palette())).changed;
        const auto corner = [this](const std::string &id) {
            return QRect(m_canvas->nodeRect(id).topLeft().toPoint() - QPoint(3, 3), QSize(10, 10));
        };
        auto changed = ladder(3, 4);
        changed->nodes[5].subtitle = "other";
        give(*m_canvas, changed, true);
        const QImage image = m_canvas->grab().toImage();
        QVERIFY(shows(image, mark, corner("n1-1")));
        QVERIFY(!shows(image, mark, corner("n1-2")));
    }

    void litCardsStandOut()
    {
        const QColor lit = canvasColours(themeOf(m_canvas->palette())).lit;
        m_canvas->setLit({"n0-1", "n1-1", "n2-1"});
        const QImage image = m_canvas->grab().toImage();
        QVERIFY(shows(image, lit, m_canvas->nodeRect("n1-1").toRect().adjusted(-3, -3, 3, 3)));
        QVERIFY(!shows(image, lit, m_canvas->nodeRect("n1-3").toRect()));
        m_canvas->setLit({});
        QVERIFY(!shows(m_canvas->grab().toImage(), lit, m_canvas->nodeRect("n1-1").toRect().adjusted(-3, -3, 3, 3)));
    }

    void theRefusedEdgeOfTheRuleThatWonStaysLit()
    {
        auto graph = ladder(3, 2);
        for (GraphEdge &edge : graph->edges) {
            if (graph->nodes[static_cast<std::size_t>(edge.to)].rank == 2) {
                edge.state = LinkState::Refused;
                edge.code = "RefNotPermitted";
            }
        }
        GraphCanvas &canvas = *m_canvas;
        give(canvas, graph);
        canvas.setLit({"n0-0", "n1-0"}); // the rule won, its Service is out of reach
        const QImage image = canvas.grab().toImage();
        const auto isRefusedShownBeside = [&](const char *title) {
            const QRectF card = canvas.nodeRect(title);
            const bool isDown = canvas.nodeRect("n0-0").bottom() < canvas.nodeRect("n1-0").top();
            const QRect gap = isDown ? QRect(static_cast<int>(card.left()), static_cast<int>(card.bottom()) + 6,
                                             static_cast<int>(card.width()), 12)
                                     : QRect(static_cast<int>(card.right()) + 6, static_cast<int>(card.top()), 12,
                                             static_cast<int>(card.height()));
            return shows(image, canvasColours(themeOf(canvas.palette())).refused, gap);
        };
        QVERIFY(isRefusedShownBeside("n1-0"));
        QVERIFY(!isRefusedShownBeside("n1-1")); // behind the veil
    }
    void filtersCountWhatTheyLeaveOut()
    {
        QSignalSpy applied(m_canvas.get(), &GraphCanvas::filterApplied);
        GraphFilter filter;
        filter.namespaces = {"odd"};
        m_canvas->setFilter(filter);
        QCOMPARE(applied.last().at(0).toInt(), 6);
        QCOMPARE(applied.last().at(1).toInt(), 12);
        QCOMPARE(m_canvas->filterText(), u"6 of 12 shown"_s);
        QVERIFY(!m_canvas->nodeRect("n1-2").isNull()); // faded, still there
        m_canvas->setFilter(filter, true);
        QVERIFY(m_canvas->nodeRect("n1-2").isNull());
        QVERIFY(!m_canvas->nodeRect("n1-1").isNull());
        m_canvas->setFilter({});
        QVERIFY(!m_canvas->nodeRect("n1-2").isNull());
        QVERIFY(m_canvas->filterText().isEmpty());
    }

    void focusShowsOneNeighbourhood()
    {
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, m_canvas->nodeRect("n1-2").center().toPoint());
        QTest::keyClick(m_canvas.get(), Qt::Key_F);
        QVERIFY(!m_canvas->nodeRect("n2-2").isNull());
        QVERIFY(m_canvas->nodeRect("n2-1").isNull());
        QTest::keyClick(m_canvas.get(), Qt::Key_Escape);
        QVERIFY(!m_canvas->nodeRect("n2-1").isNull());
    }

    void assistiveTechnologyHearsTheSelection()
    {
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_canvas.get());
        QVERIFY(interface);
        QCOMPARE(interface->text(QAccessible::Name), u"Ingress path"_s);
        QVERIFY(interface->text(QAccessible::Description).contains(u"12 nodes"_s));
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, m_canvas->nodeRect("n1-2").center().toPoint());
        const QString said = interface->text(QAccessible::Value);
        QVERIFY2(said.contains(u"Rule n1-2"_s) && said.contains(u"From Route n0-2."_s) &&
                     said.contains(u"To Service n2-2."_s),
                 qPrintable(said));
    }

    void refusedEdgesAreSelectableAndSayWhy()
    {
        auto graph = ladder(2, 1);
        graph->edges[0].state = LinkState::Refused;
        graph->edges[0].code = "RefNotPermitted";
        graph->edges[0].reason = "no ReferenceGrant";
        give(*m_canvas, graph);
        const QPointF middle = (m_canvas->nodeRect("n0-0").center() + m_canvas->nodeRect("n1-0").center()) / 2;
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, {}, middle.toPoint());
        QVERIFY2(m_canvas->selectionText().contains(u"refused, RefNotPermitted: no ReferenceGrant"_s),
                 qPrintable(m_canvas->selectionText()));
        QVERIFY(shows(m_canvas->grab().toImage(), canvasColours(themeOf(m_canvas->palette())).refused,
                      QRect(middle.toPoint() - QPoint(60, 40), QSize(120, 80))));
    }

    void densityLosesNoEdge()
    {
        CanvasTransform transform;
        EdgeDensity density(QRect(0, 0, 200, 100), 1, transform);
        for (int i = 0; i < 2000; ++i)
            density.add({0, 50, 200, 50, i, false, true});
        density.add({0, 10, 200, 90, 2000, false, true});
        density.add({0, -500, 200, 5000, 2001, false, true}); // only passes through
        const QImage image = density.image(Qt::black);
        QVERIFY(qAlpha(image.pixel(10, 50)) > 200);
        QVERIFY(qAlpha(image.pixel(100, 50)) > 200);
        QVERIFY(qAlpha(image.pixel(190, 89)) > 40);
        int column = 0;
        for (int y = 0; y < 100; ++y) {
            for (int x = 0; x < 200; ++x)
                column += y > 60 && y < 62 && qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
        }
        QVERIFY(column >= 2); // the diagonal and the one that passes through
        QCOMPARE(qAlpha(image.pixel(5, 95)), 0);
    }

    void anEmptyGraphSaysSo()
    {
        m_canvas->setEmptyText(u"No Ingress was loaded"_s);
        give(*m_canvas, std::make_shared<Graph>());
        QVERIFY(!m_canvas->grab().isNull());
        QTest::keyClick(m_canvas.get(), Qt::Key_Tab);
        QTest::keyClick(m_canvas.get(), Qt::Key_Plus);
        QVERIFY(!m_canvas->selectedNode());
    }

    void exportsAreWrittenByTheirEnding()
    {
        QTemporaryDir dir;
        GraphPicture picture;
        picture.graph = ladder(3, 4);
        picture.order = orderOf(picture.graph);
        picture.font = m_canvas->font();
        picture.lit = {"n0-0", "n1-0"};
        const auto head = [&dir](const QString &name) {
            QFile file(dir.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.read(8) : QByteArray();
        };
        for (const QString &name : {u"g.svg"_s, u"g.png"_s, u"g.pdf"_s})
            QVERIFY(exportGraph(picture, dir.filePath(name)).empty());
        QVERIFY(head(u"g.svg"_s).startsWith("<svg"));
        QVERIFY(head(u"g.png"_s).contains("PNG"));
        QVERIFY(head(u"g.pdf"_s).startsWith("%PDF-"));
        QCOMPARE(exportGraph(picture, dir.filePath(u"g.gif"_s)).front().code, std::string("export-failed"));
        QCOMPARE(exportGraph(picture, dir.filePath(u"none/g.png"_s)).front().code, std::string("export-failed"));
        QVERIFY(imageOf(picture).width() > imageOf(picture, 1).width());
    }
};

QTEST_MAIN(TestGraphCanvas)
#include "tst_graphcanvas.moc"
