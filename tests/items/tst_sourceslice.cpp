// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A short text is shown whole, a long one around the object, with its own line numbers.
#include "model/items/sourceslice.h"

#include <QTest>

#include <string>

using namespace wayproof;

namespace
{

std::string numbered(int lines)
{
    std::string text;
    for (int line = 1; line <= lines; ++line)
        text += "line " + std::to_string(line) + '\n';
    return text;
}

} // namespace

class tst_SourceSlice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aShortTextIsWhole()
    {
        const std::string text = numbered(10);
        const SourceSlice slice = sliceAround(text, 5, 6, 1, 10);
        QCOMPARE(slice.text, std::string_view(text));
        QCOMPARE(slice.firstLine, 1);
    }
    void aLongTextIsCutAtLines()
    {
        const std::string text = numbered(100);
        const SourceSlice slice = sliceAround(text, 50, 51, 1, 10);
        QCOMPARE(slice.firstLine, 49);
        QCOMPARE(slice.text, std::string_view("line 49\nline 50\nline 51\nline 52\n"));
    }
    void theEndsAreNotPassed()
    {
        const std::string text = numbered(100);
        QCOMPARE(sliceAround(text, 1, 0, 1, 10).text, std::string_view("line 1\nline 2\n"));
        QCOMPARE(sliceAround(text, 100, 900, 1, 10).text, std::string_view("line 99\nline 100\n"));
        QCOMPARE(sliceAround(text, 900, 900, 1, 10).text, std::string_view("line 100\n"));
        QCOMPARE(sliceAround({}, 1, 1, 1, 0).text, std::string_view());
    }
};

QTEST_APPLESS_MAIN(tst_SourceSlice)
#include "tst_sourceslice.moc"
