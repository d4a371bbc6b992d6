// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/tone.h"

#include "views/theme.h"

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

QColor mixed(const QColor &over, const QColor &under, double share)
{
    const auto channel = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
    return {channel(over.red(), under.red()), channel(over.green(), under.green()), channel(over.blue(), under.blue())};
}

/// Inks after Okabe and Ito's set, darkened or lightened until they read on the theme's background.
QColor inkOf(Tone tone, bool dark)
{
    switch (tone) {
    case Tone::Neutral:
        return dark ? QColor(0xE4E7EC) : QColor(0x1D2129);
    case Tone::Predicted:
    case Tone::Info:
        return dark ? QColor(0x7FB2FF) : QColor(0x1F5FBF);
    case Tone::Live:
    case Tone::Good:
        return dark ? QColor(0x4FD1B0) : QColor(0x08755C);
    case Tone::Different:
    case Tone::Warning:
        return dark ? QColor(0xF5A65B) : QColor(0xA8500A);
    case Tone::Unknown:
        return dark ? QColor(0xB4BBC8) : QColor(0x59626F);
    case Tone::Alarm:
    case Tone::Error:
        return dark ? QColor(0xFF8A8A) : QColor(0xB4232C);
    case Tone::Changed:
        return dark ? QColor(0xD9A6F0) : QColor(0x8A3FB0);
    }
    return {};
}

} // namespace

bool isDark(const QPalette &palette)
{
    return themeOf(palette) == Theme::Dark;
}

ToneColours coloursOf(Tone tone, const QPalette &palette)
{
    const bool dark = isDark(palette);
    const QColor base = palette.color(QPalette::Base);
    const QColor ink = inkOf(tone, dark);
    if (tone == Tone::Neutral)
        return {ink, base, hairline(palette)};
    return {ink, mixed(ink, base, dark ? 0.16 : 0.09), mixed(ink, base, dark ? 0.45 : 0.35)};
}

QColor mutedInk(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x9CA5B3) : QColor(0x5A6472);
}

QColor hairline(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x343A46) : QColor(0xD5DAE1);
}

Tone toneOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return Tone::Error;
    case Severity::Warning:
        return Tone::Warning;
    case Severity::Info:
        return Tone::Info;
    }
    return Tone::Neutral;
}

Tone toneOf(StepResult result)
{
    switch (result) {
    case StepResult::Chosen:
        return Tone::Good;
    case StepResult::Applied:
        return Tone::Predicted;
    case StepResult::Lost:
        return Tone::Different;
    case StepResult::PassedOver:
    case StepResult::Unknown:
    case StepResult::Noted:
        return Tone::Unknown;
    }
    return Tone::Neutral;
}

Tone toneOf(Verdict::Kind kind)
{
    switch (kind) {
    case Verdict::Kind::Same:
        return Tone::Good;
    case Verdict::Kind::Different:
        return Tone::Different;
    case Verdict::Kind::Contradicted:
        return Tone::Alarm;
    case Verdict::Kind::SameRefusal: // nothing is wrong between the sides, nor is anything shown to work
    case Verdict::Kind::Nothing:
    case Verdict::Kind::NotKnown:
    case Verdict::Kind::OneSided:
        return Tone::Unknown;
    }
    return Tone::Neutral;
}

QString signOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
    case Tone::Live:
        return u"✓"_s;
    case Tone::Different:
        return u"≠"_s;
    case Tone::Unknown:
        return u"?"_s;
    case Tone::Alarm:
    case Tone::Error:
        return u"✕"_s;
    case Tone::Warning:
        return u"!"_s;
    case Tone::Info:
        return u"i"_s;
    case Tone::Changed:
        return u"●"_s;
    case Tone::Neutral:
    case Tone::Predicted:
        return {};
    }
    return {};
}

} // namespace wayproof
