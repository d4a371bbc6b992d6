// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random routing tables and requests.
#include "tests/support/randomtables.h"

#include "tests/support/tablebuilder.h"

namespace wayproof::test
{

std::string RandomTables::path()
{
    static const std::vector<std::string> segments{"a", "b", "ab", "A", "a.b"};
    std::string result;
    for (int i = below(4); i > 0; --i)
        result += "/" + segments[static_cast<std::size_t>(below(5))];
    return result.empty() ? "/" : result + (chance(20) ? "/" : "");
}

RegexPtr RandomTables::regexOf(const std::string &pattern)
{
    std::vector<RegexReading> readings;
    const bool isOpen = chance(25);
    const auto engine = chance(50) ? RegexEngine::Re2 : RegexEngine::Pcre2;
    const auto anchoring = static_cast<RegexAnchoring>(below(3));
    readings.push_back({engine, anchoring, chance(20)});
    if (isOpen)
        readings.push_back({RegexEngine::Pcre2, RegexAnchoring::Search, chance(20)});
    return std::make_shared<const Regex>(pattern, readings);
}

ValueMatch RandomTables::condition(std::vector<std::string> names)
{
    static const std::vector<std::string> patterns{"1|2", "[12]", "1,2", ".*"};
    ValueMatch result;
    result.name = names[static_cast<std::size_t>(below(static_cast<int>(names.size())))];
    result.kind = static_cast<ValueMatch::Kind>(below(4));
    result.value = std::to_string(1 + below(3));
    result.isNegated = chance(20);
    if (result.kind == ValueMatch::Kind::Regex)
        result.regex = regexOf(patterns[static_cast<std::size_t>(below(4))]);
    return result;
}

Rule RandomTables::rule(int number)
{
    static const std::vector<std::string> patterns{"/a.*", "/(a|b)/?", "/[ab]+", "/a(/|$)(.*)", "/.*/b"};
    static const std::vector<std::string> globs{"/*", "/a*", "/?/b", "*b", "/*/*"};
    Match match;
    PathMatch &wanted = match.path;
    wanted.kind = static_cast<PathMatch::Kind>(below(6));
    wanted.text = path();
    wanted.ignoresCase = chance(10);
    if (wanted.kind == PathMatch::Kind::ElementPrefix) {
        while (wanted.text.ends_with('/'))
            wanted.text.pop_back();
    } else if (wanted.kind == PathMatch::Kind::Glob) {
        wanted.text = globs[static_cast<std::size_t>(below(5))];
    } else if (wanted.kind == PathMatch::Kind::Regex) {
        wanted.regex = regexOf(patterns[static_cast<std::size_t>(below(5))]);
    }
    if (chance(20))
        match.methods = chance(50) ? std::vector<std::string>{"POST"} : std::vector<std::string>{"GET", "HEAD"};
    if (chance(25))
        match.headers.push_back(condition({"x-a", "X-B"}));
    if (chance(15))
        match.queryParams.push_back(condition({"q", "r"}));
    if (chance(10))
        match.cookies.push_back(condition({"c"}));
    if (chance(4))
        match.unknown = Dependency{"namespace-not-loaded", "A Namespace was not loaded.", {}};
    Rule result = test::rule(number, match, respondWith(200 + below(6)));
    if (chance(4)) {
        result.unranked = Dependency{"regex-precedence", "Its place is open.", {}};
        result.unrankedGroup = below(3);
    } else if (chance(10)) {
        result.unrankedGroup = below(3);
    }
    return result;
}

VirtualHost RandomTables::host()
{
    static const std::vector<std::string> names{"x.example", "y.example",   "a.x.example",
                                                "*.example", "*.x.example", "*"};
    VirtualHost result = test::host(names[static_cast<std::size_t>(below(6))], {});
    if (result.pattern.kind == HostPattern::Kind::WildcardMany && chance(40))
        result.pattern.kind = HostPattern::Kind::WildcardOne;
    if (chance(8)) {
        result.pattern.kind = HostPattern::Kind::Regex;
        result.pattern.regex = regexOf("[a-z]+\\.example");
    }
    const int rules = chance(60) ? below(8) : 13 + below(40);
    for (int i = 0; i < rules; ++i)
        result.rules.push_back(rule(i));
    return result;
}

Entrance RandomTables::entrance(int port)
{
    std::vector<VirtualHost> hosts;
    const int count = below(9);
    for (int i = 0; i < count; ++i)
        hosts.push_back(host());
    for (std::size_t i = 0; i + 1 < hosts.size(); ++i) {
        if (chance(30))
            hosts[i].next = i + 1 + static_cast<std::size_t>(below(static_cast<int>(hosts.size() - i - 1)));
    }
    Channel channel = test::channel(std::move(hosts));
    channel.noHost = std::make_shared<const Action>(respondWith(421));
    Entrance result = test::entrance({std::move(channel)}, EntranceProtocol::Http, port);
    result.policy.headers = static_cast<RequestPolicy::Repeated>(below(5));
    result.policy.queryParams = static_cast<RequestPolicy::Repeated>(below(5));
    return result;
}

RoutingTablePtr RandomTables::table()
{
    std::vector<Entrance> entrances{entrance(80)};
    if (chance(30))
        entrances.push_back(entrance(8080));
    return test::table(std::move(entrances));
}

Request RandomTables::request()
{
    static const std::vector<std::string> hosts{"x.example", "y.example",    "a.x.example", "b.a.x.example",
                                                "example",   "Z.Example:80", ".example",    "other"};
    Request result;
    result.host = hosts[static_cast<std::size_t>(below(8))];
    if (chance(80))
        result.port = chance(80) ? 80 : chance(80) ? 8080 : 81;
    result.path = path();
    if (chance(30))
        result.path += "?" + std::string(chance(70) ? "q" : "r") + "=" + std::to_string(1 + below(3));
    if (chance(10))
        result.path += std::string(result.path.find('?') == std::string::npos ? "?" : "&") + "q=2";
    result.method = chance(70) ? "GET" : chance(50) ? "POST" : "PUT";
    for (int i = below(3); i > 0; --i)
        result.headers.emplace_back(chance(60) ? "X-A" : "x-b", std::to_string(1 + below(3)));
    if (chance(20))
        result.headers.emplace_back("Cookie", "d=1; c=" + std::to_string(1 + below(3)) + "; c=1");
    return result;
}

} // namespace wayproof::test
