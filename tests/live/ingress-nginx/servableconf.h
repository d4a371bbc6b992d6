// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ingress-nginx' nginx.conf made ready for Debian's nginx on loopback: addresses, paths and what its modules spell
// differently, by a list of named edits. What an edit does not name stays as it is, and nginx refuses what it does not
// know. Must not know what an Ingress means.
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>

namespace wayproof::test
{

struct ConfPlaces {
    QString directory;                  ///< for everything that nginx writes
    QString luaDirectory;               ///< the controller's own Lua
    QString standInDirectory;           ///< of Lua libraries that Debian lacks
    std::map<int, std::uint16_t> ports; ///< declared to loopback
    QString outsideAddress;             ///< "127.0.0.1:N" that stands in for what lies outside the cluster
};

struct ServableConf {
    QString text;
    QStringList outside; ///< URLs of auth-url and mirror-target that `outsideAddress` stands in for
};

ServableConf servableConf(const QString &conf, const ConfPlaces &places);

} // namespace wayproof::test
