// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/syntax.h"
#include "model/load/validate.h"

namespace wayproof
{

namespace
{

// Names that end up in DNS are labels, the rest are subdomains.
bool needsLabel(std::string_view kind)
{
    return kind == "Namespace" || kind == "Service" || kind == "Endpoints";
}

} // namespace

void validateMeta(const ObjectMeta &meta, Report &report)
{
    if (meta.name->empty())
        report.reject("metadata-name-missing", meta.name.isSet ? meta.name.at : meta.source.at,
                      "metadata.name is missing", "Give the object a name.");
    else if (needsLabel(meta.kind) ? !isDnsLabel(*meta.name) : !isDnsSubdomain(*meta.name))
        report.reject(
            "metadata-name-invalid", meta.name.at, "metadata.name can't be \"" + *meta.name + '"',
            needsLabel(meta.kind)
                ? "Use lower-case letters, digits and \"-\", beginning and ending with a letter or digit."
                : "Use lower-case letters, digits, \"-\" and \".\", beginning and ending with a letter or digit.");
    if (meta.ns.isSet && !isDnsLabel(*meta.ns))
        report.reject("metadata-namespace-invalid", meta.ns.at, "metadata.namespace can't be \"" + *meta.ns + '"',
                      "Use lower-case letters, digits and \"-\".");
    for (const auto &[key, value] : meta.labels) {
        if (!isQualifiedName(key) || !isLabelValue(*value))
            report.reject("metadata-label-invalid", value.at,
                          "the label " + key + " with the value \"" + *value + "\" is malformed",
                          "Use at most 63 letters, digits, \"-\", \"_\" and \".\"; before the name, a domain and a "
                          "slash may stand.");
    }
    for (const auto &[key, value] : meta.annotations) {
        if (!isQualifiedName(key))
            report.reject("metadata-annotation-invalid", value.at, "the annotation's name \"" + key + "\" is malformed",
                          "Write domain/name, with letters, digits, \"-\", \"_\" and \".\".");
    }
}

} // namespace wayproof
