// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Colours of meanings outside the canvases: predicted and live, verdicts, severities, YAML. Every meaning has a word or
// a sign beside its colour; the hues stay apart for people who do not tell red from green.
#pragma once

#include "model/base/diagnostic.h"
#include "model/items/tracemodel.h"
#include "model/items/verdict.h"

#include <QColor>
#include <QPalette>

namespace wayproof
{

enum class Tone {
    Neutral,
    Predicted,
    Live,
    Good,
    Different,
    Unknown,
    Alarm, ///< a prediction was wrong
    Error,
    Warning,
    Info,
    Changed,
};

struct ToneColours {
    QColor ink;  ///< text and signs on the window's background
    QColor fill; ///< behind them, quiet
    QColor line; ///< borders
};

bool isDark(const QPalette &palette);
ToneColours coloursOf(Tone tone, const QPalette &palette);
QColor mutedInk(const QPalette &palette); ///< secondary text; 4.5:1 on the background
QColor hairline(const QPalette &palette); ///< separators and quiet borders

Tone toneOf(Severity severity);
Tone toneOf(StepResult result);
Tone toneOf(Verdict::Kind kind);
/// A sign for each tone, so that colour is never alone: "✓", "≠", "?", …; empty for Neutral.
QString signOf(Tone tone);

} // namespace wayproof
