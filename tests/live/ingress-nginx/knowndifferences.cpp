// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/ingress-nginx/knowndifferences.h"

#include <QRegularExpression>

#include <vector>

using namespace Qt::StringLiterals;

namespace wayproof::test
{

namespace
{

struct Known {
    QRegularExpression question; ///< a case, or "set N"
    QRegularExpression disagreement;
    QString reason;
};

const std::vector<Known> &knownOnes()
{
    const auto pattern = [](const char *text) {
        return QRegularExpression(QString::fromUtf8(text), QRegularExpression::DotMatchesEverythingOption);
    };
    static const std::vector<Known> all{
        {pattern(""),
         pattern("redirect\\.location: predicted (https?://[^/]+):\\d+(/\\S*)?, observed \\1(:\\d+)?(\\2)?$"),
         u"from-to-www-redirect names no port at 443 here; v1.15.1's template always does (spec/ingress.md §2.4)"_s},
        {pattern("^`nginx-redirects`: relative redirects$"), pattern("redirect.location: predicted /"),
         u"the annotation relative-redirects is younger than this snapshot"_s},
        {pattern("^`nginx-risk`: an old name has the risk of the new one$"), pattern("observed: 403"),
         u"v1.15.0 came to judge old names of annotations by the new ones' risk"_s},
        {pattern("^`nginx-canary-choice`: repeated headers are joined"), pattern("observed"),
         u"nginx joins repeated headers since 1.23; Debian's 1.22 takes the first"_s},
        {pattern("^`nginx-tls-redirect`: nor are several headers$"), pattern("observed: 308"),
         u"nginx joins repeated headers since 1.23; Debian's 1.22 takes the first"_s},
        {pattern(
             "^`nginx-headers`: (the full list is computed|a client that is no proxy speaks for itself|only addresses "
             "behind trusted proxies are believed)$"),
         pattern("observed [^\n]*127\\.0\\.0\\.1"),
         u"where the controller reads the client's address from its own header, ours cannot say another peer"_s},
        {pattern("^`nginx-auth`: digest authentication$"), pattern("predicted Digest [^\n]*, observed Basic"),
         u"Debian's nginx has no digest authentication; basic authentication stands in for it"_s},
        {pattern("^`nginx-passing-on`: (another code of a temporal redirect|an invalid code drops the Ingress)$"),
         pattern("observed 302"), u"the annotation temporal-redirect-code is younger than this snapshot"_s},
        {pattern("^`nginx-snippets`: a snippet of its main block$"), pattern("unknown directive \"x\""),
         u"the snippet in the case stands for any and is no nginx.conf"_s},
        {pattern("^`nginx-passing-on`: with its flag the bytes are passed on$"), pattern("predicted passthrough"),
         u"the controller's own process passes TLS through, and only its nginx is served here"_s},
        {pattern("^`nginx-passthrough`: "), pattern(""),
         u"the controller's own process passes TLS through, and only its nginx is served here"_s},
        {pattern("^`nginx-(upstream|passing-on)`: FastCGI"), pattern("observed: 502"),
         u"the echo servers do not speak FastCGI"_s},
    };
    return all;
}

} // namespace

QString knownDifference(const QString &question, const QString &disagreement)
{
    for (const Known &known : knownOnes())
        if (known.question.match(question).hasMatch() && known.disagreement.match(disagreement).hasMatch())
            return known.reason;
    return {};
}

bool isYoungerHeader(const std::string &name)
{
    return name == "X-Original-Forwarded-Host";
}

} // namespace wayproof::test
