// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/sourcestrip.h"

#include "views/card.h"
#include "views/spacing.h"

#include <QHBoxLayout>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace wayproof
{

SourceStrip::SourceStrip(QWidget *parent)
    : QWidget(parent)
    , m_source(new ElidedLabel(ElidedLabel::Voice::Quiet, this))
    , m_findings(new QLabel(this))
    , m_lab(new QLabel(this))
{
    m_findings->setTextFormat(Qt::RichText);
    m_findings->setObjectName(u"findingsCount"_s);
    m_lab->setTextFormat(Qt::RichText);
    m_lab->setObjectName(u"labState"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(unit, unit / 2, unit, unit / 2);
    layout->setSpacing(3 * unit);
    layout->addWidget(m_source, 1);
    layout->addWidget(m_findings);
    layout->addWidget(m_lab);
    connect(m_findings, &QLabel::linkActivated, this, &SourceStrip::findingsRequested);
}

void SourceStrip::setSource(const QString &text, const QString &toolTip)
{
    m_source->setText(text);
    m_source->setToolTip(toolTip);
}

void SourceStrip::setFindings(int errors, int warnings)
{
    const auto part = [this](int count, const QString &word, Tone tone) {
        return u"<a href=\"findings\" style=\"color:%1;text-decoration:none\">%2 %3</a>"_s.arg(
            coloursOf(tone, palette()).ink.name(), signOf(tone), word.arg(count));
    };
    QStringList parts;
    if (errors > 0)
        parts << part(errors, errors == 1 ? tr("%1 error") : tr("%1 errors"), Tone::Error);
    if (warnings > 0)
        parts << part(warnings, warnings == 1 ? tr("%1 warning") : tr("%1 warnings"), Tone::Warning);
    m_findings->setText(parts.join(u" &nbsp; "_s));
}

void SourceStrip::setLab(const QString &text, Tone tone, const QString &toolTip)
{
    m_lab->setText(u"<span style=\"color:%1\">%2 %3</span>"_s.arg(
        coloursOf(tone, palette()).ink.name(), tone == Tone::Unknown ? u"○"_s : u"●"_s, text.toHtmlEscaped()));
    m_lab->setToolTip(toolTip);
    m_lab->setAccessibleName(text);
}

QString SourceStrip::labText() const
{
    return m_lab->accessibleName();
}

} // namespace wayproof
