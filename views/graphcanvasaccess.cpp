// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphcanvasaccess.h.
#include "views/graphcanvasaccess.h"

#include "views/graphcanvas.h"

#include <QAccessibleWidget>

namespace wayproof
{

namespace
{

class GraphCanvasAccess : public QAccessibleWidget
{
public:
    explicit GraphCanvasAccess(GraphCanvas *canvas)
        : QAccessibleWidget(canvas, QAccessible::Graphic, canvas->title())
    {
    }
    QString text(QAccessible::Text kind) const override
    {
        const auto *canvas = qobject_cast<const GraphCanvas *>(widget());
        switch (kind) {
        case QAccessible::Name:
            return canvas->title();
        case QAccessible::Value:
            return canvas->selectionText();
        case QAccessible::Description:
            return GraphCanvas::tr(
                       "Graph of %1 nodes and %2 edges. Arrow keys follow the edges; the same is in the resource tree.")
                .arg(canvas->graph()->nodes.size())
                .arg(canvas->graph()->edges.size());
        default:
            return QAccessibleWidget::text(kind);
        }
    }
};

} // namespace

QAccessibleInterface *graphCanvasAccess(const QString &className, QObject *object)
{
    Q_UNUSED(className);
    auto *canvas = qobject_cast<GraphCanvas *>(object);
    return canvas ? new GraphCanvasAccess(canvas) : nullptr;
}

} // namespace wayproof
