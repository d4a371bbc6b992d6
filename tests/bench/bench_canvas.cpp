// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// CPU time of one frame of the canvas, software raster, cold and warm: bench_canvas [NODES] [WIDTHxHEIGHT]
#include "tests/bench/layoutgraphs.h"
#include "views/graphcanvas.h"

#include <QApplication>
#include <QEvent>
#include <QImage>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>

using namespace wayproof;

namespace
{

/// Median of `repeats` frames, in milliseconds of CPU time; `before` is not counted.
void measure(const char *name, GraphCanvas &canvas, const std::function<void(int)> &before)
{
    QImage image(canvas.size(), QImage::Format_RGB32);
    std::vector<double> times;
    for (int i = 0; i < 15; ++i) {
        before(i);
        const std::clock_t begin = std::clock();
        canvas.render(&image);
        times.push_back(1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-34s %7.2f ms (min %.2f, max %.2f)\n", name, times[times.size() / 2], times.front(), times.back());
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int nodes = argc > 1 ? std::atoi(argv[1]) : 10000;
    int width = 1280;
    int height = 800;
    if (argc > 2)
        std::sscanf(argv[2], "%dx%d", &width, &height);

    const auto graph = std::make_shared<const Graph>(bench::tangledGraph(nodes, 1));
    const auto order = std::make_shared<const LayerOrder>(orderLayers(layoutInput(*graph)));
    GraphCanvas canvas(QStringLiteral("bench"));
    canvas.resize(width, height);
    std::clock_t begin = std::clock();
    canvas.setGraph(graph, order);
    std::printf("%zu nodes, %zu edges, %dx%d\n", graph->nodes.size(), graph->edges.size(), width, height);
    std::printf("%-34s %7.2f ms\n", "taking the graph",
                1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    const QPointF middle(width / 2.0, height / 2.0);
    const auto forget = [&canvas] {
        QEvent change(QEvent::StyleChange);
        QApplication::sendEvent(&canvas, &change);
    };
    const auto zoomTo = [&](double zoom) {
        canvas.fit();
        // view().zoom is relative to the fitted zoom; one step tells what that is.
        const QRectF card = canvas.nodeRect(graph->nodes[graph->nodes.size() / 2].id);
        canvas.zoomBy(zoom / (card.height() / 54.0), middle);
    };
    measure("fit, cold", canvas, [&](int) { forget(); });
    measure("fit, warm", canvas, [](int) {});
    for (const double zoom : {0.05, 0.3, 1.0}) {
        char name[64];
        zoomTo(zoom);
        std::snprintf(name, sizeof name, "zoom %.2f, cold", zoom);
        measure(name, canvas, [&](int) { forget(); });
        CanvasView view = canvas.view();
        std::snprintf(name, sizeof name, "zoom %.2f, pan by 12 pixels", zoom);
        const double step = 12.0 / zoom / 70.0 / static_cast<double>(nodes * 3 / 10); // of the longest layer
        measure(name, canvas, [&](int i) {
            view.centre.setY(0.5 + step * i);
            canvas.setView(view);
        });
    }
    canvas.fit();
    std::vector<std::string> lit;
    for (std::size_t i = 0; i < 7; ++i)
        lit.push_back(graph->nodes[i * graph->nodes.size() / 7].id);
    canvas.setLit(lit);
    measure("fit, another way lit", canvas, [&](int i) {
        lit.back() = graph->nodes[static_cast<std::size_t>(i) * 3].id;
        canvas.setLit(lit);
    });
    return 0;
}
