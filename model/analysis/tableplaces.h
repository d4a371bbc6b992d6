// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where in a routing table the parts of a source are: rules by their line, backends by theirs, rules of one object.
#pragma once

#include "model/analysis/witnessrequest.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace wayproof
{

class TablePlaces
{
public:
    /// Borrows the table.
    explicit TablePlaces(const RoutingTable &table);

    const RoutingTable &table() const { return m_table; }
    /// Rules whose own line that is, of that object; in the table's order, at most a few.
    std::vector<TablePlace> at(const Location &location, const ResourceId &resource) const;
    /// Rules that name a backend at that line.
    std::vector<TablePlace> withBackendAt(const Location &location) const;
    /// Rules that share their traffic to the Service.
    std::vector<TablePlace> withBackend(const ResourceId &service) const;
    /// Every rule of the object.
    std::vector<TablePlace> of(const ResourceId &resource) const;
    /// Rules of the object whose line is the first at or after `location`: those of a rule that begins there.
    std::vector<TablePlace> from(const Location &location, const ResourceId &resource) const;

private:
    using Index = std::unordered_map<std::string, std::vector<TablePlace>>;
    static std::vector<TablePlace> find(const Index &index, const std::string &key);
    void add(const TablePlace &place);

    const RoutingTable &m_table;
    Index m_byLine;
    Index m_byBackendLine;
    Index m_byService;
    Index m_byResource;
};

} // namespace wayproof
