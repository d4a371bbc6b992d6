// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/decoder.h"

#include "model/load/plainscalar.h"
#include "model/load/spelling.h"

#include <algorithm>
#include <unordered_set>

namespace wayproof
{

namespace
{

constexpr std::size_t freeVisits = 10'000;

std::string joined(const std::vector<std::string_view> &words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 == words.size() ? " or " : ", ";
        text += words[i].empty() ? std::string_view("\"\"") : words[i];
    }
    return text;
}

std::string_view kindWord(const Node &node, std::string_view text)
{
    switch (node.kind) {
    case SyntaxKind::Mapping:
        return "a mapping";
    case SyntaxKind::Sequence:
        return "a list";
    case SyntaxKind::Scalar:
        break;
    default:
        return "empty";
    }
    if (node.isQuoted)
        return "a string";
    switch (plainType(text)) {
    case PlainType::Boolean:
        return "a boolean";
    case PlainType::Integer:
    case PlainType::Float:
        return "a number";
    case PlainType::String:
        break;
    }
    return "a string";
}

} // namespace

// Aliases are followed, never copied; the budget keeps nested ones from being walked without end (spec/performance.md
// §1).
Decoder::Decoder(const NodeArena &arena, NodeIndex root, Report &report)
    : m_arena(arena)
    , m_root(root)
    , m_report(report)
    , m_budget(freeVisits + 10 * static_cast<std::size_t>(arena.nodes[root].end - root))
{
}

bool Decoder::spend()
{
    if (m_budget == 0)
        return false;
    if (--m_budget == 0) {
        m_report.add(Severity::Error, Category::Parse, "yaml-alias-expansion", at(m_root).at,
                     "the aliases of the document expand to far more than what is written",
                     "Write the values out instead of nesting aliases.");
    }
    return m_budget != 0;
}

NodeIndex Decoder::resolve(NodeIndex node)
{
    while (at(node).kind == SyntaxKind::Alias && spend())
        node = at(node).target;
    return node;
}

NodeIndex Decoder::find(NodeIndex mapping, std::string_view key)
{
    mapping = resolve(mapping);
    if (at(mapping).kind != SyntaxKind::Mapping)
        return 0;
    NodeIndex found = 0;
    forEachEntry(mapping, [&](NodeIndex entryKey, NodeIndex value) {
        if (at(entryKey).kind == SyntaxKind::Scalar && textOf(entryKey) == key)
            found = value;
    });
    return found == 0 ? 0 : resolve(found);
}

std::vector<NodeIndex> Decoder::items(NodeIndex sequence)
{
    std::vector<NodeIndex> found;
    sequence = resolve(sequence);
    if (at(sequence).kind != SyntaxKind::Sequence)
        return found;
    for (NodeIndex item = sequence + 1; item < at(sequence).end && spend(); item = at(item).end)
        found.push_back(resolve(item));
    return found;
}

/// The entries of a mapping with those of its merge keys (<<) before them, so that its own come last and win.
std::vector<Decoder::Entry> Decoder::mergedEntries(NodeIndex mapping, int depth)
{
    if (depth > maximumDepth) // a mapping merged into itself
        return {};
    std::vector<Entry> merged;
    std::vector<Entry> own;
    for (NodeIndex key = mapping + 1; key < at(mapping).end && spend();) {
        const NodeIndex value = at(key).end;
        if (at(key).kind != SyntaxKind::Scalar || at(key).isQuoted || textOf(key) != "<<") {
            own.push_back({key, value});
        } else {
            const NodeIndex target = resolve(value);
            std::vector<NodeIndex> sources = {target};
            if (at(target).kind == SyntaxKind::Sequence)
                sources = items(target);
            for (auto source = sources.rbegin(); source != sources.rend(); ++source) {
                if (at(*source).kind != SyntaxKind::Mapping) {
                    wrongType(*source, "a mapping", "A merge key (<<) takes an alias of a mapping.");
                    continue;
                }
                const auto entries = mergedEntries(*source, depth + 1);
                merged.insert(merged.end(), entries.begin(), entries.end());
            }
        }
        key = at(value).end;
    }
    // Of one name, the last entry wins: keep that one alone, so that overriding is not taken for a duplicate.
    std::unordered_set<std::string_view> names;
    for (const Entry &entry : own)
        names.insert(textOf(entry.key));
    std::vector<Entry> kept;
    for (auto entry = merged.rbegin(); entry != merged.rend(); ++entry) {
        if (names.insert(textOf(entry->key)).second)
            kept.push_back(*entry);
    }
    std::reverse(kept.begin(), kept.end());
    kept.insert(kept.end(), own.begin(), own.end());
    return kept;
}

template<class Function>
void Decoder::forEachEntry(NodeIndex mapping, Function &&function)
{
    const NodeIndex end = at(mapping).end;
    for (NodeIndex key = mapping + 1; key < end; key = at(at(key).end).end) {
        if (at(key).kind == SyntaxKind::Scalar && !at(key).isQuoted && textOf(key) == "<<") {
            for (const Entry &entry : mergedEntries(mapping, 0))
                function(entry.key, entry.value);
            return;
        }
    }
    for (NodeIndex key = mapping + 1; key < end && spend();) {
        const NodeIndex value = at(key).end;
        function(key, value);
        key = at(value).end;
    }
}

std::string Decoder::path() const
{
    std::string text;
    for (const Step &step : m_path) {
        if (step.index >= 0) {
            text += '[' + std::to_string(step.index) + ']';
        } else {
            if (!text.empty())
                text += '.';
            text += step.name;
        }
    }
    return text;
}

std::string Decoder::fieldPath(std::string_view name) const
{
    const std::string outer = path();
    return outer.empty() ? std::string(name) : outer + '.' + std::string(name);
}

std::string Decoder::quoted(NodeIndex node) const
{
    constexpr std::size_t longest = 60;
    if (m_isConfidential || at(node).kind != SyntaxKind::Scalar || textOf(node).size() > longest)
        return {};
    return ' ' + (at(node).isQuoted ? '"' + std::string(textOf(node)) + '"' : std::string(textOf(node)));
}

void Decoder::wrongType(NodeIndex node, std::string_view expected, std::string mend)
{
    if (m_lenient > 0)
        return;
    const std::string where = m_path.empty() ? std::string("the document") : path();
    m_report.reject(
        "field-wrong-type", at(node).at,
        where + " must be " + std::string(expected) + ", but" + quoted(node) + " is " +
            std::string(kindWord(at(node), at(node).kind == SyntaxKind::Scalar ? textOf(node) : std::string_view())),
        std::move(mend));
}

bool Decoder::expect(NodeIndex node, SyntaxKind kind)
{
    if (at(node).kind == kind)
        return true;
    if (kind == SyntaxKind::Mapping)
        wrongType(node, "a mapping", "Write it as \"key: value\" lines, indented below the field's name.");
    else if (kind == SyntaxKind::Sequence)
        wrongType(node, "a list", "Begin each entry with \"- \".");
    return false;
}

void Decoder::read(NodeIndex node, Text &field)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Null)
        return;
    if (at(node).kind != SyntaxKind::Scalar) {
        wrongType(node, "a string", "Write a single value.");
        return;
    }
    if (!at(node).isQuoted && plainType(textOf(node)) != PlainType::String)
        wrongType(node, "a string", "Put it in double quotes.");
    field = Text(std::string(textOf(node)), at(node).at);
}

void Decoder::readNumberOrName(NodeIndex node, Text &field)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Scalar)
        field = Text(std::string(textOf(node)), at(node).at);
    else if (at(node).kind != SyntaxKind::Null)
        wrongType(node, "a number or a name", "Write a single value.");
}

void Decoder::read(NodeIndex node, Number &field)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Null)
        return;
    const auto value = at(node).kind == SyntaxKind::Scalar ? plainInteger(textOf(node)) : std::nullopt;
    if (!value || at(node).isQuoted)
        wrongType(node, "a whole number", value ? "Remove the quotes." : "Write a whole number.");
    if (value)
        field = Number(*value, at(node).at);
}

void Decoder::read(NodeIndex node, Flag &field)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Null)
        return;
    const auto value = at(node).kind == SyntaxKind::Scalar ? plainBoolean(textOf(node)) : std::nullopt;
    if (!value || at(node).isQuoted)
        wrongType(node, "true or false", value ? "Remove the quotes." : "Write true or false.");
    if (value)
        field = Flag(*value, at(node).at);
}

void Decoder::read(NodeIndex node, TextMap &field)
{
    node = resolve(node);
    field.clear();
    if (at(node).kind == SyntaxKind::Null || !expect(node, SyntaxKind::Mapping))
        return;
    forEachEntry(node, [&](NodeIndex key, NodeIndex value) {
        if (at(key).kind != SyntaxKind::Scalar) {
            wrongType(key, "a mapping with strings as keys", "Write a plain key.");
            return;
        }
        Text text;
        m_path.push_back({textOf(key), -1});
        read(value, text);
        m_path.pop_back();
        const SyntaxKind kind = at(resolve(value)).kind;
        if (kind == SyntaxKind::Null)
            text = Text({}, at(value).at);
        else if (kind != SyntaxKind::Scalar)
            return;
        if (!field.insert_or_assign(std::string(textOf(key)), std::move(text)).second)
            duplicateKey(key);
    });
}

void Decoder::read(NodeIndex node, Field<PortOrName> &field)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Null)
        return;
    if (at(node).kind != SyntaxKind::Scalar) {
        wrongType(node, "a number or a name", "Write a single value.");
        return;
    }
    const auto number = at(node).isQuoted ? std::nullopt : plainInteger(textOf(node));
    field = Field<PortOrName>({number.value_or(0), number ? std::string() : std::string(textOf(node))}, at(node).at);
}

void Decoder::read(NodeIndex node, std::string &value)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Scalar)
        value = textOf(node);
}

void Decoder::read(NodeIndex node, std::int64_t &value)
{
    node = resolve(node);
    if (at(node).kind == SyntaxKind::Scalar)
        value = plainInteger(textOf(node)).value_or(value);
}

bool Decoder::readStruct(NodeIndex node, void *object, const Schema &schema)
{
    node = resolve(node);
    if (schema.setPosition)
        schema.setPosition(object, at(node).at);
    return readGroup(node, object, schema.rules, schema.isOpen);
}

bool Decoder::readGroup(NodeIndex node, void *object, const std::vector<FieldRule> &rules, bool isOpen)
{
    node = resolve(node);
    if (!expect(node, SyntaxKind::Mapping))
        return false;
    std::uint64_t seen = 0;    // no struct has 64 fields
    std::uint64_t written = 0; // seen with a value
    std::size_t next = 0;
    std::vector<std::string_view> unknown;
    forEachEntry(node, [&](NodeIndex key, NodeIndex value) {
        if (at(key).kind != SyntaxKind::Scalar) {
            wrongType(key, "a mapping with strings as keys", "Write a plain key.");
            return;
        }
        const std::string_view name = textOf(key);
        std::size_t found = rules.size();
        for (std::size_t step = 0; step < rules.size(); ++step, ++next) {
            next = next < rules.size() ? next : 0;
            if (rules[next].name == name && (rules[next].edition == Edition::Any || rules[next].edition == m_edition)) {
                found = next++;
                break;
            }
        }
        if (found == rules.size()) {
            if (!isOpen && m_lenient == 0)
                unknownField(key, rules);
            return;
        }
        const std::uint64_t bit = std::uint64_t{1} << found;
        if ((seen & bit) != 0)
            duplicateKey(key);
        seen |= bit;
        if (at(resolve(value)).kind != SyntaxKind::Null)
            written |= bit;
        m_path.push_back({name, -1});
        readField(rules[found], value, object);
        m_path.pop_back();
    });
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const bool isForEdition = rules[i].edition == Edition::Any || rules[i].edition == m_edition;
        if (!rules[i].missingCode.empty() && isForEdition && (written >> i & 1U) == 0 && m_lenient == 0)
            missingField(node, rules[i]);
    }
    return true;
}

void Decoder::readField(const FieldRule &rule, NodeIndex value, void *object)
{
    m_lenient += rule.isLenient ? 1 : 0;
    if (rule.read)
        rule.read(*this, value, object);
    else if (!rule.inner.empty() && at(resolve(value)).kind != SyntaxKind::Null)
        readGroup(value, object, rule.inner, rule.isOpen);
    if (!rule.values.empty() && m_lenient == 0)
        checkValue(rule, value);
    m_lenient -= rule.isLenient ? 1 : 0;
}

void Decoder::checkValue(const FieldRule &rule, NodeIndex value)
{
    value = resolve(value);
    if (at(value).kind != SyntaxKind::Scalar)
        return;
    const std::string_view text = textOf(value);
    for (const std::string_view allowed : rule.values) {
        if (allowed == text)
            return;
    }
    const std::string_view meant = nearest(text, rule.values);
    m_report.reject("field-value-unknown", at(value).at,
                    path() + " can't be" + quoted(value) + "; it must be " + joined(rule.values),
                    meant.empty() ? "Use one of these values." : "Did you mean " + std::string(meant) + "?");
}

void Decoder::unknownField(NodeIndex key, const std::vector<FieldRule> &rules)
{
    if (m_report.isFull())
        return; // looking for the nearest name is not free
    std::vector<std::string_view> names;
    for (const FieldRule &rule : rules) {
        if (rule.name == textOf(key)) {
            otherEdition(key, rule);
            return;
        }
        if (rule.edition == Edition::Any || rule.edition == m_edition)
            names.push_back(rule.name);
    }
    const std::string_view meant = nearest(textOf(key), names);
    // A warning: kubectl refuses it, but an object that a cluster holds may be of a newer version than this program.
    m_report.add(Severity::Warning, Category::Rejected, "field-unknown", at(key).at,
                 "unknown field " + fieldPath(textOf(key)) + "; it has no effect",
                 meant.empty() ? "Remove it, or check where it belongs; kubectl refuses it."
                               : "Did you mean " + std::string(meant) + "?");
}

void Decoder::otherEdition(NodeIndex key, const FieldRule &rule)
{
    m_report.reject("field-of-other-version", at(key).at,
                    fieldPath(rule.name) + " does not exist in this version of the API",
                    std::string(rule.otherEditionMend));
}

void Decoder::duplicateKey(NodeIndex key)
{
    if (m_lenient == 0)
        m_report.add(Severity::Error, Category::Parse, "yaml-duplicate-key", at(key).at,
                     "the key " + fieldPath(textOf(key)) + " stands here for the second time",
                     "Keep one of the two; the last one is used here, kubectl refuses both.");
}

void Decoder::missingField(NodeIndex mapping, const FieldRule &rule)
{
    std::string message = fieldPath(rule.name) + " is missing";
    std::string mend = "Add it";
    if (!rule.values.empty())
        mend += ": " + joined(rule.values);
    m_report.reject(std::string(rule.missingCode), at(mapping).at, std::move(message), mend + '.');
}

} // namespace wayproof
