// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/responsespanel.h"

#include "model/items/livetext.h"
#include "views/card.h"
#include "views/sharesview.h"
#include "views/spacing.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

/// Groups in strong type, differing values in their tone, all values in the font of code.
class FieldDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), option.fontMetrics.height() + unit / 2 + 2};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto group = static_cast<FieldGroup>(index.data(ResponsesModel::GroupRole).toInt());
        if (!index.parent().isValid()) {
            option->font.setBold(true);
            const Tone tone = group == FieldGroup::Different ? Tone::Different
                              : group == FieldGroup::Alike   ? Tone::Good
                                                             : Tone::Unknown;
            option->palette.setColor(QPalette::Text, coloursOf(tone, option->palette).ink);
            return;
        }
        if (index.column() != ResponsesModel::FieldColumn)
            option->font = codeFont(option->font);
        if (group == FieldGroup::Different && index.column() != ResponsesModel::FieldColumn)
            option->palette.setColor(QPalette::Text, coloursOf(Tone::Different, option->palette).ink);
        else if (group == FieldGroup::Volatile || group == FieldGroup::Incidental)
            option->palette.setColor(QPalette::Text, mutedInk(option->palette));
    }
};

QString headOf(const Observation &observation)
{
    const QString status = QString::fromStdString(liveText(observation).headline);
    if (!observation.timings.total)
        return status;
    return ResponsesPanel::tr("%1 in %2").arg(status, QString::fromStdString(durationText(*observation.timings.total)));
}

QString bodyText(const Observation &observation)
{
    if (const auto json = observation.body.json()) {
        const QJsonDocument document =
            json->isObject() ? QJsonDocument(json->toObject()) : QJsonDocument(json->toArray());
        return QString::fromUtf8(document.toJson(QJsonDocument::Indented)).trimmed();
    }
    if (const auto plain = observation.body.text())
        return QString::fromStdString(*plain);
    return ResponsesPanel::tr("%1 bytes, no text").arg(observation.body.bytes);
}

} // namespace

ResponsesPanel::ResponsesPanel(QWidget *parent)
    : QWidget(parent)
    , m_tree(new QTreeView(this))
{
    m_tree->setModel(&m_model);
    m_tree->setObjectName(u"responsesTree"_s);
    m_tree->setAccessibleName(tr("Both answers, field by field"));
    m_tree->setItemDelegate(new FieldDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(2 * unit);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->header()->setSectionsMovable(false);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ResponsesModel::FieldColumn, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(ResponsesModel::IngressColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(ResponsesModel::GatewayColumn, QHeaderView::Stretch);

    auto *splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_tree);
    splitter->addWidget(makeBody(Side::Ingress));
    splitter->addWidget(makeBody(Side::Gateway));
    splitter->setSizes({2000, 1000, 1000});
    auto *empty =
        new QLabel(tr("Nothing was sent yet. Start the lab, or enter both addresses, and press “Probe both” (F5)."));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setEnabled(false);
    auto *pages = new QWidget(this);
    m_stack = new QStackedLayout(pages);
    m_stack->addWidget(empty);
    m_stack->addWidget(splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit / 2, unit, unit / 2);
    layout->addLayout(makeSampling());
    layout->addWidget(pages, 1);
    setSampling(0, 0, false);
    setFocusProxy(m_tree);
}

QLayout *ResponsesPanel::makeSampling()
{
    m_sample = new QPushButton(this);
    m_sample->setObjectName(u"sample"_s);
    m_sample->setToolTip(tr("Fire this request many times at each side and count which backends answer"));
    m_count = new QSpinBox(this);
    m_count->setRange(10, 1'000'000);
    m_count->setValue(1000);
    m_count->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_count->setGroupSeparatorShown(true);
    m_count->setAccessibleName(tr("How many requests to sample"));
    m_progress = new QLabel(this);
    m_progress->setEnabled(false);
    m_shares = new SharesView(this);
    m_shares->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(unit);
    row->addWidget(m_sample);
    row->addWidget(m_count);
    row->addWidget(m_progress, 1);
    auto *column = new QVBoxLayout;
    column->setSpacing(unit / 2);
    column->addLayout(row);
    column->addWidget(m_shares);
    connect(m_sample, &QPushButton::clicked, this, [this] {
        if (m_isSampling)
            Q_EMIT sampleCancelled();
        else
            Q_EMIT sampleRequested(static_cast<quint64>(m_count->value()));
    });
    return column;
}

void ResponsesPanel::setSamples(std::vector<ShareSample> samples)
{
    m_shares->setSamples(std::move(samples));
}

void ResponsesPanel::setSampling(quint64 done, quint64 total, bool canSample)
{
    m_isSampling = total > 0;
    m_sample->setText(m_isSampling ? tr("Cancel") : tr("Sample shares"));
    m_sample->setEnabled(m_isSampling || canSample);
    m_count->setEnabled(!m_isSampling);
    m_progress->setText(m_isSampling ? tr("%L1 of %L2 requests answered").arg(done).arg(total)
                        : canSample  ? tr("requests at each side, to see the weights at work")
                                     : tr("Start the lab, or enter addresses, to sample the shares."));
}

QWidget *ResponsesPanel::makeBody(Side side)
{
    const auto at = static_cast<std::size_t>(side);
    auto *part = new QWidget;
    m_titles[at] = new QLabel(part);
    m_bodies[at] = new QPlainTextEdit(part);
    m_bodies[at]->setReadOnly(true);
    m_bodies[at]->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_bodies[at]->setTabChangesFocus(true);
    m_bodies[at]->setFrameShape(QFrame::NoFrame);
    m_bodies[at]->setFont(codeFont(font()));
    m_bodies[at]->setAccessibleName(side == Side::Ingress ? tr("Body from the Ingress side")
                                                          : tr("Body from the Gateway side"));
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit / 2);
    layout->addWidget(m_titles[at]);
    layout->addWidget(m_bodies[at], 1);
    return part;
}

void ResponsesPanel::setResult(const ProbeResult *result)
{
    m_model.setResult(result);
    m_stack->setCurrentIndex(result ? 1 : 0);
    if (!result)
        return;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const auto at = static_cast<std::size_t>(side);
        const ProbedSide &probed = side == Side::Ingress ? result->ingress : result->gateway;
        const QString name = side == Side::Ingress ? tr("Ingress") : tr("Gateway");
        if (probed.observations.empty()) {
            m_titles[at]->setText(tr("%1: not sent").arg(name));
            m_bodies[at]->clear();
            continue;
        }
        const Observation &observation = probed.observations.front();
        m_titles[at]->setText(u"<b>%1</b> · %2"_s.arg(name, headOf(observation).toHtmlEscaped()));
        m_bodies[at]->setPlainText(bodyText(observation));
    }
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex group = m_model.index(row, 0);
        m_tree->setFirstColumnSpanned(row, {}, true);
        m_tree->setExpanded(group, static_cast<FieldGroup>(group.data(ResponsesModel::GroupRole).toInt()) !=
                                       FieldGroup::Incidental);
    }
}

} // namespace wayproof
