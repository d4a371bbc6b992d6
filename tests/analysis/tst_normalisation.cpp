// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Targets read by policies: nginx' and Envoy's ways, and the unspecified one.
#include "model/analysis/normalisation.h"

#include <QTest>

using namespace wayproof;

namespace
{

PathPolicy nginx()
{
    PathPolicy policy;
    policy.escapes = PathPolicy::Escapes::DecodeAll;
    policy.escapedSlashes = PathPolicy::EscapedSlashes::Decode;
    policy.resolvesDotSegments = policy.mergesSlashes = policy.reescapesRewritten = true;
    return policy;
}

PathPolicy envoy()
{
    PathPolicy policy;
    policy.escapes = PathPolicy::Escapes::DecodeUnreserved;
    policy.escapedSlashes = PathPolicy::EscapedSlashes::RedirectDecoded;
    policy.resolvesDotSegments = policy.mergesSlashes = true;
    policy.forwarded = PathPolicy::Forwarded::AsMatched;
    return policy;
}

std::string readAs(const std::string &target, const PathPolicy &policy)
{
    const std::vector<PathReading> readings = readTarget(target, policy);
    if (readings.size() != 1) {
        return std::to_string(readings.size()) + " readings";
    }
    const PathReading &reading = readings.front();
    return reading.status ? std::to_string(*reading.status) + (reading.location.empty() ? "" : " " + reading.location)
                          : reading.matched;
}

} // namespace

class TestNormalisation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void targetIsRead_data();
    void targetIsRead();
    void canonicalPaths();
    void queryIsCutOffUntouched();
    void unspecifiedPolicyHasEveryPlausibleReading();
    void escaping();
    void goCleansInItsOwnOrder_data();
    void goCleansInItsOwnOrder();
};

void TestNormalisation::targetIsRead_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("byNginx");
    QTest::addColumn<QByteArray>("byEnvoy");
    QTest::addColumn<QByteArray>("byNobody");
    const auto row = [](const char *target, const char *byNginx, const char *byEnvoy) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(byNginx) << QByteArray(byEnvoy) << QByteArray(target);
    };
    row("/a/b", "/a/b", "/a/b");
    row("/", "/", "/");
    row("//", "/", "/");
    row("/a//b/", "/a/b/", "/a/b/");
    row("/a/./b", "/a/b", "/a/b");
    row("/a/.", "/a/", "/a/");
    row("/a/..", "/", "/");
    row("/a/b/../c", "/a/c", "/a/c");
    row("/a/b/..", "/a/", "/a/");
    row("/..", "400", "/");
    row("/a/../../b", "400", "/b");
    row("/a/...", "/a/...", "/a/...");
    row("/a/.b", "/a/.b", "/a/.b");
    row("/%41", "/A", "/A");
    row("/%7e", "/~", "/~");
    row("/a%20b", "/a b", "/a%20b");
    row("/a%2Fb", "/a/b", "307 /a/b");
    row("/a%2f..%2fb", "/b", "307 /b");
    row("/%2e%2e/a", "400", "/a");
    row("/%zz", "400", "/%zz");
    row("/%4", "400", "/%4");
    row("/a%00", "400", "/a%00");
    row("/a%25b", "/a%b", "/a%25b");
    row("/a%3Fb", "/a?b", "/a%3Fb");
    row("/a;p=1/b", "/a;p=1/b", "/a;p=1/b");
    // nginx merges first; Envoy lets the empty segment be taken away.
    row("/a//../b", "/b", "/a/b");
    row("*", "400", "*");
    row("/a b", "400", "/a b");
}

void TestNormalisation::targetIsRead()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, byNginx);
    QFETCH(QByteArray, byEnvoy);
    QFETCH(QByteArray, byNobody);
    QCOMPARE(QByteArray::fromStdString(readAs(target.toStdString(), nginx())), byNginx);
    QCOMPARE(QByteArray::fromStdString(readAs(target.toStdString(), envoy())), byEnvoy);
    QCOMPARE(QByteArray::fromStdString(readAs(target.toStdString(), PathPolicy{})), byNobody);
}

void TestNormalisation::canonicalPaths()
{
    for (const char *path : {"/", "/a", "/a/", "/a/b.c", "/.a", "/a..", "/..a", "/\xc3\xa9"}) {
        QVERIFY2(isCanonical(path), path);
        for (const PathPolicy &policy : {nginx(), envoy(), PathPolicy{}}) {
            QCOMPARE(readAs(path, policy), std::string(path));
        }
    }
    for (const char *path : {"", "a", "//", "/a//", "/.", "/..", "/a/./b", "/%41", "/a;b", "/a\\b"}) {
        QVERIFY2(!isCanonical(path), path);
    }
}

void TestNormalisation::queryIsCutOffUntouched()
{
    const PathReading reading = readTarget("/%41?a=%2F//..&?#", nginx()).front();
    QCOMPARE(reading.sent, "/%41");
    QCOMPARE(reading.matched, "/A");
    QCOMPARE(reading.query, "a=%2F//..&?#");
    QVERIFY(!readTarget("/a", nginx()).front().query);
    QCOMPARE(readTarget("/a?", nginx()).front().query, "");
    QCOMPARE(readAs("/a%2fb?x=%2f", envoy()), "307 /a/b?x=%2f");
    QVERIFY(readTarget("http://other/", envoy()).empty());
    QVERIFY(readTarget("/a#b", envoy()).empty());
    QVERIFY(readTarget("", envoy()).empty());
    QCOMPARE(readAs("http://other/", nginx()), "400");
    QCOMPARE(readAs("", nginx()), "400");
    QCOMPARE(readTarget("/a//b#c?d", nginx()).front().matched, "/a/b");
    QCOMPARE(readTarget("/a//b#c?d", nginx()).front().sent, "/a//b#c?d");
    QVERIFY(!readTarget("/a#b?c", nginx()).front().query);
}

void TestNormalisation::unspecifiedPolicyHasEveryPlausibleReading()
{
    PathPolicy open;
    open.isUnspecified = true;
    QCOMPARE(readTarget("/a", open).size(), std::size_t(1));
    std::vector<std::string> matched;
    for (const PathReading &reading : readTarget("/a/../b//c", open)) {
        matched.push_back(reading.matched);
    }
    QVERIFY(std::find(matched.begin(), matched.end(), "/a/../b//c") != matched.end());
    QVERIFY(std::find(matched.begin(), matched.end(), "/b//c") != matched.end());
    QVERIFY(std::find(matched.begin(), matched.end(), "/b/c") != matched.end());
}

void TestNormalisation::escaping()
{
    QCOMPARE(escapePath("/a b%?#\"<>\\^`{|}\x7f\xc3~;=&+,:@$!'()*"),
             "/a%20b%25%3F%23%22%3C%3E%5C%5E%60%7B%7C%7D%7F%C3~;=&+,:@$!'()*");
    QCOMPARE(unescape("a%20b+c%zz%", false), "a b+c%zz%");
    QCOMPARE(unescape("a+b", true), "a b");
}

/// spec/ingress.md §3 Traefik: net/url's JoinPath.
void TestNormalisation::goCleansInItsOwnOrder_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("read");
    QTest::newRow("a last dot leaves no slash") << QByteArray("/a/.") << QByteArray("/a");
    QTest::newRow("two last dots leave none either") << QByteArray("/a/b/..") << QByteArray("/a");
    QTest::newRow("the root stays") << QByteArray("/a/..") << QByteArray("/");
    QTest::newRow("slashes merge before dots resolve") << QByteArray("/a//../b") << QByteArray("/b");
    QTest::newRow("a last slash stays") << QByteArray("/a/./") << QByteArray("/a/");
    QTest::newRow("nothing but slashes") << QByteArray("//") << QByteArray("/");
    QTest::newRow("a broken escape") << QByteArray("/a%zz") << QByteArray("400");
    QTest::newRow("an escaped slash") << QByteArray("/a%2fb") << QByteArray("/a%2Fb");
}

void TestNormalisation::goCleansInItsOwnOrder()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, read);
    PathPolicy policy;
    policy.escapes = PathPolicy::Escapes::DecodeUnreserved;
    policy.resolvesDotSegments = policy.mergesSlashes = policy.cleansAsGo = true;
    policy.forwarded = PathPolicy::Forwarded::AsMatched;
    QCOMPARE(QByteArray::fromStdString(readAs(target.toStdString(), policy)), read);
}

QTEST_APPLESS_MAIN(TestNormalisation)
#include "tst_normalisation.moc"
