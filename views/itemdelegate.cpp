// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/itemdelegate.h"

#include "model/items/findingsmodel.h"
#include "model/items/selection.h"
#include "views/spacing.h"
#include "views/tone.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

/// Kinds as two letters on a quiet ground: legible at every size, and the same in both themes.
QString abbreviation(const QString &kind)
{
    static const QHash<QString, QString> known{
        {u"IngressClass"_s, u"IC"_s},  {u"Ingress"_s, u"In"_s},          {u"GatewayClass"_s, u"GC"_s},
        {u"Gateway"_s, u"Gw"_s},       {u"ListenerSet"_s, u"LS"_s},      {u"HTTPRoute"_s, u"HR"_s},
        {u"GRPCRoute"_s, u"GR"_s},     {u"TLSRoute"_s, u"TR"_s},         {u"TCPRoute"_s, u"TC"_s},
        {u"UDPRoute"_s, u"UR"_s},      {u"ReferenceGrant"_s, u"RG"_s},   {u"Service"_s, u"Sv"_s},
        {u"EndpointSlice"_s, u"ES"_s}, {u"Endpoints"_s, u"Ep"_s},        {u"NetworkPolicy"_s, u"NP"_s},
        {u"Secret"_s, u"Se"_s},        {u"ConfigMap"_s, u"CM"_s},        {u"Deployment"_s, u"De"_s},
        {u"Pod"_s, u"Po"_s},           {u"BackendTLSPolicy"_s, u"BT"_s}, {u"Namespace"_s, u"Ns"_s}};
    return known.value(kind);
}

/// A small rounded word ending at `right`; returns how much room it took, gap included.
int paintBadge(QPainter *painter, const QRect &row, int right, const QString &word, Tone tone, const QPalette &palette)
{
    const ToneColours colours = coloursOf(tone, palette);
    QFont small = painter->font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    small.setBold(true);
    painter->setFont(small);
    const QFontMetrics metrics(small);
    const int width = qMax(metrics.horizontalAdvance(word) + unit, 2 * unit + 2);
    const int height = metrics.height() + 2;
    const QRect badge(right - width, row.center().y() - height / 2 + 1, width, height);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.fill);
    painter->drawRoundedRect(badge, 4, 4);
    painter->setPen(colours.ink);
    painter->drawText(badge, Qt::AlignCenter, word);
    return width + unit / 2;
}

bool isGroup(const QString &kind)
{
    return kind == u"namespace"_s;
}

} // namespace

QSize ItemDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(qMax(size.height(), option.fontMetrics.height() + unit));
    const QString detail = index.data(DetailRole).toString();
    if (!detail.isEmpty() && !index.data(SeverityRole).isValid())
        size.rwidth() += option.fontMetrics.horizontalAdvance(detail) + 2 * unit;
    return size;
}

void ItemDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = item.text;
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSelected = item.state.testFlag(QStyle::State_Selected);
    const QString kind = index.data(KindRole).toString();
    QRect room = item.rect.adjusted(unit / 2, 0, -unit / 2, 0);
    const bool isTree = index.model()->columnCount() == 1;

    if (isTree) {
        QFont own = item.font;
        painter->setFont(own);
        if (const int count = index.data(FindingCountRole).toInt(); count > 0) {
            const auto severity = static_cast<Severity>(index.data(SeverityRole).toInt());
            const Tone tone = toneOf(severity);
            room.setRight(room.right() - paintBadge(painter, room, room.right(), signOf(tone) + QString::number(count),
                                                    tone, item.palette));
        }
        if (index.data(ChangedRole).toBool()) {
            painter->setFont(own);
            room.setRight(room.right() - paintBadge(painter, room, room.right(), u"●"_s, Tone::Changed, item.palette));
        }
        const QString letters = index.parent().isValid() ? abbreviation(kind) : QString();
        const bool isKindRow = letters.size() > 0 && !index.data(SelectionRole).isValid();
        if (isKindRow) {
            QFont small = own;
            small.setPointSizeF(own.pointSizeF() * 0.8);
            small.setBold(true);
            painter->setFont(small);
            const int width = 3 * unit;
            const QRect box(room.left(), room.center().y() - unit + 1, width - unit / 2, 2 * unit);
            painter->setPen(Qt::NoPen);
            painter->setBrush(hairline(item.palette));
            painter->drawRoundedRect(box, 3, 3);
            painter->setPen(item.palette.color(QPalette::Text));
            painter->drawText(box, Qt::AlignCenter, letters);
            room.setLeft(room.left() + width);
        }
        if (isGroup(kind))
            own.setBold(true);
        item.font = own;
    }

    const QVariant result = index.data(ResultRole);
    const bool isSeverityCell = !isTree && index.column() == 0 && index.data(SeverityRole).isValid();
    const bool isResultCell = result.isValid() && index.column() == TraceModel::ResultColumn;
    QColor ink = item.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    if (isSeverityCell || isResultCell) {
        const Tone tone = isSeverityCell ? toneOf(static_cast<Severity>(index.data(SeverityRole).toInt()))
                                         : toneOf(static_cast<StepResult>(result.toInt()));
        if (!isSelected)
            ink = coloursOf(tone, item.palette).ink;
        item.font.setBold(isSeverityCell || static_cast<StepResult>(result.toInt()) == StepResult::Chosen);
    } else if (result.isValid() && !isSelected && index.column() == TraceModel::StepColumn &&
               static_cast<StepResult>(result.toInt()) == StepResult::PassedOver) {
        ink = mutedInk(item.palette);
    }
    painter->setFont(item.font);
    painter->setPen(ink);
    const QFontMetrics metrics(item.font);
    const QString shown = metrics.elidedText(text, item.textElideMode, room.width());
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, shown);
    const QString detail = isTree ? index.data(DetailRole).toString() : QString();
    room.setLeft(room.left() + metrics.horizontalAdvance(shown) + unit);
    if (!detail.isEmpty() && room.width() > 2 * unit) {
        if (!isSelected)
            painter->setPen(mutedInk(item.palette));
        const QFontMetrics plain(option.font);
        painter->setFont(option.font);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                          plain.elidedText(detail, Qt::ElideRight, room.width()));
    }
    painter->restore();
}

} // namespace wayproof
