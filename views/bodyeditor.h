// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The popup in which a request's body is written.
#pragma once

#include <QFrame>

class QPlainTextEdit;

namespace wayproof
{

class BodyEditor : public QFrame
{
    Q_OBJECT
public:
    explicit BodyEditor(QWidget *parent = nullptr);
    void setBody(const QString &body);
    QString body() const;

Q_SIGNALS:
    void bodyEdited();

private:
    QPlainTextEdit *m_text = nullptr;
    bool m_isSetting = false;
};

} // namespace wayproof
