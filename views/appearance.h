// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Light and dark, the bundled font, and the flat look of docks, tabs and headers; applied to the whole application.
#pragma once

#include <QPalette>

class QApplication;

namespace wayproof
{

/// What the window's surfaces are painted with.
QPalette windowPalette(bool dark);
/// Whether the desktop asks for dark surfaces; asks the desktop anew.
bool isDesktopDark();
/// Style, palette and style sheet. Fusion on every desktop, so that pictures and manuals show what people see.
void applyAppearance(QApplication &application, bool dark);
/// Adds the bundled family; returns its name, empty when it could not be read.
QString addBundledFont();
/// Type sizes: 1 is the desktop's own; the projector preset uses 1.5.
void applyTypeScale(QApplication &application, double scale);

} // namespace wayproof
