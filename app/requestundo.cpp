// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/requestundo.h"

#include <QCoreApplication>

namespace wayproof
{

RequestEdit::RequestEdit(RequestDraft before, RequestDraft after, int field, Apply apply)
    : QUndoCommand(QCoreApplication::translate("RequestEdit", "request edit"))
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_field(field)
    , m_apply(std::move(apply))
{
}

bool RequestEdit::mergeWith(const QUndoCommand *other)
{
    const auto *next = static_cast<const RequestEdit *>(other);
    if (m_field < 0 || next->m_field != m_field)
        return false;
    m_after = next->m_after;
    setObsolete(m_after == m_before);
    return true;
}

} // namespace wayproof
