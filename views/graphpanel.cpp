// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/graphpanel.h"

#include "views/card.h"
#include "views/spacing.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace wayproof
{

GraphPanel::GraphPanel(Side side, QWidget *parent)
    : QWidget(parent)
    , m_canvas(new GraphCanvas(side == Side::Ingress ? tr("Ingress path") : tr("Gateway path"), this))
    , m_note(new ElidedLabel(ElidedLabel::Voice::Quiet, this))
{
    m_canvas->setObjectName(side == Side::Ingress ? u"ingressCanvas"_s : u"gatewayCanvas"_s);
    m_canvas->setEmptyText(side == Side::Ingress ? tr("No Ingress is loaded.") : tr("No Gateway is loaded."));
    auto *title = new QLabel(side == Side::Ingress ? tr("INGRESS PATH") : tr("GATEWAY PATH"), this);
    QFont strong = title->font();
    strong.setBold(true);
    strong.setLetterSpacing(QFont::PercentageSpacing, 106);
    title->setFont(strong);
    auto *fit = new QToolButton(this);
    fit->setObjectName(u"fit"_s);
    fit->setText(tr("Fit"));
    fit->setToolTip(tr("Show the whole graph (0)"));
    fit->setAccessibleName(tr("Fit %1").arg(m_canvas->title()));

    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit, unit / 2, unit / 2, unit / 2);
    head->setSpacing(unit);
    head->addWidget(title);
    head->addWidget(m_note, 1);
    head->addWidget(fit);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);
    connect(fit, &QToolButton::clicked, m_canvas, &GraphCanvas::fit);
    connect(m_canvas, &GraphCanvas::filterApplied, this, [this] {
        const QString filter = m_canvas->filterText();
        m_note->setText(filter.isEmpty() ? m_dialects : filter);
    });
}

void GraphPanel::setGraph(GraphPtr graph, LayerOrderPtr order, const std::vector<std::string> &dialects,
                          bool marksChanges)
{
    QStringList names;
    for (const std::string &dialect : dialects)
        names << QString::fromStdString(dialect);
    m_dialects = names.isEmpty() ? QString() : tr("read as %1").arg(names.join(u", "_s));
    m_note->setText(m_dialects);
    m_canvas->setGraph(std::move(graph), std::move(order), marksChanges);
}

void GraphPanel::setDecision(const Decision *decision)
{
    const GraphPtr graph = m_canvas->graph();
    if (!decision || !graph) {
        m_canvas->setLit({});
        m_canvas->setLosers({});
        return;
    }
    m_canvas->setLit(litPath(*graph, *decision));
    m_canvas->setLosers(losers(*graph, *decision));
}

void GraphPanel::setSample(const Decision *decision, const ShareSample *sample)
{
    const GraphPtr graph = m_canvas->graph();
    m_canvas->setObservedShares(decision && sample && graph ? seenEdges(*graph, *decision, *sample)
                                                            : std::vector<SeenEdge>());
}

} // namespace wayproof
