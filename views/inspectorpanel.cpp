// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/inspectorpanel.h"

#include "model/items/sourceslice.h"
#include "model/items/statuslines.h"
#include "views/card.h"
#include "views/spacing.h"
#include "views/statustable.h"
#include "views/yamlview.h"

#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

constexpr int shownFindings = 4;

QString fileName(const std::string &path)
{
    const QString text = QString::fromStdString(path);
    return text.mid(text.lastIndexOf(u'/') + 1);
}

QString toned(const QString &text, Tone tone, const QPalette &palette)
{
    return u"<span style=\"color:%1\">%2</span>"_s.arg(coloursOf(tone, palette).ink.name(), text);
}

} // namespace

InspectorPanel::InspectorPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(ElidedLabel::Voice::Strong, this))
    , m_place(new ElidedLabel(ElidedLabel::Voice::Quiet, this))
    , m_facts(new QVBoxLayout)
    , m_source(new YamlView(this))
{
    m_source->setObjectName(QStringLiteral("source"));
    auto *head = new QVBoxLayout;
    head->setContentsMargins(unit, unit, unit, 0);
    head->setSpacing(unit / 2);
    head->addWidget(m_title);
    head->addWidget(m_place);
    m_facts->setSpacing(unit / 2);
    head->addLayout(m_facts);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit);
    layout->addLayout(head);
    layout->addWidget(m_source, 1);
    layout->addStretch(0); // holds the head up where there is no source to show
    setFocusProxy(m_source);
    connect(m_source, &YamlView::lineActivated, this, &InspectorPanel::onLineActivated);
    showSelection();
}

void InspectorPanel::setSnapshot(SnapshotPtr snapshot, RoutingTablePtr gateway, const Diagnostics &findings)
{
    m_snapshot = std::move(snapshot);
    m_gateway = std::move(gateway);
    m_findings = findings;
    m_shownFile.clear();
    showSelection();
}

void InspectorPanel::setSelection(const Selection &selection)
{
    if (selection == m_selection)
        return;
    m_selection = selection;
    showSelection();
}

void InspectorPanel::showSelection()
{
    const ObjectMeta *meta = m_snapshot ? m_snapshot->meta(m_selection.anchor.id) : nullptr;
    const Location place = m_selection.source.isKnown() ? m_selection.source : (meta ? meta->source : Location());
    const ResourceId &id = m_selection.anchor.id;
    m_title->setText(id.isNull() ? (place.isKnown() ? fileName(place.fileName()) : tr("Nothing selected"))
                                 : QString::fromStdString(id.kind + ' ' + id.name));
    QString where = place.isKnown() ? u"%1:%2"_s.arg(fileName(place.fileName())).arg(place.at.line) : QString();
    if (!id.ns.empty())
        where = QString::fromStdString(id.ns) + (where.isEmpty() ? QString() : u"  ·  "_s + where);
    m_place->setText(id.isNull() && !place.isKnown() ? tr("Select a resource, a step or a node.") : where);
    showFacts();

    m_source->setVisible(place.isKnown());
    if (!place.isKnown() || !m_snapshot) {
        m_shownFile.clear();
        m_source->setSource({});
        return;
    }
    const auto &sources = m_snapshot->sources();
    for (const SourceText &source : sources) {
        if (!source.name || *source.name != place.fileName())
            continue;
        const int line = static_cast<int>(place.at.line);
        const int lastLine = meta ? static_cast<int>(meta->endLine) : 0;
        const SourceSlice slice =
            sliceAround(source.text ? std::string_view(*source.text) : std::string_view(), line, lastLine);
        m_source->setSource(QString::fromUtf8(slice.text.data(), static_cast<qsizetype>(slice.text.size())),
                            slice.firstLine);
        m_source->markLine(line, lastLine);
        m_shownFile = *source.name;
        return;
    }
    m_shownFile.clear();
    m_source->setSource(tr("# %1: no text was kept of this source.").arg(fileName(place.fileName())));
}

void InspectorPanel::addFact(const QString &html)
{
    auto *label = new QLabel(html, this);
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->addWidget(label);
}

void InspectorPanel::showFacts()
{
    while (QLayoutItem *item = m_facts->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!m_snapshot || m_selection.anchor.id.isNull())
        return;
    int shown = 0;
    int hidden = 0;
    for (const Diagnostic &finding : m_findings) {
        // What is reported otherwise is marked in the table below.
        if (finding.subject != m_selection.anchor.id || finding.category == Category::Status)
            continue;
        if (shown == shownFindings) {
            ++hidden;
            continue;
        }
        ++shown;
        const Tone tone = toneOf(finding.severity);
        QString text = toned(u"<b>%1 %2</b> "_s.arg(signOf(tone), QString::fromUtf8(toText(finding.severity).data())),
                             tone, palette()) +
                       QString::fromStdString(finding.message).toHtmlEscaped();
        if (!finding.mend.empty())
            text += u"<br>"_s + toned(QString::fromStdString(finding.mend).toHtmlEscaped(), Tone::Unknown, palette());
        addFact(text);
    }
    if (hidden > 0)
        addFact(toned(tr("… and %1 more in Findings").arg(hidden), Tone::Unknown, palette()));
    if (!m_gateway)
        return;
    const StatusLines status = statusLines(*m_snapshot, *m_gateway, m_selection.anchor);
    if (!status.isEmpty())
        addFact(statusTable(status, palette()));
}

void InspectorPanel::onLineActivated(int line)
{
    if (!m_snapshot || m_shownFile.empty())
        return;
    for (const ObjectMeta *meta : m_snapshot->allMeta()) {
        if (meta->source.fileName() != m_shownFile || static_cast<int>(meta->source.at.line) > line ||
            static_cast<int>(meta->endLine) < line)
            continue;
        const auto at = static_cast<std::uint32_t>(line);
        m_selection = {{.id = meta->id(), .rule = {}, .match = {}, .section = {}}, {meta->source.file, {at, 1}}};
        showSelection();
        Q_EMIT selected(m_selection);
        return;
    }
}

} // namespace wayproof
