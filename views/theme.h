// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Colours and icons of what stands on a canvas, light and dark (the window's palettes are in appearance.h). Hues are
// chosen to stay apart for colour-blind people; whatever a colour says is also said by a word, a sign or a stroke.
#pragma once

#include "model/analysis/graph.h"

#include <QColor>
#include <QPainterPath>
#include <QPalette>

namespace wayproof
{

enum class Theme { Light, Dark };

/// By the lightness of the palette's window colour.
Theme themeOf(const QPalette &palette);

/// Colours of the canvases.
struct CanvasColours {
    QColor ground;
    QColor band; ///< every other layer
    QColor card;
    QColor cardLine;
    QColor shadow;
    QColor ink;
    QColor softInk;
    QColor edge;
    QColor lit; ///< the way of the request at hand, as predicted
    QColor refused;
    QColor unknown;
    QColor changed;
    QColor selected;
    QColor error;
    QColor warning;
    QColor info;
};
const CanvasColours &canvasColours(Theme theme);

/// The colour of a kind: entrances, routing and ends are three families.
QColor accentOf(NodeKind kind, Theme theme);
/// Strokes in a square of 16 by 16.
QPainterPath iconOf(NodeKind kind);

QColor colourOf(Severity severity, Theme theme);
/// "✕", "!" or "i": what the colour says, without colour.
QString signOf(Severity severity);

} // namespace wayproof
