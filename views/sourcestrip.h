// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The status strip: what is loaded, whether it is watched, what the lab does. Words beside every sign.
#pragma once

#include "views/tone.h"

#include <QWidget>

class QLabel;

namespace wayproof
{

class ElidedLabel;

class SourceStrip : public QWidget
{
    Q_OBJECT
public:
    explicit SourceStrip(QWidget *parent = nullptr);

    void setSource(const QString &text, const QString &toolTip);
    void setFindings(int errors, int warnings);
    void setLab(const QString &text, Tone tone, const QString &toolTip);
    QString labText() const;

Q_SIGNALS:
    void findingsRequested();

private:
    ElidedLabel *m_source = nullptr;
    QLabel *m_findings = nullptr;
    QLabel *m_lab = nullptr;
};

} // namespace wayproof
