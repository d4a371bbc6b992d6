// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the lab's tests share: loading a text, goldens, and a plain HTTP client that sends exactly what it is given.
#pragma once

#include "model/resources/snapshot.h"

#include <QString>

#include <cstdint>
#include <map>
#include <string>

namespace wayproof
{

SnapshotPtr snapshotOfFile(const std::string &path);
SnapshotPtr snapshotOfText(const std::string &yaml);

struct RawAnswer {
    int status = 0;                             ///< 0: no answer
    std::map<std::string, std::string> headers; ///< names in lower case; of repeated ones the last
    std::string body;
    std::string header(const std::string &name) const
    {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

/// One request with "Connection: close", sent byte for byte. `headers` ends each line in CRLF.
RawAnswer fire(std::uint16_t port, const std::string &method, const std::string &target, const std::string &host,
               const std::string &headers = {}, const std::string &body = {});

/// GET / over TLS with that SNI, verified against the PEM file: "200 backend received", or what failed.
std::string fireTls(std::uint16_t port, const std::string &sni, const std::string &caFile);

/// Empty when `actual` equals the golden file (relative to tests/data), else what to say. With WAYPROOF_UPDATE_GOLDENS
/// set the file is written instead.
QString compareWithGolden(const QString &file, const QByteArray &actual);
QString dataFile(const QString &relative);

/// Runs a program and returns its output when it fails, else nothing.
QString failureOf(const QString &program, const QStringList &arguments);

} // namespace wayproof
