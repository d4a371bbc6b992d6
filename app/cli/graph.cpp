// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli graph: the two graphs as text, SVG, DOT, Mermaid or JSON.
#include "app/cli/arguments.h"
#include "app/cli/exitcode.h"
#include "app/cli/output.h"
#include "app/cli/sides.h"
#include "app/cli/verbs.h"
#include "model/analysis/graphbuilder.h"
#include "model/analysis/graphformats.h"

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

int runGraph(const QStringList &arguments)
{
    const QStringList formats{u"text"_s, u"svg"_s, u"dot"_s, u"mermaid"_s, u"json"_s};
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"The two graphs: every reference held or refused, from the class to the endpoints."_s);
    addSourceOptions(parser, {u"text"_s, u"json"_s});
    addSideOptions(parser);
    parser.addOptions({
        {u"format"_s, u"%1 (default: text)."_s.arg(formats.join(u", "_s)), u"FORMAT"_s},
        {u"side"_s, u"ingress, gateway or both (default)."_s, u"SIDE"_s, u"both"_s},
    });
    if (const auto code = parse(parser, arguments))
        return *code;
    const QString wanted = parser.isSet(u"format"_s) ? parser.value(u"format"_s) : parser.value(u"output"_s);
    if (!formats.contains(wanted)) {
        printError(u"there is no graph format “%1”; choose one of %2"_s.arg(wanted, formats.join(u", "_s)));
        return Usage;
    }
    const QString side = parser.value(u"side"_s);
    if (side != u"ingress"_s && side != u"gateway"_s && side != u"both"_s) {
        printError(u"--side wants ingress, gateway or both, not “%1”"_s.arg(side));
        return Usage;
    }
    const auto sides = loadSides(parser);
    if (!sides)
        return Usage;
    std::vector<Graph> graphs;
    if (side != u"gateway"_s)
        graphs.push_back(buildGraph(*sides->snapshot, *sides->ingress));
    if (side != u"ingress"_s)
        graphs.push_back(buildGraph(*sides->snapshot, *sides->gateway));

    if (wanted == u"json"_s)
        printJson(toJson(graphs));
    else if (wanted == u"svg"_s)
        printLine(toSvg(graphs));
    else if (wanted == u"dot"_s)
        printLine(toDot(graphs));
    else if (wanted == u"mermaid"_s)
        printLine(toMermaid(graphs));
    else
        for (const Graph &graph : graphs)
            printLine(toText(graph));
    return Good;
}

} // namespace wayproof::cli
