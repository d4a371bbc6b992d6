// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Reads the common core of RE2 and PCRE and takes the shortest way through it. The engines have the last word.
#include "model/analysis/regexsample.h"

#include <array>
#include <string_view>

namespace wayproof
{

namespace
{

/// Takes the first branch of every alternative and the least number of every repetition.
class Sampler
{
public:
    explicit Sampler(std::string_view pattern)
        : m_rest(pattern)
    {
    }
    std::optional<std::string> run()
    {
        std::string text = alternatives();
        return m_isSimple && m_rest.empty() ? std::optional(text) : std::nullopt;
    }

private:
    static constexpr int repeatLimit = 64;

    bool take(std::string_view what)
    {
        if (!m_rest.starts_with(what))
            return false;
        m_rest.remove_prefix(what.size());
        return true;
    }

    std::string alternatives()
    {
        std::string first = sequence();
        while (m_isSimple && take("|"))
            sequence();
        return first;
    }

    std::string sequence()
    {
        std::string text;
        while (m_isSimple && !m_rest.empty() && m_rest.front() != '|' && m_rest.front() != ')') {
            const std::string one = atom();
            for (int left = repetitions(); left > 0; --left)
                text += one;
        }
        return text;
    }

    std::string atom()
    {
        if (take("^") || take("$"))
            return {};
        if (take("("))
            return group();
        if (take("["))
            return characterClass();
        if (take("\\"))
            return escape();
        if (take("."))
            return "a";
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        m_isSimple = m_isSimple && c != '*' && c != '+' && c != '?' && c != '{';
        return std::string(1, c);
    }

    std::string group()
    {
        if (take("?P<") || (m_rest.starts_with("?<") && !m_rest.starts_with("?<=") && !m_rest.starts_with("?<!"))) {
            const std::size_t end = m_rest.find('>');
            m_isSimple = m_isSimple && end != std::string_view::npos;
            m_rest.remove_prefix(m_isSimple ? end + 1 : m_rest.size());
        } else if (take("?i)")) { // a flag for the rest of the expression
            return {};
        } else if (!take("?:") && !take("?i:") && m_rest.starts_with("?")) {
            m_isSimple = false;
        }
        std::string text = alternatives();
        m_isSimple = m_isSimple && take(")");
        return text;
    }

    std::string escape()
    {
        if (m_rest.empty()) {
            m_isSimple = false;
            return {};
        }
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        switch (c) {
        case 'd':
            return "1";
        case 'w':
        case 'D':
        case 'S':
            return "a";
        case 's':
            return " ";
        case 'W':
            return "-";
        case 'b':
        case 'A':
        case 'z':
        case 'Z':
            return {};
        default:
            m_isSimple = m_isSimple && !std::isalnum(static_cast<unsigned char>(c));
            return std::string(1, c);
        }
    }

    std::string characterClass()
    {
        const bool isNegated = take("^");
        std::array<bool, 128> has{};
        const auto add = [&has](char from, char to) {
            for (int c = std::max(0, static_cast<int>(from)); c <= to && c < 128; ++c)
                has[static_cast<std::size_t>(c)] = true;
        };
        bool isFirst = true;
        while (!m_rest.empty() && (isFirst || m_rest.front() != ']')) {
            isFirst = false;
            char from = m_rest.front();
            if (m_rest.starts_with("[:")) { // a named class
                m_isSimple = false;
                return {};
            }
            m_rest.remove_prefix(1);
            if (from == '\\' && !m_rest.empty()) {
                from = m_rest.front();
                m_rest.remove_prefix(1);
                if (from == 'd' || from == 'w') {
                    add('0', '9');
                    if (from == 'w') {
                        add('a', 'z');
                        add('A', 'Z');
                        add('_', '_');
                    }
                    continue;
                }
                if (std::isalnum(static_cast<unsigned char>(from))) {
                    m_isSimple = false;
                    return {};
                }
            }
            char to = from;
            if (m_rest.size() > 1 && m_rest.front() == '-' && m_rest[1] != ']') {
                to = m_rest[1];
                m_rest.remove_prefix(2);
            }
            add(from, to);
        }
        m_isSimple = m_isSimple && take("]");
        for (const char c :
             std::string_view("abcdefghijklmnopqrstuvwxyz1023456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~:@,=+/!*")) {
            if (has[static_cast<std::size_t>(c)] != isNegated)
                return std::string(1, c);
        }
        m_isSimple = false;
        return {};
    }

    int repetitions()
    {
        int least = 1;
        if (take("*") || take("?")) {
            least = 0;
        } else if (take("{")) {
            least = 0;
            while (!m_rest.empty() && std::isdigit(static_cast<unsigned char>(m_rest.front()))) {
                least = std::min(repeatLimit, least * 10 + (m_rest.front() - '0'));
                m_rest.remove_prefix(1);
            }
            const std::size_t end = m_rest.find('}');
            m_isSimple = m_isSimple && end != std::string_view::npos;
            m_rest.remove_prefix(m_isSimple ? end + 1 : m_rest.size());
        } else {
            take("+");
        }
        if (!take("?")) // lazy or possessive: the same texts
            take("+");
        return least;
    }

    std::string_view m_rest;
    bool m_isSimple = true;
};

} // namespace

std::optional<std::string> sampleOf(const Regex &regex, const std::string &begin)
{
    const std::optional<std::string> sample = Sampler(regex.pattern()).run();
    if (!sample)
        return std::nullopt;
    for (const std::string &text : {*sample, begin + *sample}) {
        if (text.starts_with(begin) && regex.matches(text) == Ternary::Yes)
            return text;
    }
    return std::nullopt;
}

} // namespace wayproof
