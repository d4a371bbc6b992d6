// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One side's canvas under its title, with the words that say how the side is read and what a filter left.
#pragma once

#include "model/analysis/graphpath.h"
#include "views/graphcanvas.h"

#include <QWidget>

namespace wayproof
{

class ElidedLabel;

class GraphPanel : public QWidget
{
    Q_OBJECT
public:
    explicit GraphPanel(Side side, QWidget *parent = nullptr);

    GraphCanvas *canvas() const { return m_canvas; }
    /// `dialects`: how the side was read: "ingress-nginx", "envoy", …
    void setGraph(GraphPtr graph, LayerOrderPtr order, const std::vector<std::string> &dialects, bool marksChanges);
    /// Null: nothing is lit.
    void setDecision(const Decision *decision);
    /// Null: nothing was sampled.
    void setSample(const Decision *decision, const ShareSample *sample);

private:
    GraphCanvas *m_canvas = nullptr;
    ElidedLabel *m_note = nullptr;
    QString m_dialects;
};

} // namespace wayproof
