// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Reads located nodes into plain structs as a Schema describes them: types, unknown and duplicate fields, what must be
// there. Knows no kind of object.
#pragma once

#include "model/load/node.h"
#include "model/load/report.h"
#include "model/load/schema.h"
#include "model/resources/services.h"

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

class Decoder
{
public:
    Decoder(const NodeArena &arena, NodeIndex root, Report &report);

    void setEdition(Edition edition) { m_edition = edition; }
    /// Values are not to be quoted in findings (Secrets).
    void setConfidential(bool isConfidential) { m_isConfidential = isConfidential; }

    /// Whether the budget of visits is spent: nothing more of the document is read.
    bool isExhausted() const { return m_budget == 0; }
    /// The node itself, or what an alias stands for.
    NodeIndex resolve(NodeIndex node);
    const Node &at(NodeIndex node) const { return m_arena.nodes[node]; }
    std::string_view textOf(NodeIndex node) const { return m_arena.textOf(node); }
    /// The value of a key; 0 when it is not there (0 is always a root, never a value) or `mapping` is no mapping.
    NodeIndex find(NodeIndex mapping, std::string_view key);
    std::vector<NodeIndex> items(NodeIndex sequence);

    // One function for each type a field can have. A null leaves the field unset; a wrong type is a finding.
    void read(NodeIndex node, Text &field);
    void read(NodeIndex node, Number &field);
    void read(NodeIndex node, Flag &field);
    void read(NodeIndex node, TextMap &field);
    void read(NodeIndex node, Field<PortOrName> &field);
    void read(NodeIndex node, std::string &value);  ///< any scalar, as spelled
    void read(NodeIndex node, std::int64_t &value); ///< left alone unless it is a whole number
    /// Any scalar as its text: a field that takes a number or a name.
    void readNumberOrName(NodeIndex node, Text &field);

    template<class T>
    void read(NodeIndex node, T &object)
    {
        readStruct(node, &object, schemaOf<T>());
    }
    template<class T>
    void read(NodeIndex node, Field<T> &field)
    {
        node = resolve(node);
        if (at(node).kind == SyntaxKind::Null)
            return;
        field = Field<T>(T{}, at(node).at);
        field.isSet = readStruct(node, &field.value, schemaOf<T>());
    }
    template<class T>
    void read(NodeIndex node, std::vector<T> &list)
    {
        node = resolve(node);
        list.clear();
        if (at(node).kind == SyntaxKind::Null || !expect(node, SyntaxKind::Sequence))
            return;
        int index = 0;
        for (NodeIndex item = node + 1; item < at(node).end && spend(); item = at(item).end, ++index) {
            m_path.push_back({{}, index});
            read(item, list.emplace_back());
            m_path.pop_back();
        }
    }
    template<class T>
    void read(NodeIndex node, List<T> &field)
    {
        node = resolve(node);
        field = {};
        if (at(node).kind == SyntaxKind::Null)
            return;
        field.at = at(node).at;
        field.isSet = at(node).kind == SyntaxKind::Sequence;
        read(node, field.value);
    }

    /// False when the node is no mapping (which is then a finding).
    bool readStruct(NodeIndex node, void *object, const Schema &schema);
    bool readGroup(NodeIndex node, void *object, const std::vector<FieldRule> &rules, bool isOpen);

    /// "spec.rules[0].host" of what is being read.
    std::string path() const;
    Report &report() { return m_report; }
    void wrongType(NodeIndex node, std::string_view expected, std::string mend);
    bool expect(NodeIndex node, SyntaxKind kind);

private:
    struct Step {
        std::string_view name;
        int index = -1;
    };
    struct Entry {
        NodeIndex key;
        NodeIndex value;
    };

    bool spend();
    std::vector<Entry> mergedEntries(NodeIndex mapping, int depth);
    template<class Function>
    void forEachEntry(NodeIndex mapping, Function &&function);
    void readField(const FieldRule &rule, NodeIndex value, void *object);
    void checkValue(const FieldRule &rule, NodeIndex value);
    void unknownField(NodeIndex key, const std::vector<FieldRule> &rules);
    void otherEdition(NodeIndex key, const FieldRule &rule);
    void duplicateKey(NodeIndex key);
    void missingField(NodeIndex mapping, const FieldRule &rule);
    std::string fieldPath(std::string_view name) const;
    std::string quoted(NodeIndex node) const;

    const NodeArena &m_arena;
    NodeIndex m_root;
    Report &m_report;
    std::vector<Step> m_path;
    std::size_t m_budget;
    Edition m_edition = Edition::Current;
    int m_lenient = 0;
    bool m_isConfidential = false;
};

} // namespace wayproof
