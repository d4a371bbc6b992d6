// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/bodyeditor.h"

#include "views/card.h"
#include "views/spacing.h"

#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace wayproof
{

BodyEditor::BodyEditor(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_text(new QPlainTextEdit(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Request body"));
    m_text->setAccessibleName(tr("Request body"));
    m_text->setPlaceholderText(tr("Sent as written"));
    m_text->setFont(codeFont(font()));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->addWidget(m_text);
    resize(60 * unit, 24 * unit);
    setFocusProxy(m_text);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_isSetting)
            Q_EMIT bodyEdited();
    });
}

void BodyEditor::setBody(const QString &body)
{
    const QScopedValueRollback guard(m_isSetting, true);
    if (body != m_text->toPlainText())
        m_text->setPlainText(body);
}

QString BodyEditor::body() const
{
    return m_text->toPlainText();
}

} // namespace wayproof
