// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether one condition on paths takes everything of another, held against both conditions' own answers.
#include "model/analysis/pathcover.h"

#include <QTest>

using namespace wayproof;

namespace
{

PathMatch plain(PathMatch::Kind kind, const std::string &text)
{
    PathMatch match;
    match.kind = kind;
    match.text = text;
    return match;
}

PathMatch expression(const std::string &pattern, RegexAnchoring anchoring, bool ignoresCase)
{
    PathMatch match = plain(PathMatch::Kind::Regex, pattern);
    match.regex =
        std::make_shared<Regex>(pattern, std::vector<RegexReading>{{RegexEngine::Pcre2, anchoring, ignoresCase}});
    return match;
}

/// As ingress-nginx tries it.
PathMatch location(const std::string &path)
{
    return expression("^" + path, RegexAnchoring::Start, true);
}

} // namespace

class TestPathCover : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsCovered_data();
    void whatIsCovered();
    void nothingIsCalledCoveredThatIsNot();
};

void TestPathCover::whatIsCovered_data()
{
    QTest::addColumn<QString>("wide");
    QTest::addColumn<QString>("narrow");
    QTest::addColumn<bool>("isCovered");
    const auto row = [](const char *wide, const char *narrow, bool isCovered) {
        QTest::addRow("%s %s %s", wide, isCovered ? "covers" : "leaves", narrow)
            << QString::fromLatin1(wide) << QString::fromLatin1(narrow) << isCovered;
    };
    row("/api/(.*)", "/api/x", true);
    row("/api/.*", "/api/x[0-9]+", true);
    row("/API/.*$", "/api/x", true);
    row("/x(/|$)(.*)", "/x/y", true);
    row("/x(/|$)(.*)", "/xy", false);
    row("/x(/|$)(.*)", "/x", false); // "/xy" begins like /x, too
    row("/api/v[0-9]+", "/api/v1", false);
    row("/a.i", "/abi/x", true);
    row("/a", "/ab?c", true);
    row("/ab", "/ab?c", false);
    row("/", "/anything", true);
    row("/a|/b", "/a/x", false);
}

void TestPathCover::whatIsCovered()
{
    QFETCH(QString, wide);
    QFETCH(QString, narrow);
    QFETCH(bool, isCovered);
    QCOMPARE(takesAllOf(location(wide.toStdString()), location(narrow.toStdString())), isCovered);
}

void TestPathCover::nothingIsCalledCoveredThatIsNot()
{
    std::vector<PathMatch> all{plain(PathMatch::Kind::Any, {}), plain(PathMatch::Kind::ElementPrefix, {})};
    const std::vector<std::string> texts{"/", "/a", "/A", "/a/", "/ab", "/a/b", "/a.b"};
    for (const std::string &text : texts) {
        all.push_back(plain(PathMatch::Kind::Exact, text));
        all.push_back(plain(PathMatch::Kind::StringPrefix, text));
        if (!text.ends_with('/'))
            all.push_back(plain(PathMatch::Kind::ElementPrefix, text));
        PathMatch folded = plain(PathMatch::Kind::StringPrefix, text);
        folded.ignoresCase = true;
        all.push_back(folded);
    }
    for (const char *pattern : {"/", "/a", "/A/.*", "/a(/|$)(.*)", "/a/?", "/ab*", "/a.b", "/a/b$", "/(a|b)", "/a|/b",
                                "/a(.*)$", "/a(b)|/c", "/a\\.b", "/[ab]", "/a{2}"})
        for (const RegexAnchoring anchoring : {RegexAnchoring::Start, RegexAnchoring::Full, RegexAnchoring::Search})
            for (const bool ignoresCase : {false, true})
                all.push_back(expression(std::string("^") + pattern, anchoring, ignoresCase));
    std::vector<std::string> paths{"/"};
    const std::string letters = "abAB/.";
    for (std::size_t i = 0; i < paths.size() && paths[i].size() < 5; ++i)
        for (const char letter : letters)
            paths.push_back(paths[i] + letter);
    int covered = 0;
    for (const PathMatch &wide : all)
        for (const PathMatch &narrow : all) {
            if (!takesAllOf(wide, narrow))
                continue;
            ++covered;
            for (const std::string &path : paths)
                if (narrow.matches(path) == Ternary::Yes && wide.matches(path) != Ternary::Yes)
                    QFAIL((wide.toText() + " | " + narrow.toText() + " | " + path).c_str());
        }
    QVERIFY(covered > 500);
}

QTEST_GUILESS_MAIN(TestPathCover)
#include "tst_pathcover.moc"
