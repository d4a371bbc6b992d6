// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Predicted and seen shares of a sample as bars, a side below the other. Painted; says the same in words.
#pragma once

#include "model/probe/sharesample.h"

#include <QWidget>

#include <vector>

namespace wayproof
{

class SharesView : public QWidget
{
    Q_OBJECT
public:
    explicit SharesView(QWidget *parent = nullptr);

    void setSamples(std::vector<ShareSample> samples);
    /// Everything that is painted, a line for each share: for assistive technology and the tool tip.
    QString text() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int lineHeight() const;

    std::vector<ShareSample> m_samples;
};

} // namespace wayproof
