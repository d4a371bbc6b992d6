// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/tracemodel.h"

using namespace Qt::StringLiterals;

namespace wayproof
{

StepResult stepResult(const TraceStep &step)
{
    const std::string &word = step.result;
    if (word == "chosen" || word == "matched" || word == "held")
        return StepResult::Chosen;
    if (word == "applied")
        return StepResult::Applied;
    if (word == "passed over")
        return StepResult::PassedOver;
    if (word.find("lost") != std::string::npos)
        return StepResult::Lost;
    if (word == "unknown" || word == "undetermined")
        return StepResult::Unknown;
    return StepResult::Noted;
}

TraceModel::TraceModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void TraceModel::setTrace(std::vector<TraceStep> steps)
{
    beginResetModel();
    m_steps = std::move(steps);
    m_places.assign(m_steps.size(), {});
    m_top.clear();
    int host = -1;
    int winner = -1;
    for (int i = 0; i < static_cast<int>(m_steps.size()); ++i) {
        const TraceStep &step = m_steps[static_cast<std::size_t>(i)];
        int above = -1;
        if (step.step == "rule") {
            above = host;
            if (stepResult(step) == StepResult::Chosen)
                winner = i;
        } else if (step.step == "filter" || step.step == "backend" || step.step == "endpoints") {
            above = winner;
        } else if (step.step == "host") {
            // A host that was passed over has no candidates of its own below it.
            if (stepResult(step) == StepResult::Chosen || host < 0)
                host = i;
        } else if (step.step == "entrance" || step.step == "sni") {
            host = winner = -1;
        }
        Place &place = m_places[static_cast<std::size_t>(i)];
        place.parent = above;
        std::vector<int> &siblings = above < 0 ? m_top : m_places[static_cast<std::size_t>(above)].children;
        place.row = static_cast<int>(siblings.size());
        siblings.push_back(i);
    }
    endResetModel();
}

const std::vector<int> &TraceModel::childrenOf(const QModelIndex &parent) const
{
    return parent.isValid() ? m_places[parent.internalId()].children : m_top;
}

QModelIndex TraceModel::indexOfStep(int step, int column) const
{
    return createIndex(m_places[static_cast<std::size_t>(step)].row, column, static_cast<quintptr>(step));
}

QModelIndex TraceModel::indexOf(const Selection &selection) const
{
    int best = -1;
    int bestScore = 0;
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        const TraceStep &step = m_steps[i];
        int score = 2 * closeness(selectionOf(step.origin, step.source), selection);
        if (score > 0 && stepResult(step) == StepResult::Chosen)
            ++score;
        if (score > bestScore) {
            best = static_cast<int>(i);
            bestScore = score;
        }
    }
    return best < 0 ? QModelIndex() : indexOfStep(best);
}

QModelIndex TraceModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return indexOfStep(childrenOf(parent)[static_cast<std::size_t>(row)], column);
}

QModelIndex TraceModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const int above = m_places[child.internalId()].parent;
    return above < 0 ? QModelIndex() : indexOfStep(above);
}

int TraceModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int TraceModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StepColumn:
        return tr("Step");
    case ResultColumn:
        return tr("Result");
    case ReasonColumn:
        return tr("Why");
    default:
        return {};
    }
}

QVariant TraceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const TraceStep &step = m_steps[index.internalId()];
    const QString subject = QString::fromStdString(step.subject);
    const QString result = QString::fromStdString(step.result);
    const QString reason = QString::fromStdString(step.reason);
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case StepColumn:
            return subject.isEmpty() ? QString::fromStdString(step.step) : subject;
        case ResultColumn:
            return result;
        case ReasonColumn:
            return reason;
        default:
            return {};
        }
    case Qt::ToolTipRole: {
        const Location source = step.origin.source.isKnown() ? step.origin.source : step.source;
        const QString where = QString::fromStdString(source.toText());
        return where.isEmpty() ? reason : reason + u'\n' + where;
    }
    case Qt::AccessibleTextRole:
        return u"%1 %2: %3. %4"_s.arg(QString::fromStdString(step.step), subject, result, reason);
    case KindRole:
        return QString::fromStdString(step.step);
    case ResultRole:
        return static_cast<int>(stepResult(step));
    case SelectionRole: {
        const Selection selection = selectionOf(step.origin, step.source);
        return selection.isNull() ? QVariant() : QVariant::fromValue(selection);
    }
    default:
        return {};
    }
}

} // namespace wayproof
