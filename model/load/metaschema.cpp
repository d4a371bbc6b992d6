// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How metadata, selectors and conditions are spelled.
#include "model/load/schemafields.h"
#include "model/load/timestamp.h"
#include "model/resources/meta.h"

namespace wayproof
{

namespace
{

void readCreationTimestamp(Decoder &decoder, NodeIndex node, void *object)
{
    Text text;
    decoder.read(node, text);
    if (!text.isSet)
        return;
    auto &meta = *static_cast<ObjectMeta *>(object);
    meta.creationTimestamp = parseTimestamp(*text);
    if (!meta.creationTimestamp)
        decoder.wrongType(decoder.resolve(node), "a time", "Write it as 2026-01-31T12:00:00Z.");
}

} // namespace

template<>
const Schema &schemaOf<ObjectMeta>()
{
    using Fields = FieldsOf<ObjectMeta>;
    static const Schema schema = Fields::schema({
        Fields::at<&ObjectMeta::name>("name"),
        Fields::at<&ObjectMeta::ns>("namespace"),
        Fields::at<&ObjectMeta::labels>("labels"),
        Fields::at<&ObjectMeta::annotations>("annotations"),
        custom("creationTimestamp", readCreationTimestamp),
        Fields::at<&ObjectMeta::generation>("generation"),
        Fields::at<&ObjectMeta::resourceVersion>("resourceVersion"),
        known("uid"),
        known("generateName"),
        known("managedFields"),
        known("ownerReferences"),
        known("finalizers"),
        known("selfLink"),
        known("deletionTimestamp"),
        known("deletionGracePeriodSeconds"),
    });
    return schema;
}

template<>
const Schema &schemaOf<Condition>()
{
    using Fields = FieldsOf<Condition>;
    static const Schema schema = Fields::schema({
        Fields::at<&Condition::type>("type"),
        Fields::at<&Condition::status>("status"),
        Fields::at<&Condition::reason>("reason"),
        Fields::at<&Condition::message>("message"),
        Fields::at<&Condition::observedGeneration>("observedGeneration"),
    });
    return schema;
}

template<>
const Schema &schemaOf<LabelSelectorRequirement>()
{
    using Fields = FieldsOf<LabelSelectorRequirement>;
    static const Schema schema = Fields::schema({
        Fields::at<&LabelSelectorRequirement::key>("key").required(),
        Fields::at<&LabelSelectorRequirement::op>("operator")
            .required()
            .oneOf({"In", "NotIn", "Exists", "DoesNotExist"}),
        Fields::at<&LabelSelectorRequirement::values>("values"),
    });
    return schema;
}

template<>
const Schema &schemaOf<LabelSelector>()
{
    using Fields = FieldsOf<LabelSelector>;
    static const Schema schema = Fields::schema({
        Fields::at<&LabelSelector::matchLabels>("matchLabels"),
        Fields::at<&LabelSelector::matchExpressions>("matchExpressions"),
    });
    return schema;
}

template<>
const Schema &schemaOf<OtherObject>()
{
    static const Schema schema = [] {
        Schema made = FieldsOf<OtherObject>::object({});
        made.isOpen = true;
        return made;
    }();
    return schema;
}

} // namespace wayproof
