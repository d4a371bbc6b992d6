// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/findingsmodel.h"

#include "model/items/requestdraft.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

} // namespace

FindingsModel::FindingsModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void FindingsModel::setFindings(std::vector<Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    std::stable_sort(m_findings.begin(), m_findings.end(),
                     [](const Finding &a, const Finding &b) { return a.diagnostic.severity < b.diagnostic.severity; });
    endResetModel();
}

int FindingsModel::count(Severity severity) const
{
    return static_cast<int>(std::count_if(m_findings.begin(), m_findings.end(), [&](const Finding &finding) {
        return finding.diagnostic.severity == severity;
    }));
}

QModelIndex FindingsModel::indexOf(const Selection &selection) const
{
    for (std::size_t i = 0; i < m_findings.size(); ++i) {
        if (!m_findings[i].diagnostic.subject.isNull() && m_findings[i].diagnostic.subject == selection.anchor.id)
            return index(static_cast<int>(i), 0);
    }
    return {};
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_findings.size());
}

int FindingsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn:
        return tr("Severity");
    case MessageColumn:
        return tr("Finding");
    case SubjectColumn:
        return tr("About");
    case PlaceColumn:
        return tr("Where");
    case CodeColumn:
        return tr("Code");
    default:
        return {};
    }
}

QVariant FindingsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Finding &shown = m_findings[static_cast<std::size_t>(index.row())];
    const Diagnostic &finding = shown.diagnostic;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case SeverityColumn:
            return text(toText(finding.severity));
        case MessageColumn:
            return text(finding.message);
        case SubjectColumn:
            return text(finding.subject.toText());
        case PlaceColumn: {
            const QString place = text(finding.location.toText());
            return place.mid(place.lastIndexOf(u'/') + 1);
        }
        case CodeColumn:
            return text(finding.code);
        default:
            return {};
        }
    case DetailRole:
        return text(finding.mend);
    case Qt::ToolTipRole:
        return finding.mend.empty() ? text(finding.toText()) : text(finding.toText()) + u"\n\n"_s + text(finding.mend);
    case Qt::AccessibleTextRole:
        return u"%1: %2 %3"_s.arg(text(toText(finding.severity)), text(finding.message), text(finding.mend));
    case WitnessRole:
        return shown.witness ? text(lineOf(draftOf(*shown.witness))) : QString();
    case SeverityRole:
        return static_cast<int>(finding.severity);
    case KindRole:
        return text(toText(finding.category));
    case SelectionRole:
        return QVariant::fromValue(
            Selection{{.id = finding.subject, .rule = {}, .match = {}, .section = {}}, finding.location});
    default:
        return {};
    }
}

} // namespace wayproof
