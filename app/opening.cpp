// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/opening.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

std::string exampleHost(const HostPattern &pattern)
{
    switch (pattern.kind) {
    case HostPattern::Kind::Exact:
        return pattern.text;
    case HostPattern::Kind::WildcardOne:
    case HostPattern::Kind::WildcardMany:
        return "www" + pattern.text;
    case HostPattern::Kind::Any:
    case HostPattern::Kind::Regex:
        return "localhost";
    }
    return {};
}

std::string examplePath(const PathMatch &path)
{
    const bool isLiteral = path.kind == PathMatch::Kind::Exact || path.kind == PathMatch::Kind::ElementPrefix ||
                           path.kind == PathMatch::Kind::StringPrefix;
    return isLiteral && path.text.starts_with('/') ? path.text : std::string("/");
}

std::optional<RequestDraft> firstRequest(const RoutingTable &table)
{
    for (const Entrance &entrance : table.entrances) {
        if (entrance.protocol != EntranceProtocol::Http && entrance.protocol != EntranceProtocol::Https)
            continue;
        for (const Channel &channel : entrance.channels) {
            for (const VirtualHost &host : channel.hosts) {
                for (const Rule &rule : host.rules) {
                    if (rule.origin.resource.isNull())
                        continue;
                    RequestDraft draft;
                    draft.url = (entrance.protocol == EntranceProtocol::Https ? "https://" : "http://") +
                                exampleHost(host.pattern) + examplePath(rule.match.path);
                    if (!rule.match.methods.empty())
                        draft.method = rule.match.methods.front();
                    return draft;
                }
            }
        }
    }
    return std::nullopt;
}

} // namespace

RequestDraft initialRequest(const World &world)
{
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        if (!world.side(side).isLoaded)
            continue;
        if (std::optional<RequestDraft> draft = firstRequest(*world.side(side).table))
            return *draft;
    }
    RequestDraft draft;
    draft.url = "http://localhost/";
    return draft;
}

RequestDraft draftFromText(const QString &text)
{
    RequestDraft draft;
    const qsizetype blank = text.trimmed().indexOf(u' ');
    if (blank > 0)
        draft.method = text.trimmed().left(blank).toStdString();
    draft.url = text.trimmed().mid(blank + 1).trimmed().toStdString();
    return draft;
}

void openSession(Session &session, const Arguments &arguments)
{
    const bool isTutorial = arguments.sources.isEmpty();
    if (arguments.request)
        session.setDraft(draftFromText(*arguments.request));
    else if (isTutorial)
        session.setDraft(draftFromText(u"GET http://localhost/healthz"_s));
    // A request that means nothing to newly opened sources gives way to one that does; a reload keeps it.
    QObject::connect(
        &session, &Session::worldChanged, &session, [&session, isGiven = arguments.request.has_value()](bool isReload) {
            const auto isMet = [](const SideAnswer &answer) { return answer.predicted && answer.predicted->match; };
            if (!isGiven && !isReload && !isMet(session.answers().ingress) && !isMet(session.answers().gateway) &&
                (session.draft().url.empty() || session.request()))
                session.setDraft(initialRequest(*session.world()));
        });
    if (arguments.startsLab) {
        QObject::connect(&session, &Session::worldChanged, &session, &Session::startLab, Qt::SingleShotConnection);
    }
    if (isTutorial)
        session.loadSample(u"tutorial"_s);
    else
        session.load(arguments.sources);
}

} // namespace wayproof
