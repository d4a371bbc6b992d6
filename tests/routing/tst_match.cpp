// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Hosts, paths and patterns, each compared as the specifications say.
#include "model/routing/match.h"

#include <QTest>

#include <thread>

using namespace wayproof;

namespace
{

QString words(Ternary value)
{
    return value == Ternary::Yes  ? QStringLiteral("yes")
           : value == Ternary::No ? QStringLiteral("no")
                                  : QStringLiteral("unknown");
}

RegexReading re2(RegexAnchoring anchoring, bool ignoresCase = false)
{
    return {RegexEngine::Re2, anchoring, ignoresCase};
}

RegexReading pcre2(RegexAnchoring anchoring, bool ignoresCase = false)
{
    return {RegexEngine::Pcre2, anchoring, ignoresCase};
}

} // namespace

class TestMatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pathMatches_data();
    void pathMatches();
    void hostMatches_data();
    void hostMatches();
    void regexReadingsThatDisagreeAreUnknown();
    void regexAnchoringIsPerReading();
    void regexMatchesBytes();
    void regexThatNoEngineAcceptsSaysWhy();
    void lookAroundIsOnlyForPcre();
    void backtrackingBombIsUnknownInsteadOfSlow();
    void capturesAreOfTheFirstReading();
    void oneRegexServesSeveralThreads();
    void matchTextNamesEveryCondition();
};

void TestMatch::pathMatches_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("ignoresCase");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("expected");
    using Kind = PathMatch::Kind;
    const auto row = [](const char *name, Kind kind, const char *text, bool ignoresCase, const char *path,
                        bool expected) {
        QTest::newRow(name) << static_cast<int>(kind) << QByteArray(text) << ignoresCase << QByteArray(path)
                            << expected;
    };
    row("exact equal", Kind::Exact, "/a", false, "/a", true);
    row("exact with slash differs", Kind::Exact, "/a", false, "/a/", false);
    row("exact case differs", Kind::Exact, "/a", false, "/A", false);
    row("exact without case", Kind::Exact, "/a", true, "/A", true);
    row("element prefix itself", Kind::ElementPrefix, "/abc", false, "/abc", true);
    row("element prefix slash", Kind::ElementPrefix, "/abc", false, "/abc/", true);
    row("element prefix below", Kind::ElementPrefix, "/abc", false, "/abc/d", true);
    row("element prefix not a string prefix", Kind::ElementPrefix, "/abc", false, "/abcd", false);
    row("element prefix shorter", Kind::ElementPrefix, "/abc", false, "/ab", false);
    row("root prefix takes all", Kind::ElementPrefix, "", false, "/anything", true);
    row("root prefix does not take the asterisk form", Kind::ElementPrefix, "", false, "*", false);
    row("string prefix", Kind::StringPrefix, "/abc", false, "/abcd", true);
    row("string prefix shorter", Kind::StringPrefix, "/abc", false, "/ab", false);
    row("glob star spans slashes", Kind::Glob, "/a/*", false, "/a/b/c", true);
    row("glob star may be empty", Kind::Glob, "/a/*", false, "/a/", true);
    row("glob needs the literal", Kind::Glob, "/a/*", false, "/a", false);
    row("glob backtracks", Kind::Glob, "*b?c", false, "/bxbabc/bzc", true);
    row("glob question mark is one", Kind::Glob, "/a?", false, "/a", false);
    row("any", Kind::Any, "", false, "*", true);
}

void TestMatch::pathMatches()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, text);
    QFETCH(bool, ignoresCase);
    QFETCH(QByteArray, path);
    QFETCH(bool, expected);
    const PathMatch match{static_cast<PathMatch::Kind>(kind), text.toStdString(), ignoresCase, nullptr};
    QCOMPARE(words(match.matches(path.toStdString())), words(expected ? Ternary::Yes : Ternary::No));
}

void TestMatch::hostMatches_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("expected");
    using Kind = HostPattern::Kind;
    const auto row = [](const char *name, Kind kind, const char *text, const char *host, bool expected) {
        QTest::newRow(name) << static_cast<int>(kind) << QByteArray(text) << QByteArray(host) << expected;
    };
    row("any takes the empty host", Kind::Any, "", "", true);
    row("exact", Kind::Exact, "a.example", "a.example", true);
    row("exact other", Kind::Exact, "a.example", "b.example", false);
    row("one label", Kind::WildcardOne, ".example", "a.example", true);
    row("one label is not two", Kind::WildcardOne, ".example", "b.a.example", false);
    row("one label is not none", Kind::WildcardOne, ".example", "example", false);
    row("one label is not empty", Kind::WildcardOne, ".example", ".example", false);
    row("many labels", Kind::WildcardMany, ".example", "b.a.example", true);
    row("many is at least one", Kind::WildcardMany, ".example", ".example", false);
    row("many is not the bare name", Kind::WildcardMany, ".example", "example", false);
}

void TestMatch::hostMatches()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, host);
    QFETCH(bool, expected);
    const HostPattern pattern{static_cast<HostPattern::Kind>(kind), text.toStdString(), nullptr};
    QCOMPARE(words(pattern.matches(host.toStdString())), words(expected ? Ternary::Yes : Ternary::No));
}

void TestMatch::regexReadingsThatDisagreeAreUnknown()
{
    const Regex regex("/a.*", {re2(RegexAnchoring::Full), re2(RegexAnchoring::Search), pcre2(RegexAnchoring::Start)});
    QCOMPARE(regex.matches("/abc"), Ternary::Yes);
    QCOMPARE(regex.matches("/b/abc"), Ternary::Unknown);
    QCOMPARE(regex.matches("/b"), Ternary::No);
}

void TestMatch::regexAnchoringIsPerReading()
{
    QCOMPARE(Regex("/a", {re2(RegexAnchoring::Full)}).matches("/ab"), Ternary::No);
    QCOMPARE(Regex("/a", {re2(RegexAnchoring::Start)}).matches("/ab"), Ternary::Yes);
    QCOMPARE(Regex("a", {re2(RegexAnchoring::Start)}).matches("/ab"), Ternary::No);
    QCOMPARE(Regex("a", {re2(RegexAnchoring::Search)}).matches("/ab"), Ternary::Yes);
    QCOMPARE(Regex("/a", {pcre2(RegexAnchoring::Full)}).matches("/ab"), Ternary::No);
    QCOMPARE(Regex("/a|/ab", {pcre2(RegexAnchoring::Full)}).matches("/ab"), Ternary::Yes);
    QCOMPARE(Regex("/a", {pcre2(RegexAnchoring::Start)}).matches("/ab"), Ternary::Yes);
    QCOMPARE(Regex("a", {pcre2(RegexAnchoring::Start)}).matches("/ab"), Ternary::No);
    QCOMPARE(Regex("/A", {pcre2(RegexAnchoring::Start, true)}).matches("/ab"), Ternary::Yes);
    QCOMPARE(Regex("/A", {re2(RegexAnchoring::Start, true)}).matches("/ab"), Ternary::Yes);
}

void TestMatch::regexMatchesBytes()
{
    // An "é" is two bytes: one dot is not enough for it.
    const std::string path = "/\xc3\xa9";
    for (const RegexReading &reading : {re2(RegexAnchoring::Full), pcre2(RegexAnchoring::Full)}) {
        QCOMPARE(Regex("/.", {reading}).matches(path), Ternary::No);
        QCOMPARE(Regex("/..", {reading}).matches(path), Ternary::Yes);
    }
}

void TestMatch::regexThatNoEngineAcceptsSaysWhy()
{
    const Regex broken("/a(", {re2(RegexAnchoring::Full), pcre2(RegexAnchoring::Full)});
    QVERIFY(!broken.error().empty());
    QCOMPARE(broken.matches("/a("), Ternary::No);
    QVERIFY(broken.captures("/a(").empty());
    QVERIFY(Regex("/a", {re2(RegexAnchoring::Full)}).error().empty());
}

void TestMatch::lookAroundIsOnlyForPcre()
{
    const Regex both("/(?!admin).*", {re2(RegexAnchoring::Full), pcre2(RegexAnchoring::Full)});
    QVERIFY(both.error().empty());
    QCOMPARE(both.matches("/shop"), Ternary::Unknown);
    QCOMPARE(both.matches("/admin"), Ternary::No);
}

void TestMatch::backtrackingBombIsUnknownInsteadOfSlow()
{
    const Regex bomb("^(([a-z])+.)+[A-Z]([a-z])+$", {pcre2(RegexAnchoring::Search)});
    QCOMPARE(bomb.matches(std::string(60, 'a')), Ternary::Unknown);
}

void TestMatch::capturesAreOfTheFirstReading()
{
    const std::vector<std::string> expected{"/api/x", "/", "x"};
    QCOMPARE(Regex("/api(/|$)(.*)", {pcre2(RegexAnchoring::Start)}).captures("/api/x"), expected);
    QCOMPARE(Regex("/api(/|$)(.*)", {re2(RegexAnchoring::Start)}).captures("/api/x"), expected);
    const std::vector<std::string> absent{"/api", "", ""};
    QCOMPARE(Regex("/api(?:/(x)(y))?", {pcre2(RegexAnchoring::Start)}).captures("/api"), absent);
    QCOMPARE(Regex("/api(?:/(x)(y))?", {re2(RegexAnchoring::Start)}).captures("/api"), absent);
}

void TestMatch::oneRegexServesSeveralThreads()
{
    const Regex regex("/a(b+)c", {pcre2(RegexAnchoring::Full), re2(RegexAnchoring::Full)});
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 2000; ++round) {
                const std::string text = "/a" + std::string(static_cast<std::size_t>(round % 7 + 1), 'b') + "c";
                wrong[i] += regex.matches(text) != Ternary::Yes || regex.captures(text).size() != 2 ||
                            regex.matches("/ac") != Ternary::No;
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(wrong, std::vector<int>(4));
}

void TestMatch::matchTextNamesEveryCondition()
{
    Match match;
    QCOMPARE(match.toText(), "any request");
    QVERIFY(match.isUnconditional());
    match.path = {PathMatch::Kind::ElementPrefix, "/api", false, nullptr};
    match.methods = {"GET"};
    match.headers = {{"x-env", ValueMatch::Kind::Equals, "canary", nullptr, false}};
    match.queryParams = {{"v", ValueMatch::Kind::Present, {}, nullptr, true}};
    match.cookies = {{"c", ValueMatch::Kind::Equals, "always", nullptr, true}};
    match.sourceRanges = {"10.0.0.0/8"};
    match.isGrpcOnly = true;
    match.unknown = Dependency{"namespace-not-loaded", "Namespace shop was not loaded.", {}};
    QCOMPARE(match.toText(), "PathPrefix /api, method GET, header x-env=canary, query v absent, cookie c!=always, "
                             "source in 10.0.0.0/8, gRPC, not known "
                             "(namespace-not-loaded)");
    QVERIFY(!match.isUnconditional());
}

QTEST_APPLESS_MAIN(TestMatch)
#include "tst_match.moc"
