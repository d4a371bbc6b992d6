// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphexport.h.
#include "views/graphexport.h"

#include "model/analysis/graphformats.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

constexpr double Margin = 28;
constexpr double GreatestSide = 12000;

class Sheet
{
public:
    explicit Sheet(const GraphPicture &picture)
        : m_picture(picture)
        , m_scene(picture.graph, picture.order, picture.flow)
    {
        const bool isHorizontal = picture.flow == Flow::LeftToRight;
        m_size = QSizeF(isHorizontal ? m_scene.acrossLength() : m_scene.alongLength(),
                        isHorizontal ? m_scene.alongLength() : m_scene.acrossLength()) +
                 QSizeF(2 * Margin, 2 * Margin);
    }
    QSizeF size() const { return m_size; } ///< in units
    void paint(QPainter &painter, double scale) const
    {
        CanvasTransform transform;
        transform.flow = m_picture.flow;
        transform.across = transform.along = scale;
        transform.acrossOrigin = transform.alongOrigin = Margin * scale;
        const CanvasMarks marks;
        const CanvasPainter scenePainter(m_scene, transform, m_picture.theme, m_picture.font, marks);
        const QRect rect(QPoint(0, 0), (m_size * scale).toSize() + QSize(1, 1));
        scenePainter.paint(painter, rect, rect);
        std::vector<int> nodes;
        for (const std::string &id : m_picture.lit) {
            if (const int node = m_picture.graph->indexOf(id); node >= 0)
                nodes.push_back(node);
        }
        if (nodes.empty())
            return;
        const auto isLit = [&nodes](int node) { return std::find(nodes.begin(), nodes.end(), node) != nodes.end(); };
        std::vector<int> edges;
        for (std::size_t e = 0; e < m_picture.graph->edges.size(); ++e) {
            const GraphEdge &edge = m_picture.graph->edges[e];
            if (edge.state != LinkState::Refused && isLit(edge.from) && isLit(edge.to))
                edges.push_back(static_cast<int>(e));
        }
        scenePainter.paintLit(painter, rect, nodes, edges);
    }

private:
    const GraphPicture &m_picture;
    CanvasScene m_scene;
    QSizeF m_size;
};

QByteArray pdfOf(const std::vector<GraphPicture> &pictures)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(u"Wayproof"_s);
    writer.setResolution(72);
    writer.setPageMargins({});
    QPainter painter;
    for (const GraphPicture &picture : pictures) {
        const Sheet sheet(picture);
        // A PDF page has at most 14,400 points a side.
        const double scale = std::min(1.0, GreatestSide / std::max(sheet.size().width(), sheet.size().height()));
        writer.setPageSize(QPageSize(sheet.size() * scale, QPageSize::Point));
        if (painter.isActive())
            writer.newPage();
        else
            painter.begin(&writer);
        sheet.paint(painter, scale);
    }
    painter.end();
    return bytes;
}

QByteArray pngOf(const std::vector<GraphPicture> &pictures)
{
    std::vector<QImage> images;
    QSize size;
    for (const GraphPicture &picture : pictures) {
        images.push_back(imageOf(picture));
        size = {std::max(size.width(), images.back().width()), size.height() + images.back().height()};
    }
    QImage whole(size, QImage::Format_RGB32);
    if (!pictures.empty())
        whole.fill(canvasColours(pictures.front().theme).ground);
    QPainter painter(&whole);
    int top = 0;
    for (const QImage &image : images) {
        painter.drawImage(0, top, image);
        top += image.height();
    }
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    whole.save(&buffer, "PNG");
    return bytes;
}

Diagnostics failure(const QString &fileName, const QString &why, const char *mend)
{
    Diagnostic finding;
    finding.category = Category::Practice;
    finding.code = "export-failed";
    finding.message = QObject::tr("%1 could not be written: %2").arg(fileName, why).toStdString();
    finding.mend = QObject::tr(mend).toStdString();
    return {finding};
}

} // namespace

QImage imageOf(const GraphPicture &picture, double scale)
{
    const Sheet sheet(picture);
    const double fitting = std::min(scale, GreatestSide / std::max(sheet.size().width(), sheet.size().height()));
    QImage image((sheet.size() * fitting).toSize(), QImage::Format_RGB32);
    image.fill(canvasColours(picture.theme).ground);
    QPainter painter(&image);
    sheet.paint(painter, fitting);
    return image;
}

Diagnostics exportGraph(const GraphPicture &picture, const QString &fileName)
{
    return exportGraphs({picture}, fileName);
}

Diagnostics exportGraphs(const std::vector<GraphPicture> &pictures, const QString &fileName)
{
    QByteArray bytes;
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    if (suffix == u"svg"_s) {
        std::vector<Graph> graphs;
        std::vector<std::vector<std::string>> lit;
        for (const GraphPicture &picture : pictures) {
            graphs.push_back(*picture.graph);
            lit.push_back(picture.lit);
        }
        bytes = QByteArray::fromStdString(toSvg(graphs, lit));
    } else if (suffix == u"pdf"_s) {
        bytes = pdfOf(pictures);
    } else if (suffix == u"png"_s) {
        bytes = pngOf(pictures);
    } else {
        return failure(fileName, QObject::tr("its ending names no picture format"), "Use .svg, .png or .pdf.");
    }
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failure(fileName, file.errorString(), "Choose a place that can be written to.");
    return {};
}

} // namespace wayproof
