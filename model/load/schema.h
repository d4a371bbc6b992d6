// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How a struct's fields are spelled in a manifest: one description, from which reading, type errors, unknown fields and
// missing fields all come. Knows neither nodes' text format nor the rules between fields.
#pragma once

#include "model/base/location.h"
#include "model/load/node.h"

#include <string_view>
#include <vector>

namespace wayproof
{

class Decoder;

/// Which spelling a field belongs to: `Old` is that of Ingress v1beta1 and extensions/v1beta1.
enum class Edition { Any, Current, Old };

struct FieldRule {
    using Read = void (*)(Decoder &, NodeIndex, void *object);

    std::string_view name;
    Read read = nullptr;                  ///< null: known, but not kept
    std::vector<FieldRule> inner;         ///< of a mapping whose fields belong to the same struct
    std::vector<std::string_view> values; ///< the only values allowed, if any
    std::string_view missingCode;         ///< the finding's code when it is missing; empty: it may be
    std::string_view otherEditionMend;
    Edition edition = Edition::Any;
    bool isLenient = false; ///< no findings within: a status
    bool isOpen = false;    ///< unknown fields within are no findings

    FieldRule required(std::string_view code = "field-missing") &&
    {
        missingCode = code;
        return std::move(*this);
    }
    FieldRule oneOf(std::vector<std::string_view> allowed) &&
    {
        values = std::move(allowed);
        return std::move(*this);
    }
    FieldRule lenient() &&
    {
        isLenient = true;
        isOpen = true;
        return std::move(*this);
    }
    FieldRule open() &&
    {
        isOpen = true;
        return std::move(*this);
    }
    FieldRule only(Edition which, std::string_view mend) &&
    {
        edition = which;
        otherEditionMend = mend;
        return std::move(*this);
    }
};

struct Schema {
    std::vector<FieldRule> rules;
    void (*setPosition)(void *object, Position at) = nullptr;
    bool isOpen = false;
};

/// Defined once for each struct, beside its kind: ingressschema.cpp, gatewayschema.cpp, …
template<class T>
const Schema &schemaOf();

/// A mapping whose fields belong to the struct around it.
inline FieldRule group(std::string_view name, std::vector<FieldRule> inner)
{
    FieldRule rule;
    rule.name = name;
    rule.inner = std::move(inner);
    return rule;
}

/// A field that exists and is of no interest here.
inline FieldRule known(std::string_view name)
{
    FieldRule rule;
    rule.name = name;
    return rule;
}

/// A field that needs more than its type to be read.
inline FieldRule custom(std::string_view name, FieldRule::Read read)
{
    FieldRule rule;
    rule.name = name;
    rule.read = read;
    return rule;
}

} // namespace wayproof
