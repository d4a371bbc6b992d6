// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphcanvastext.h.
#include "views/graphcanvastext.h"

#include <QCoreApplication>
#include <QStringList>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("GraphCanvas", text);
}

QString named(const GraphNode &node)
{
    return QString::fromStdString(node.kindLabel + ' ' + node.title);
}

const GraphNode &nodeOf(const CanvasScene &scene, int node)
{
    return scene.graph().nodes[static_cast<std::size_t>(node)];
}

QString stateText(const GraphEdge &edge)
{
    QStringList parts;
    if (edge.share)
        parts << QString::fromStdString(percentText(*edge.share));
    if (edge.state == LinkState::Refused)
        parts << tr("refused");
    if (edge.state == LinkState::Unknown)
        parts << tr("not known");
    if (!edge.label.empty())
        parts << QString::fromStdString(edge.label);
    if (!edge.code.empty())
        parts << QString::fromStdString(edge.code);
    QString text = parts.join(u", "_s);
    if (!edge.reason.empty())
        text += (text.isEmpty() ? u""_s : u": "_s) + QString::fromStdString(edge.reason);
    return text;
}

} // namespace

QString spokenEdge(const CanvasScene &scene, int edge)
{
    const GraphEdge &what = scene.graph().edges[static_cast<std::size_t>(edge)];
    const QString ends = named(nodeOf(scene, what.from)) + u" → "_s + named(nodeOf(scene, what.to));
    const QString state = stateText(what);
    return state.isEmpty() ? ends : ends + u": "_s + state;
}

QString spokenNode(const CanvasScene &scene, int node)
{
    const GraphNode &what = nodeOf(scene, node);
    QString text = named(what);
    if (!what.tls.empty())
        text += u", "_s + QString::fromStdString(what.tls);
    if (const std::string subtitle = subtitleLine(what); !subtitle.empty())
        text += u", "_s + QString::fromStdString(subtitle);
    text += u'.';
    if (what.findingCount > 0)
        text += u' ' + tr("Findings: %1").arg(QString::fromStdString(what.note).replace(u'\n', u' '));
    const auto list = [&](const std::vector<int> &edges, bool isIncoming) {
        QStringList ends;
        for (const int edge : edges) {
            const GraphEdge &link = scene.graph().edges[static_cast<std::size_t>(edge)];
            const QString state = stateText(link);
            QString end = named(nodeOf(scene, isIncoming ? link.from : link.to));
            if (!state.isEmpty())
                end += u" ("_s + state + u')';
            ends << end;
            if (ends.size() == 8 && edges.size() > 8) {
                ends << tr("%1 more").arg(static_cast<qulonglong>(edges.size() - 8));
                break;
            }
        }
        return ends.join(u", "_s);
    };
    if (const auto edges = scene.incoming(node); !edges.empty())
        text += u' ' + tr("From %1.").arg(list(edges, true));
    if (const auto edges = scene.outgoing(node); !edges.empty())
        text += u' ' + tr("To %1.").arg(list(edges, false));
    return text;
}

QString nodeToolTip(const GraphNode &node, const QString &lost)
{
    QString text = u"<p style='white-space:pre'><b>"_s + QString::fromStdString(node.title).toHtmlEscaped() +
                   u"</b><br>"_s + QString::fromStdString(kindLine(node)).toHtmlEscaped();
    if (const std::string subtitle = subtitleLine(node); !subtitle.empty())
        text += u" · "_s + QString::fromStdString(subtitle).toHtmlEscaped();
    text += u"</p>"_s;
    if (!lost.isEmpty())
        text += u"<p>"_s + tr("Lost this request: %1").arg(lost.toHtmlEscaped()) + u"</p>"_s;
    if (!node.note.empty())
        text += u"<p>"_s + QString::fromStdString(node.note).toHtmlEscaped().replace(u'\n', u"<br>"_s) + u"</p>"_s;
    if (node.location.isKnown())
        text += u"<p style='white-space:pre'><small>"_s +
                QString::fromStdString(node.location.toText()).toHtmlEscaped() + u"</small></p>"_s;
    return text;
}

QString edgeToolTip(const CanvasScene &scene, int edge)
{
    const GraphEdge &what = scene.graph().edges[static_cast<std::size_t>(edge)];
    QString text = u"<p style='white-space:pre'>"_s + named(nodeOf(scene, what.from)).toHtmlEscaped() + u" → <b>"_s +
                   named(nodeOf(scene, what.to)).toHtmlEscaped() + u"</b></p>"_s;
    if (const QString state = stateText(what); !state.isEmpty())
        text += u"<p>"_s + state.toHtmlEscaped() + u"</p>"_s;
    if (what.location.isKnown())
        text += u"<p style='white-space:pre'><small>"_s +
                QString::fromStdString(what.location.toText()).toHtmlEscaped() + u"</small></p>"_s;
    return text;
}

} // namespace wayproof
