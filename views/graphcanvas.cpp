// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Scene, marks and view of the canvas. Input is in graphcanvasinput.cpp, painting in graphcanvaspaint.cpp.
#include "views/graphcanvas.h"

#include "views/graphcanvasaccess.h"
#include "views/tone.h"

#include <QAccessible>
#include <QEvent>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

constexpr double Margin = 26;       ///< around a fitted graph, pixels
constexpr double GreatestFit = 1.4; ///< a small graph is not blown up to fill the view
constexpr double GreatestZoom = 3;
/// Above this, only left to right is tried: columns of many cards are read downwards.
constexpr std::size_t OneFlowAbove = 400;

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

/// Whether a reader would notice: what the card says, or what its edges say.
std::vector<std::string> changedIds(const Graph &before, const Graph &after)
{
    const auto spoken = [](const Graph &graph) {
        std::unordered_map<std::string, std::string> texts;
        for (const GraphNode &node : graph.nodes)
            texts[node.id] = node.title + '\n' + node.subtitle + '\n' + node.note;
        for (const GraphEdge &edge : graph.edges) {
            texts[graph.nodes[index(edge.from)].id] += "\n>" + graph.nodes[index(edge.to)].id + ' ' +
                                                       std::string(toText(edge.state)) + ' ' + edge.label +
                                                       (edge.share ? percentText(*edge.share) : "");
        }
        return texts;
    };
    const auto old = spoken(before);
    std::vector<std::string> ids;
    for (const auto &[id, text] : spoken(after)) {
        const auto known = old.find(id);
        if (known == old.end() || known->second != text)
            ids.push_back(id);
    }
    return ids;
}

} // namespace

GraphCanvas::GraphCanvas(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_graph(std::make_shared<const Graph>())
    , m_order(std::make_shared<const LayerOrder>())
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(graphCanvasAccess);
        return true;
    }();
    Q_UNUSED(isInstalled);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(title);
    // Whether an edge only passes through changes while panning, and with it how it is stroked.
    m_settle.setSingleShot(true);
    m_settle.setInterval(180);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_isWorldValid = false;
        update();
    });
    rebuildScene();
}

GraphCanvas::~GraphCanvas() = default;

QSize GraphCanvas::sizeHint() const
{
    return {480, 420};
}

QSize GraphCanvas::minimumSizeHint() const
{
    return {160, 120};
}

void GraphCanvas::setGraph(GraphPtr graph, LayerOrderPtr order, bool marksChanges)
{
    m_changedIds = marksChanges ? changedIds(*m_graph, *graph) : std::vector<std::string>();
    m_graph = std::move(graph);
    m_order = std::move(order);
    rebuildScene();
}

void GraphCanvas::setLit(std::vector<std::string> ids)
{
    if (ids == m_litIds)
        return;
    m_litIds = std::move(ids);
    applyMarks();
    update();
}

void GraphCanvas::setLosers(std::map<std::string, std::string> losers)
{
    if (losers == m_losers)
        return;
    m_losers = std::move(losers);
    applyMarks();
    m_isWorldValid = false;
    update();
}

void GraphCanvas::setObservedShares(std::vector<SeenEdge> shares)
{
    if (shares == m_observedShares)
        return;
    m_observedShares = std::move(shares);
    applyMarks();
    m_isWorldValid = false;
    update();
}

void GraphCanvas::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

void GraphCanvas::setOverviewVisible(bool isVisible)
{
    m_isOverviewWanted = isVisible;
    update();
}

void GraphCanvas::setFilter(const GraphFilter &filter, bool hides)
{
    if (filter == m_filter && hides == m_filterHides)
        return;
    const bool needsScene = hides || m_filterHides;
    m_filter = filter;
    m_filterHides = hides;
    if (needsScene)
        rebuildScene();
    else
        applyMarks();
    m_isWorldValid = false;
    m_overview = {};
    update();
    Q_EMIT filterApplied(m_filterShown, static_cast<int>(m_graph->nodes.size()));
}

QString GraphCanvas::filterText() const
{
    if (m_filter.isEmpty())
        return {};
    return tr("%1 of %2 shown").arg(m_filterShown).arg(m_graph->nodes.size());
}

/// Makes the scene anew and finds selection and view again in it.
void GraphCanvas::rebuildScene()
{
    const CanvasView kept = m_scene ? view() : CanvasView();
    const std::string selectedId = selectedNode() ? selectedNode()->id : std::string();
    m_shownGraph = m_graph;
    m_shownOrder = m_order;
    if (m_filterHides && !m_filter.isEmpty()) {
        m_shownGraph = std::make_shared<const Graph>(subgraph(*m_graph, matchesOf(*m_graph, m_filter).isShown));
        m_shownOrder = std::make_shared<const LayerOrder>(orderLayers(layoutInput(*m_shownGraph)));
    }
    m_hoveredNode = m_hoveredEdge = m_selectedEdge = -1;
    chooseFlow();
    m_selectedNode = selectedId.empty() ? -1 : m_shownGraph->indexOf(selectedId);
    applyMarks();
    m_overview = {};
    m_isFitted = kept.isFitted;
    m_zoom = fitZoom(*m_scene) * (m_isFitted ? 1 : kept.zoom);
    m_centre = {kept.centre.x() * m_scene->acrossLength(), kept.centre.y() * m_scene->alongLength()};
    clampCentre();
    m_isWorldValid = false;
    update();
    QAccessibleEvent changed(this, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&changed);
}

double GraphCanvas::acrossRoom(Flow flow) const
{
    return std::max(40.0, (flow == Flow::LeftToRight ? width() : height()) - 2 * Margin);
}

double GraphCanvas::alongRoom(Flow flow) const
{
    return std::max(40.0, (flow == Flow::LeftToRight ? height() : width()) - 2 * Margin);
}

/// The flow in which the fitted cards are easier to read at the widget's present shape.
void GraphCanvas::chooseFlow()
{
    auto leftToRight = std::make_unique<CanvasScene>(m_shownGraph, m_shownOrder, Flow::LeftToRight);
    if (m_shownGraph->nodes.size() > OneFlowAbove || m_shownGraph->nodes.empty()) {
        m_scene = std::move(leftToRight);
        return;
    }
    auto topToBottom = std::make_unique<CanvasScene>(m_shownGraph, m_shownOrder, Flow::TopToBottom);
    const auto legibility = [this](const CanvasScene &scene) {
        const double along = std::min(GreatestFit, alongRoom(scene.flow()) / std::max(1.0, scene.alongLength()));
        const double across = std::min(GreatestFit, acrossRoom(scene.flow()) / std::max(1.0, scene.acrossLength()));
        const double wide = scene.flow() == Flow::LeftToRight ? across : along;
        const double high = scene.flow() == Flow::LeftToRight ? along : across;
        // Texts get shorter with the width and vanish with the height: both count, the worse one more.
        return std::min(wide, 1.0) * std::min(high * 1.3, 1.0);
    };
    m_scene =
        legibility(*topToBottom) > legibility(*leftToRight) * 1.1 ? std::move(topToBottom) : std::move(leftToRight);
}

double GraphCanvas::fitZoom(const CanvasScene &scene) const
{
    const double along = alongRoom(scene.flow()) / std::max(1.0, scene.alongLength());
    const double across = acrossRoom(scene.flow()) / std::max(1.0, scene.acrossLength());
    // Where the way across has to be squeezed, cards do not grow much taller than they are wide in proportion.
    return std::min({along, GreatestFit, std::max(across * 1.15, 1.0)});
}

/// The way across the layers never gets smaller than it must to fit, so that a long graph is a picture and not a
/// thread. Where it is the way across that had to be squeezed, the scales become equal at twice the fitted zoom.
double GraphCanvas::acrossScale(double zoom) const
{
    const double fitting = std::min(GreatestFit, acrossRoom(m_scene->flow()) / std::max(1.0, m_scene->acrossLength()));
    const double fitted = fitZoom(*m_scene);
    if (zoom <= fitted)
        return fitting * zoom / fitted;
    if (fitting >= fitted)
        return std::max(zoom, fitting);
    const double way = std::clamp(std::log2(zoom / fitted), 0.0, 1.0);
    return zoom * std::pow(fitting / fitted, 1 - way);
}

CanvasTransform GraphCanvas::transform() const
{
    CanvasTransform made;
    made.flow = m_scene->flow();
    made.along = m_zoom;
    made.across = acrossScale(m_zoom);
    const bool isHorizontal = made.flow == Flow::LeftToRight;
    // Whole pixels: text stays crisp and a pan is a plain shift of the picture.
    made.acrossOrigin = std::round((isHorizontal ? width() : height()) / 2.0 - m_centre.u * made.across);
    made.alongOrigin = std::round((isHorizontal ? height() : width()) / 2.0 - m_centre.v * made.along);
    return made;
}

/// A graph that fits stands in the middle; a larger one cannot be lost out of sight.
void GraphCanvas::clampCentre()
{
    const auto clamped = [](double centre, double length, double room) {
        if (length <= room)
            return length / 2;
        const double half = room / 2;
        return std::clamp(centre, half * 0.5, length - half * 0.5);
    };
    m_centre.u = clamped(m_centre.u, m_scene->acrossLength(), acrossRoom(m_scene->flow()) / acrossScale(m_zoom));
    m_centre.v = clamped(m_centre.v, m_scene->alongLength(), alongRoom(m_scene->flow()) / m_zoom);
}

CanvasView GraphCanvas::view() const
{
    CanvasView view;
    view.zoom = m_zoom / fitZoom(*m_scene);
    view.centre = {m_centre.u / std::max(1.0, m_scene->acrossLength()),
                   m_centre.v / std::max(1.0, m_scene->alongLength())};
    view.isFitted = m_isFitted;
    return view;
}

void GraphCanvas::setView(const CanvasView &view)
{
    m_isFitted = view.isFitted;
    m_zoom = fitZoom(*m_scene) * (m_isFitted ? 1 : view.zoom);
    m_centre = {view.centre.x() * m_scene->acrossLength(), view.centre.y() * m_scene->alongLength()};
    clampCentre();
    update();
}

void GraphCanvas::fit()
{
    m_isFitted = true;
    m_zoom = fitZoom(*m_scene);
    m_centre = {m_scene->acrossLength() / 2, m_scene->alongLength() / 2};
    viewMoved();
}

void GraphCanvas::zoomBy(double factor, QPointF about)
{
    const ScenePoint kept = transform().unmap(about);
    const double least = fitZoom(*m_scene);
    const double zoom = std::clamp(m_zoom * factor, std::min(least, 1.0), std::max(GreatestZoom, least));
    m_isFitted = zoom <= least * 1.0001;
    m_zoom = m_isFitted ? least : zoom;
    const bool isHorizontal = m_scene->flow() == Flow::LeftToRight;
    const double a = (isHorizontal ? about.x() - width() / 2.0 : about.y() - height() / 2.0) / acrossScale(m_zoom);
    const double b = (isHorizontal ? about.y() - height() / 2.0 : about.x() - width() / 2.0) / m_zoom;
    m_centre = {kept.u - a, kept.v - b};
    viewMoved();
}

void GraphCanvas::viewMoved()
{
    clampCentre();
    update();
    Q_EMIT viewChanged(view());
}

void GraphCanvas::ensureVisible(int node)
{
    const QRectF rect = transform().map(m_scene->nodeRect(node));
    const QRectF room = QRectF(this->rect()).adjusted(Margin, Margin, -Margin, -Margin);
    if (room.contains(rect))
        return;
    const QPointF before(m_centre.u, m_centre.v);
    const QRectF uv = m_scene->nodeRect(node);
    m_centre = {uv.center().x(), uv.center().y()};
    clampCentre();
    if (before != QPointF(m_centre.u, m_centre.v))
        viewMoved();
}

QRectF GraphCanvas::nodeRect(const std::string &id) const
{
    const int node = m_shownGraph->indexOf(id);
    return node < 0 ? QRectF() : transform().map(m_scene->nodeRect(node));
}

const GraphNode *GraphCanvas::selectedNode() const
{
    return m_selectedNode < 0 ? nullptr : &m_shownGraph->nodes[index(m_selectedNode)];
}

/// Turns ids and filter into flags for the nodes that are shown.
void GraphCanvas::applyMarks()
{
    std::unordered_map<std::string, int> byId;
    for (std::size_t i = 0; i < m_shownGraph->nodes.size(); ++i)
        byId.emplace(m_shownGraph->nodes[i].id, static_cast<int>(i));
    const auto flags = [&](const auto &ids, const auto &idOf) {
        std::vector<char> list;
        for (const auto &entry : ids) {
            if (const auto found = byId.find(idOf(entry)); found != byId.end()) {
                list.resize(m_shownGraph->nodes.size(), 0);
                list[index(found->second)] = 1;
            }
        }
        return list;
    };
    m_marks = {};
    m_marks.isChanged = flags(m_changedIds, [](const std::string &id) { return id; });
    m_marks.isLoser = flags(m_losers, [](const auto &entry) { return entry.first; });
    m_filterShown = static_cast<int>(m_graph->nodes.size());
    if (!m_filter.isEmpty()) {
        GraphMatches matches = matchesOf(*m_shownGraph, m_filter);
        m_filterShown = matches.shown;
        for (std::size_t i = 0; !m_filterHides && i < matches.isShown.size(); ++i)
            m_marks.isFaded.push_back(matches.isShown[i] ? 0 : 1);
        if (!m_filter.text.empty())
            m_marks.isNamed = std::move(matches.isNamed);
    }
    for (std::size_t e = 0; e < m_shownGraph->edges.size() && !m_observedShares.empty(); ++e) {
        const GraphEdge &edge = m_shownGraph->edges[e];
        for (const SeenEdge &seen : m_observedShares) {
            if (m_shownGraph->nodes[index(edge.from)].id != seen.from ||
                m_shownGraph->nodes[index(edge.to)].id != seen.to)
                continue;
            const QString text = QString::fromStdString(seen.text);
            m_marks.seen[static_cast<int>(e)] = {
                {tr("seen %1").arg(text), text, text.section(u' ', 0, 1)},
                coloursOf(seen.isWithin == false ? Tone::Alarm : Tone::Live, palette()).ink};
        }
    }
    m_litNodes.clear();
    m_litEdges.clear();
    const std::vector<char> isLit = flags(m_litIds, [](const std::string &id) { return id; });
    for (std::size_t i = 0; i < isLit.size(); ++i) {
        if (isLit[i])
            m_litNodes.push_back(static_cast<int>(i));
    }
    for (std::size_t e = 0; e < m_shownGraph->edges.size() && !m_litNodes.empty(); ++e) {
        const GraphEdge &edge = m_shownGraph->edges[e];
        if (isLit[index(edge.from)] && isLit[index(edge.to)] && edge.state != LinkState::Refused)
            m_litEdges.push_back(static_cast<int>(e));
    }
}

} // namespace wayproof
