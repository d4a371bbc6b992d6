// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/profiles.h"

#include "model/routing/compile.h"
#include "model/routing/profilepoints.h"

#include <algorithm>

namespace wayproof
{

namespace
{

const std::vector<Profile> &profiles()
{
    static const std::vector<Profile> all = [] {
        std::vector<Profile> made;
        for (const ProfileRow &row : profileRows())
            made.push_back(makeProfile(row));
        return made;
    }();
    return all;
}

} // namespace

const Profile &profileNamed(std::string_view name)
{
    const auto found = std::find_if(profiles().begin(), profiles().end(),
                                    [name](const Profile &profile) { return profile.name == name; });
    return found == profiles().end() ? profiles().front() : *found;
}

const Profile &profileOfController(std::string_view controllerName)
{
    const auto found = std::find_if(profiles().begin(), profiles().end(), [controllerName](const Profile &profile) {
        const auto &names = profile.controllerNames;
        return std::find(names.begin(), names.end(), controllerName) != names.end();
    });
    return found == profiles().end() ? profiles().front() : *found;
}

std::vector<std::string> profileNames()
{
    std::vector<std::string> names;
    for (const Profile &profile : profiles())
        names.push_back(profile.name);
    return names;
}

} // namespace wayproof
