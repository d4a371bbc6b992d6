// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Makes schemas: ties names to members of a struct. Included by the schema files only.
#pragma once

#include "model/load/decoder.h"

namespace wayproof
{

template<class T>
struct FieldsOf {
    /// `at<&T::a>("a")`, or `at<&T::ref, &Ref::name>("name")` for a member's member.
    template<auto First, auto... Rest>
    static FieldRule at(std::string_view name)
    {
        return custom(name, [](Decoder &decoder, NodeIndex node, void *object) {
            decoder.read(node, member<First, Rest...>(*static_cast<T *>(object)));
        });
    }

    static Schema schema(std::vector<FieldRule> rules)
    {
        Schema made{std::move(rules), nullptr, false};
        if constexpr (requires(T object) { object.at = Position(); })
            made.setPosition = [](void *object, Position at) { static_cast<T *>(object)->at = at; };
        else if constexpr (requires(T object) { object.ref.at = Position(); })
            made.setPosition = [](void *object, Position at) { static_cast<T *>(object)->ref.at = at; };
        return made;
    }

    /// A whole object: the given fields beside apiVersion, kind and metadata.
    static Schema object(std::vector<FieldRule> rules)
    {
        rules.push_back(known("apiVersion"));
        rules.push_back(known("kind"));
        rules.push_back(at<&T::meta>("metadata"));
        return Schema{std::move(rules), nullptr, false};
    }

private:
    template<auto First, auto... Rest, class Object>
    static auto &member(Object &object)
    {
        if constexpr (sizeof...(Rest) == 0)
            return object.*First;
        else
            return member<Rest...>(object.*First);
    }
};

} // namespace wayproof
