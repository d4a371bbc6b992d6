// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The options that every verb shares, and their reading into values.
#pragma once

#include "model/analysis/request.h"
#include "model/routing/compile.h"

#include <QCommandLineParser>
#include <QStringList>

#include <optional>

namespace wayproof::cli
{

/// Adds -f, -n, -o and --help. `formats` are those that the verb prints; the first is the default.
void addSourceOptions(QCommandLineParser &parser, const QStringList &formats);
/// Adds --ingress-class, --gateway, --listener, --dialect, --profile, --controller-flag, --controller-config.
void addSideOptions(QCommandLineParser &parser);
/// Adds [URL], -X, -H, -d, --via, --sni, --port, --source-address and --requests.
void addRequestOptions(QCommandLineParser &parser);

/// Parses `arguments` (program and verb first). Prints help or a usage error by itself; then the exit code is returned
/// and the verb is over.
std::optional<int> parse(QCommandLineParser &parser, const QStringList &arguments);

/// The format asked for; empty after an error was printed, when the verb has no such format.
QString format(const QCommandLineParser &parser, const QStringList &formats);

enum class AcceptEmpty { No, Yes };
enum class Namespaces { Wanted, All };
/// Loads what -f and -n name. Null after an error was printed: exit with Usage. With AcceptEmpty::No the findings go to
/// standard error, and input of which nothing could be used is such an error; with Yes both are left to the caller.
/// With Namespaces::All -n restricts nothing; the verb itself chooses what it shows.
SnapshotPtr loadSources(const QCommandLineParser &parser, AcceptEmpty acceptEmpty,
                        Namespaces restriction = Namespaces::Wanted);

Result<IngressOptions> ingressOptions(const QCommandLineParser &parser);
Result<GatewayOptions> gatewayOptions(const QCommandLineParser &parser);

struct RequestList {
    std::vector<Request> requests;
    Diagnostics problems; ///< lines of the --requests file that are no request, each with its place
    bool isEmpty() const { return requests.empty(); }
    /// What the answers of the others are worth: a line that was left out was not answered well.
    int exitCode() const;
};

/// The requests that the --requests file and the URLs with their options describe, in that order. Prints the problems.
/// No value after an error was printed: exit with Usage; also where a file has lines, and none is a request.
std::optional<RequestList> requests(const QCommandLineParser &parser);

/// Standard input ("-") or a file, whole; at most 64 MiB.
Result<QByteArray> readInput(const QString &path);

} // namespace wayproof::cli
