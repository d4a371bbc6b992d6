// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What assistive technology hears of a canvas: its size, what is selected and where that leads.
#pragma once

class QAccessibleInterface;
class QObject;
class QString;

namespace wayproof
{

/// For QAccessible::installFactory: an interface for canvases, null for everything else.
QAccessibleInterface *graphCanvasAccess(const QString &className, QObject *object);

} // namespace wayproof
