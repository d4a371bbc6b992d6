// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/opening.h"

using namespace Qt::StringLiterals;

namespace wayproof
{

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
                session.setDraft(session.world()->firstRequest);
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
