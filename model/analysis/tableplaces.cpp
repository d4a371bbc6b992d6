// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/tableplaces.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// One rule can stand at very many hosts; a few of them are enough to show something.
constexpr std::size_t placesKept = 64;

void keep(std::vector<TablePlace> &places, const TablePlace &place)
{
    if (places.size() < placesKept)
        places.push_back(place);
}

} // namespace

TablePlaces::TablePlaces(const RoutingTable &table)
    : m_table(table)
{
    for (const Entrance &entrance : table.entrances) {
        for (const Channel &channel : entrance.channels) {
            for (const VirtualHost &host : channel.hosts) {
                for (const Rule &rule : host.rules) {
                    if (rule.action && !rule.origin.resource.isNull())
                        add({&entrance, &channel, &host, &rule});
                }
            }
        }
    }
}

void TablePlaces::add(const TablePlace &place)
{
    const Origin &origin = place.rule->origin;
    keep(m_byLine[origin.source.toText()], place);
    keep(m_byResource[origin.resource.toText()], place);
    for (const WeightedBackend &backend : place.rule->action->backends) {
        keep(m_byBackendLine[backend.source.toText()], place);
        keep(m_byService[backend.service.toText()], place);
    }
}

std::vector<TablePlace> TablePlaces::find(const Index &index, const std::string &key)
{
    const auto found = index.find(key);
    return found == index.end() ? std::vector<TablePlace>() : found->second;
}

std::vector<TablePlace> TablePlaces::at(const Location &location, const ResourceId &resource) const
{
    std::vector<TablePlace> places = find(m_byLine, location.toText());
    std::erase_if(places, [&](const TablePlace &place) { return place.rule->origin.resource != resource; });
    return places;
}

std::vector<TablePlace> TablePlaces::withBackendAt(const Location &location) const
{
    return find(m_byBackendLine, location.toText());
}

std::vector<TablePlace> TablePlaces::withBackend(const ResourceId &service) const
{
    return find(m_byService, service.toText());
}

std::vector<TablePlace> TablePlaces::of(const ResourceId &resource) const
{
    return find(m_byResource, resource.toText());
}

std::vector<TablePlace> TablePlaces::from(const Location &location, const ResourceId &resource) const
{
    const auto key = [](const TablePlace &place) {
        const Position at = place.rule->origin.source.at;
        return std::pair(at.line, at.column);
    };
    std::vector<TablePlace> places = of(resource);
    std::erase_if(places, [&](const TablePlace &place) {
        return place.rule->origin.source.fileName() != location.fileName() ||
               key(place) < std::pair(location.at.line, location.at.column);
    });
    const auto first = std::min_element(places.begin(), places.end(),
                                        [&](const TablePlace &a, const TablePlace &b) { return key(a) < key(b); });
    if (first == places.end())
        return places;
    const std::optional<int> rule = first->rule->origin.rule;
    std::erase_if(places, [&](const TablePlace &place) { return place.rule->origin.rule != rule; });
    return places;
}

} // namespace wayproof
