// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The bundled font is there; every tone is legible in both themes, and never a colour alone.
#include "views/appearance.h"
#include "views/tone.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

double luminance(const QColor &colour)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

const QList<Tone> tones{Tone::Neutral, Tone::Predicted, Tone::Live,    Tone::Good, Tone::Different, Tone::Unknown,
                        Tone::Alarm,   Tone::Error,     Tone::Warning, Tone::Info, Tone::Changed};

} // namespace

class tst_Appearance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theBundledFontIsFoundByItsFamily() { QCOMPARE(addBundledFont(), u"DejaVu Sans"_s); }
    void everyToneIsLegible_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everyToneIsLegible()
    {
        QFETCH(bool, dark);
        const QPalette palette = windowPalette(dark);
        QCOMPARE(isDark(palette), dark);
        for (const Tone tone : tones) {
            const ToneColours colours = coloursOf(tone, palette);
            QVERIFY2(contrast(colours.ink, palette.color(QPalette::Base)) >= 4.5, qPrintable(signOf(tone)));
            QVERIFY2(contrast(colours.ink, colours.fill) >= 4.5, qPrintable(signOf(tone)));
        }
        QVERIFY(contrast(mutedInk(palette), palette.color(QPalette::Window)) >= 4.5);
        QVERIFY(contrast(mutedInk(palette), palette.color(QPalette::Base)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
    }
    void whatMattersHasASign()
    {
        for (const Tone tone : {Tone::Good, Tone::Different, Tone::Unknown, Tone::Alarm, Tone::Error, Tone::Warning})
            QVERIFY(!signOf(tone).isEmpty());
        QVERIFY(signOf(Tone::Good) != signOf(Tone::Alarm));
        QVERIFY(signOf(Tone::Different) != signOf(Tone::Good));
    }
    void scalingTypeTwiceIsScalingItOnce()
    {
        const double own = QApplication::font().pointSizeF();
        applyTypeScale(*qApp, 1.5);
        applyTypeScale(*qApp, 1.5);
        QCOMPARE(QApplication::font().pointSizeF(), own * 1.5);
        applyTypeScale(*qApp, 1);
        QCOMPARE(QApplication::font().pointSizeF(), own);
    }
};

QTEST_MAIN(tst_Appearance)
#include "tst_appearance.moc"
