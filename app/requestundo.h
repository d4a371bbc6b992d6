// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Undo of edits to the request. Consecutive keys in one field are one step.
#pragma once

#include "model/items/requestdraft.h"

#include <QUndoCommand>

#include <functional>

namespace wayproof
{

class RequestEdit : public QUndoCommand
{
public:
    using Apply = std::function<void(const RequestDraft &)>;
    /// `field`: edits of the same one are merged; negative: never merged. `apply` is called by redo, also on push.
    RequestEdit(RequestDraft before, RequestDraft after, int field, Apply apply);

    void undo() override { m_apply(m_before); }
    void redo() override { m_apply(m_after); }
    int id() const override { return m_field; }
    bool mergeWith(const QUndoCommand *other) override;

private:
    RequestDraft m_before;
    RequestDraft m_after;
    int m_field;
    Apply m_apply;
};

} // namespace wayproof
