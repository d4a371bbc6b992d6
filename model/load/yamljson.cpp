// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/yamljson.h"

#include "model/load/plainscalar.h"
#include "model/load/yamldocument.h"

#include <QJsonArray>
#include <QJsonObject>

#include <memory>

namespace wayproof
{

namespace
{

/// Turns nodes into values; `m_budget` bounds what aliases can unfold to.
class Converter
{
public:
    explicit Converter(const NodeArena &arena)
        : m_arena(arena)
        , m_budget(10 * arena.nodes.size() + 10'000)
    {
    }
    bool isExhausted() const { return m_budget == 0; }

    QJsonValue convert(NodeIndex i)
    {
        if (m_budget == 0)
            return {};
        --m_budget;
        const Node &node = m_arena.nodes[i];
        switch (node.kind) {
        case SyntaxKind::Null:
            return QJsonValue::Null;
        case SyntaxKind::Scalar:
            return scalar(i);
        case SyntaxKind::Alias:
            return convert(node.target);
        case SyntaxKind::Sequence: {
            QJsonArray array;
            for (NodeIndex child = i + 1; child < node.end; child = m_arena.nodes[child].end)
                array.append(convert(child));
            return array;
        }
        case SyntaxKind::Mapping: {
            QJsonObject object;
            for (NodeIndex key = i + 1; key < node.end;) {
                const NodeIndex value = m_arena.nodes[key].end;
                object.insert(text(key), convert(value));
                key = m_arena.nodes[value].end;
            }
            return object;
        }
        }
        return {};
    }

private:
    QString text(NodeIndex i) const
    {
        const std::string_view bytes = m_arena.textOf(i);
        return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    }
    QJsonValue scalar(NodeIndex i) const
    {
        const std::string_view bytes = m_arena.textOf(i);
        if (m_arena.nodes[i].isQuoted)
            return text(i);
        if (const auto boolean = plainBoolean(bytes); boolean && plainType(bytes) == PlainType::Boolean)
            return *boolean;
        const PlainType type = plainType(bytes);
        if (type == PlainType::Integer || type == PlainType::Float) {
            if (const auto integer = plainInteger(bytes))
                return static_cast<qint64>(*integer);
            bool isNumber = false;
            const double number = text(i).toDouble(&isNumber);
            if (isNumber)
                return number;
        }
        return text(i);
    }

    const NodeArena &m_arena;
    std::size_t m_budget;
};

} // namespace

Result<YamlValue> yamlToJson(const std::string &name, std::string_view text)
{
    NodeArena arena;
    const auto file = std::make_shared<const std::string>(name);
    if (const auto failure = parseYaml(text, 1, arena)) {
        Diagnostic diagnostic;
        diagnostic.code = failure->code;
        diagnostic.message = failure->message;
        diagnostic.mend = failure->mend;
        diagnostic.location = {file, failure->at};
        return diagnostic;
    }
    YamlValue result;
    if (arena.roots.empty())
        return result;
    Converter converter(arena);
    const NodeIndex root = arena.roots.front();
    result.value = converter.convert(root);
    if (converter.isExhausted()) {
        Diagnostic diagnostic;
        diagnostic.code = "yaml-alias-expansion";
        diagnostic.message = "the aliases in this file unfold to far more than the file itself";
        diagnostic.mend = "Write the values out";
        diagnostic.location = {file, {}};
        return diagnostic;
    }
    if (arena.nodes[root].kind == SyntaxKind::Sequence) {
        for (NodeIndex child = root + 1; child < arena.nodes[root].end; child = arena.nodes[child].end)
            result.elements.push_back(arena.nodes[child].at);
    }
    return result;
}

} // namespace wayproof
