// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One side's graph on a canvas: zoom, pan, keyboard, selection, the lit way of a request. Receives values, emits
// intents; knows neither the session nor the other canvas.
#pragma once

#include "model/analysis/graphfilter.h"
#include "model/items/seenshares.h"
#include "model/items/selection.h"
#include "views/graphcanvaspainter.h"

#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wayproof
{

/// What a canvas shows, apart from what it shows it of: two canvases with different graphs can share it.
struct CanvasView {
    double zoom = 1;             ///< relative to the zoom at which the whole graph fits
    QPointF centre = {0.5, 0.5}; ///< of the view, as a fraction of the graph: x across the layers, y along them
    bool isFitted = true;        ///< the whole graph, whatever the widget's size
    bool operator==(const CanvasView &) const = default;
};

class GraphCanvas : public QWidget
{
    Q_OBJECT
public:
    explicit GraphCanvas(const QString &title, QWidget *parent = nullptr);
    ~GraphCanvas() override;

    /// Takes a graph and the order made for layoutInput() of it. Zoom and selection are kept; with `marksChanges`,
    /// nodes that are new or say something else than before are marked until the next graph.
    void setGraph(GraphPtr graph, LayerOrderPtr order, bool marksChanges = false);
    /// The way of the request at hand: ids of nodes, from the class to the endpoints. Empty: nothing is lit.
    void setLit(std::vector<std::string> ids);
    /// Candidates that lost, by node id, each with the reason, shown on hover.
    void setLosers(std::map<std::string, std::string> losers);
    /// What a sample saw of the shares, beside the predicted ones. Empty: nothing was sampled.
    void setObservedShares(std::vector<SeenEdge> shares);
    void setSelection(const Selection &selection);
    /// Fades what the filter leaves out, or with `hides` takes it away and lays the rest out anew.
    void setFilter(const GraphFilter &filter, bool hides = false);
    /// Follows another canvas; does not emit viewChanged.
    void setView(const CanvasView &view);
    /// Said in the middle while there are no nodes.
    void setEmptyText(const QString &text);
    void setOverviewVisible(bool isVisible);

    CanvasView view() const;
    GraphPtr graph() const { return m_graph; } ///< as given, unfiltered
    LayerOrderPtr order() const { return m_order; }
    /// The selected node of graph(), or null.
    const GraphNode *selectedNode() const;
    QString title() const { return m_title; }
    /// What is selected, in words, for assistive technology and the status bar.
    QString selectionText() const;
    /// "12 of 340 shown"; empty without a filter.
    QString filterText() const;
    /// Where a node of graph() stands in the widget; null when it is not shown.
    QRectF nodeRect(const std::string &id) const;

    void fit();
    void zoomBy(double factor, QPointF about);
    void ensureVisible(int node);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void selected(const wayproof::Selection &selection);  ///< the user selected something, or nothing
    void activated(const wayproof::Selection &selection); ///< double click or Enter
    void viewChanged(const wayproof::CanvasView &view);
    void filterApplied(int shown, int total);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    // Scene and view (graphcanvas.cpp)
    void rebuildScene();
    void chooseFlow();
    void applyMarks();
    CanvasTransform transform() const;
    double fitZoom(const CanvasScene &scene) const;
    double acrossScale(double zoom) const;
    double acrossRoom(Flow flow) const;
    double alongRoom(Flow flow) const;
    void clampCentre();
    void viewMoved();
    void refreshWorld();
    Theme theme() const { return themeOf(palette()); }
    // Input (graphcanvasinput.cpp)
    void panBy(QPointF pixels);
    void select(int node, int edge, bool isIntent);
    void moveSelection(int layerStep, int placeStep);
    bool stepSelection(int step);
    int edgeAt(QPointF point) const;
    void hover(QPointF point);
    Selection selectionOfCurrent() const;
    QString toolTipAt(int node, int edge) const;
    /// ", seen live: …"; empty where nothing was sampled.
    QString seenText(int edge) const;
    // Painting (graphcanvaspaint.cpp)
    void paintOverlay(QPainter &painter, const CanvasPainter &scenePainter);
    void paintHud(QPainter &painter);
    void paintOverview(QPainter &painter);
    QRectF overviewRect() const;
    bool hasOverview() const;
    void moveToOverview(QPointF point);

    QString m_title;
    QString m_emptyText;
    GraphPtr m_graph;
    LayerOrderPtr m_order;
    GraphPtr m_shownGraph; ///< m_graph, or the part that the filter leaves
    LayerOrderPtr m_shownOrder;
    std::unique_ptr<CanvasScene> m_scene;
    GraphFilter m_filter;
    bool m_filterHides = false;
    int m_filterShown = 0;
    CanvasMarks m_marks;
    std::vector<std::string> m_changedIds;
    std::vector<std::string> m_litIds;
    std::vector<int> m_litNodes;
    std::vector<int> m_litEdges;
    std::map<std::string, std::string> m_losers;
    std::vector<SeenEdge> m_observedShares;

    double m_zoom = 1; ///< pixels per unit along the layers
    ScenePoint m_centre;
    bool m_isFitted = true;
    int m_selectedNode = -1;
    int m_selectedEdge = -1;
    int m_hoveredNode = -1;
    int m_hoveredEdge = -1;
    QPointF m_pressedAt;
    QPointF m_lastMouse;
    bool m_isPanning = false;
    bool m_isInOverview = false;
    bool m_isOverviewWanted = true;

    QPixmap m_world; ///< ground, edges and cards as last painted
    CanvasTransform m_worldTransform;
    bool m_isWorldValid = false;
    QTimer m_settle; ///< after a pan: paints anew what was put together from strips
    QPixmap m_overview;
};

} // namespace wayproof

Q_DECLARE_METATYPE(wayproof::CanvasView)
