// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The naive reading: no index, no early end, sets of answers instead of decisions.
#include "tests/support/referencesimulator.h"

#include <QStringList>

#include <map>
#include <regex>

namespace wayproof::test
{

namespace
{

enum class Truth { False, Maybe, True };

Truth both(Truth a, Truth b)
{
    return a < b ? a : b;
}

Truth not_(Truth a)
{
    return a == Truth::True ? Truth::False : a == Truth::False ? Truth::True : Truth::Maybe;
}

Truth of(bool value)
{
    return value ? Truth::True : Truth::False;
}

/// std::regex is slow; the same few patterns and texts come again and again.
bool stdRegex(const std::string &pattern, const std::string &text, RegexAnchoring anchoring, bool ignoresCase)
{
    static std::map<std::tuple<std::string, std::string, int, bool>, bool> known;
    const auto key = std::make_tuple(pattern, text, static_cast<int>(anchoring), ignoresCase);
    const auto found = known.find(key);
    if (found != known.end())
        return found->second;
    const std::regex regex(pattern, ignoresCase ? std::regex::ECMAScript | std::regex::icase : std::regex::ECMAScript);
    bool result = false;
    if (anchoring == RegexAnchoring::Full)
        result = std::regex_match(text, regex);
    else if (anchoring == RegexAnchoring::Start)
        result = std::regex_search(text, regex, std::regex_constants::match_continuous);
    else
        result = std::regex_search(text, regex);
    known[key] = result;
    return result;
}

Truth regexTruth(const Regex &regex, const std::string &text)
{
    std::set<bool> answers;
    for (const RegexReading &reading : regex.readings())
        answers.insert(stdRegex(regex.pattern(), text, reading.anchoring, reading.ignoresCase));
    return answers.size() == 1 ? of(*answers.begin()) : Truth::Maybe;
}

QString q(const std::string &text)
{
    return QString::fromStdString(text);
}

Truth hostTruth(const HostPattern &pattern, const std::string &name)
{
    const QStringList labels = q(name).split(QLatin1Char('.'));
    switch (pattern.kind) {
    case HostPattern::Kind::Any:
        return Truth::True;
    case HostPattern::Kind::Exact:
        return of(q(pattern.text).split(QLatin1Char('.')) == labels);
    case HostPattern::Kind::WildcardOne:
    case HostPattern::Kind::WildcardMany: {
        const QStringList wanted = q(pattern.text).mid(1).split(QLatin1Char('.'));
        const auto more = labels.size() - wanted.size();
        const bool fits = more >= 1 && !labels.first().isEmpty() && labels.mid(more) == wanted;
        return of(fits && (pattern.kind == HostPattern::Kind::WildcardMany || more == 1));
    }
    case HostPattern::Kind::Regex:
        return regexTruth(*pattern.regex, name);
    }
    return Truth::Maybe;
}

Truth pathTruth(const PathMatch &match, const std::string &path)
{
    const QString have = match.ignoresCase ? q(path).toLower() : q(path);
    const QString want = match.ignoresCase ? q(match.text).toLower() : q(match.text);
    switch (match.kind) {
    case PathMatch::Kind::Any:
        return Truth::True;
    case PathMatch::Kind::Exact:
        return of(have == want);
    case PathMatch::Kind::ElementPrefix: {
        const QStringList segments = have.split(QLatin1Char('/'));
        const QStringList wanted = want.split(QLatin1Char('/'));
        return of(segments.mid(0, wanted.size()) == wanted);
    }
    case PathMatch::Kind::StringPrefix:
        return of(have.startsWith(want));
    case PathMatch::Kind::Glob: {
        QString pattern;
        for (const QChar c : want)
            pattern += c == QLatin1Char('*')   ? QStringLiteral(".*")
                       : c == QLatin1Char('?') ? QStringLiteral(".")
                                               : QString(c);
        return of(stdRegex(pattern.toStdString(), have.toStdString(), RegexAnchoring::Full, false));
    }
    case PathMatch::Kind::Regex:
        return regexTruth(*match.regex, path);
    }
    return Truth::Maybe;
}

Truth plainTruth(const ValueMatch &condition, const std::string &value)
{
    if (condition.kind == ValueMatch::Kind::Regex)
        return regexTruth(*condition.regex, value);
    return of(condition.value == value);
}

Truth valuesTruth(const ValueMatch &condition, const QStringList &values, RequestPolicy::Repeated repeated)
{
    using Repeated = RequestPolicy::Repeated;
    if (condition.kind == ValueMatch::Kind::Present)
        return of(!values.isEmpty());
    if (condition.kind == ValueMatch::Kind::Absent)
        return of(values.isEmpty());
    if (values.isEmpty())
        return Truth::False;
    const auto one = [&](const QString &value) { return plainTruth(condition, value.toStdString()); };
    Truth any = Truth::False;
    for (const QString &value : values)
        any = std::max(any, one(value));
    switch (repeated) {
    case Repeated::First:
        return one(values.first());
    case Repeated::Last:
        return one(values.last());
    case Repeated::Any:
        return any;
    case Repeated::JoinedByComma:
        return one(values.join(QLatin1Char(',')));
    case Repeated::JoinedByCommaSpace:
        return one(values.join(QStringLiteral(", ")));
    case Repeated::Unspecified: {
        const std::set<Truth> all{one(values.first()), one(values.last()), any, one(values.join(QLatin1Char(',')))};
        return all.size() == 1 ? *all.begin() : Truth::Maybe;
    }
    }
    return Truth::Maybe;
}

QStringList headerValues(const Request &request, const QString &name)
{
    QStringList values;
    for (const auto &[header, value] : request.headers) {
        if (q(header).toLower() == name.toLower())
            values << q(value);
    }
    return values;
}

QStringList pairValues(const QString &text, const QString &separator, const QString &name)
{
    QStringList values;
    for (const QString &pair : text.split(separator, Qt::SkipEmptyParts)) {
        if (pair.section(QLatin1Char('='), 0, 0).trimmed() == name)
            values << pair.section(QLatin1Char('='), 1).trimmed();
    }
    return values;
}

Truth signedTruth(const ValueMatch &condition, const QStringList &values, RequestPolicy::Repeated repeated)
{
    const Truth plain = valuesTruth(condition, values, repeated);
    return condition.isNegated ? not_(plain) : plain;
}

Truth matchTruth(const Match &match, const Request &request, const RequestPolicy &policy)
{
    const QString target = q(request.path);
    Truth result = pathTruth(match.path, target.section(QLatin1Char('?'), 0, 0).toStdString());
    if (!match.methods.empty())
        result = both(result, of(std::count(match.methods.begin(), match.methods.end(), request.method) > 0));
    for (const ValueMatch &condition : match.headers)
        result = both(result, signedTruth(condition, headerValues(request, q(condition.name)), policy.headers));
    for (const ValueMatch &condition : match.queryParams) {
        const QStringList values =
            pairValues(target.section(QLatin1Char('?'), 1), QStringLiteral("&"), q(condition.name));
        result = both(result, signedTruth(condition, values, policy.queryParams));
    }
    for (const ValueMatch &condition : match.cookies) {
        const QString cookies = headerValues(request, QStringLiteral("cookie")).join(QLatin1Char(';'));
        const QStringList values = pairValues(cookies, QStringLiteral(";"), q(condition.name)).mid(0, 1);
        result = both(result, signedTruth(condition, values, RequestPolicy::Repeated::First));
    }
    return match.unknown ? both(result, Truth::Maybe) : result;
}

bool isOpenBetween(const Rule &a, const Rule &b)
{
    return (a.unranked && (!a.unrankedGroup || a.unrankedGroup == b.unrankedGroup)) ||
           (b.unranked && (!b.unrankedGroup || b.unrankedGroup == a.unrankedGroup));
}

/// Adds what the rules of one host (and of its fall-backs) may answer.
void addHost(const Channel &channel, std::size_t at, const Request &request, const RequestPolicy &policy,
             std::set<int> &statuses)
{
    const VirtualHost &host = channel.hosts[at];
    bool isCertain = false;
    for (std::size_t i = 0; i < host.rules.size(); ++i) {
        const Truth truth = matchTruth(host.rules[i].match, request, policy);
        if (truth == Truth::False)
            continue;
        bool canWin = true;
        for (std::size_t j = 0; j < i; ++j) {
            const bool isCertainBefore = matchTruth(host.rules[j].match, request, policy) == Truth::True;
            canWin = canWin && (!isCertainBefore || isOpenBetween(host.rules[j], host.rules[i]));
        }
        if (canWin)
            statuses.insert(host.rules[i].action->response.status);
        isCertain = isCertain || truth == Truth::True;
    }
    if (isCertain)
        return;
    if (host.next)
        addHost(channel, *host.next, request, policy, statuses);
    else
        statuses.insert(channel.noMatch->response.status);
}

} // namespace

std::set<int> possibleStatuses(const RoutingTable &table, const Request &request)
{
    std::set<int> statuses;
    bool isMet = false;
    for (const Entrance &entrance : table.entrances) {
        if (request.port && *request.port != *entrance.port)
            continue;
        isMet = true;
        const Channel &channel = entrance.channels.front();
        const std::string name = q(request.host).section(QLatin1Char(':'), 0, 0).toLower().toStdString();
        bool isCertain = false;
        for (std::size_t i = 0; i < channel.hosts.size() && !isCertain; ++i) {
            const Truth truth = hostTruth(channel.hosts[i].pattern, name);
            if (truth != Truth::False)
                addHost(channel, i, request, entrance.policy, statuses);
            isCertain = truth == Truth::True;
        }
        if (!isCertain)
            statuses.insert(channel.noHost->response.status);
    }
    return isMet ? statuses : std::set<int>{0};
}

} // namespace wayproof::test
