// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/statustable.h"

#include "views/tone.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("StatusTable", text);
}

Tone toneOf(StatusLine::Standing standing)
{
    switch (standing) {
    case StatusLine::Standing::Good:
        return Tone::Good;
    case StatusLine::Standing::Bad:
        return Tone::Error;
    case StatusLine::Standing::Open:
        return Tone::Unknown;
    case StatusLine::Standing::Plain:
        break;
    }
    return Tone::Neutral;
}

class TableWriter
{
public:
    TableWriter(const StatusLines &status, const QPalette &palette)
        : m_status(status)
        , m_palette(palette)
    {
    }

    QString write()
    {
        if (!m_status.parts.empty()) {
            m_html += u"<table cellspacing=\"0\" cellpadding=\"2\" width=\"100%\">"_s;
            writeHead();
            for (const StatusPart &part : m_status.parts)
                writePart(part);
            m_html += u"</table>"_s;
        }
        for (const QString &note : m_status.notes)
            m_html += u"<div>"_s + quiet(note.toHtmlEscaped()) + u"</div>"_s;
        return m_html;
    }

private:
    QString inked(const QString &html, Tone tone) const
    {
        return u"<span style=\"color:%1\">%2</span>"_s.arg(coloursOf(tone, m_palette).ink.name(), html);
    }
    QString quiet(const QString &html) const
    {
        return u"<span style=\"color:%1\">%2</span>"_s.arg(mutedInk(m_palette).name(), html);
    }
    int columns() const { return m_status.isReported ? 3 : 2; }

    void writeHead()
    {
        m_html += u"<tr><td>%1</td><td>%2</td>"_s.arg(quiet(tr("Status")), quiet(tr("computed")));
        if (m_status.isReported)
            m_html += u"<td>%1</td>"_s.arg(quiet(tr("reported")));
        m_html += u"</tr>"_s;
    }

    void writeWide(const QString &html) { m_html += u"<tr><td colspan=\"%1\">%2</td></tr>"_s.arg(columns()).arg(html); }

    void writePart(const StatusPart &part)
    {
        const QString hidden = part.hidden > 0 ? quiet(tr("%1 more as it should be").arg(part.hidden)) : QString();
        if (!part.title.isEmpty()) {
            const bool isFolded = part.lines.empty();
            writeWide(u"<b>%1</b>"_s.arg(part.title.toHtmlEscaped()) +
                      (isFolded ? u" "_s + inked(signOf(Tone::Good), Tone::Good) + u" "_s +
                                      quiet(tr("all %1 as it should be").arg(part.hidden))
                                : QString()));
            if (isFolded)
                return;
        }
        for (const StatusLine &line : part.lines)
            writeLine(line);
        if (!hidden.isEmpty())
            writeWide(hidden);
    }

    void writeLine(const StatusLine &line)
    {
        const Tone tone = toneOf(line.standing);
        const QString sign = signOf(tone);
        m_html += u"<tr><td style=\"white-space:nowrap\">%1&nbsp;%2</td><td>%3</td>"_s.arg(
            sign.isEmpty() ? u"&nbsp;&nbsp;"_s : inked(u"<b>%1</b>"_s.arg(sign), tone), line.type.toHtmlEscaped(),
            line.computed.isEmpty() ? quiet(u"–"_s) : line.computed.toHtmlEscaped());
        if (m_status.isReported)
            m_html += u"<td>%1</td>"_s.arg(reportedCell(line));
        m_html += u"</tr>"_s;
        if (!line.message.isEmpty())
            writeWide(quiet(line.message.toHtmlEscaped()));
    }

    QString reportedCell(const StatusLine &line) const
    {
        const QString reported = line.reported.toHtmlEscaped();
        switch (line.agreement) {
        case StatusAgreement::ComputedOnly:
            return quiet(u"–"_s);
        case StatusAgreement::Disagrees:
            return inked(u"<b>%1&nbsp;%2</b>"_s.arg(signOf(Tone::Different), reported), Tone::Alarm);
        case StatusAgreement::ReasonDiffers:
            return inked(reported, Tone::Warning);
        case StatusAgreement::Stale:
            return inked(tr("%1 (stale)").arg(reported), Tone::Warning);
        case StatusAgreement::Open:
        case StatusAgreement::ReportedOnly:
            return reported;
        case StatusAgreement::Agrees:
            break;
        }
        return quiet(tr("the same"));
    }

    const StatusLines &m_status;
    const QPalette &m_palette;
    QString m_html;
};

} // namespace

QString statusTable(const StatusLines &status, const QPalette &palette)
{
    return TableWriter(status, palette).write();
}

} // namespace wayproof
