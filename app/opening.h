// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a window opens with: its sources and its first request.
#pragma once

#include "app/arguments.h"
#include "app/session.h"
#include "model/items/requestdraft.h"

namespace wayproof
{

/// Loads what the arguments name (the tutorial where they name nothing), asks the first request, and starts the lab if
/// asked to.
void openSession(Session &session, const Arguments &arguments);
/// From "METHOD URL" or "URL".
RequestDraft draftFromText(const QString &text);

} // namespace wayproof
