// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// POSIX shell quoting (POSIX.1-2017, Shell §2.2), and $'…' as bash and browsers write it.
#include "model/probe/shellwords.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace wayproof
{

namespace
{

Diagnostic invalid(const std::string &message, const std::string &mend)
{
    Diagnostic diagnostic;
    diagnostic.code = "curl-command-invalid";
    diagnostic.message = message;
    diagnostic.mend = mend;
    return diagnostic;
}

void appendUtf8(std::uint32_t c, std::string &out)
{
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | ((c >> 18) & 7));
        tail(12);
        tail(6);
        tail(0);
    }
}

class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {
    }

    Result<std::vector<std::string>> run()
    {
        while (!isAtEnd() && !m_failure) {
            const char c = next();
            if (c == ' ' || c == '\t')
                endWord();
            else if (c == '\n' || c == '\r')
                endCommand();
            else
                readPart(c);
        }
        if (m_failure)
            return *m_failure;
        endWord();
        return std::move(m_words);
    }

private:
    bool isAtEnd() const { return m_at == m_text.size(); }
    char next() { return m_text[m_at++]; }
    char peek() const { return isAtEnd() ? '\0' : m_text[m_at]; }
    std::string &word()
    {
        if (!m_word)
            m_word.emplace();
        return *m_word;
    }

    void fail(const std::string &message, const std::string &mend)
    {
        if (!m_failure)
            m_failure = invalid(message, mend);
    }

    void endWord()
    {
        if (m_word)
            m_words.push_back(std::move(*m_word));
        m_word.reset();
    }

    void endCommand()
    {
        endWord();
        const bool hasMore = m_text.find_first_not_of(" \t\r\n", m_at) != std::string_view::npos;
        if (!m_words.empty() && hasMore)
            fail("There is more than one command line.",
                 "Import one command at a time; end continued lines with a backslash.");
    }

    void readPart(char c)
    {
        switch (c) {
        case '\'':
            readSingle();
            break;
        case '"':
            readDouble();
            break;
        case '\\':
            readBackslash();
            break;
        case '$':
            readDollar();
            break;
        case '`':
            failExpansion();
            break;
        case ';':
        case '&':
        case '|':
        case '<':
        case '>':
        case '(':
        case ')':
            fail(std::string("An unquoted \"") + c + "\" ends the command in a shell.",
                 "Put the URL or the value in single quotes.");
            break;
        case '#':
            if (!m_word) {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
                break;
            }
            [[fallthrough]];
        default:
            word() += c;
        }
    }

    void failExpansion()
    {
        fail("The command uses a shell variable or substitution, whose value is not known here.",
             "Replace it by its value.");
    }

    void failOpenQuote() { fail("A quote is not closed.", "Close the quote; perhaps the command was cut off."); }

    void readSingle()
    {
        const std::size_t end = m_text.find('\'', m_at);
        if (end == std::string_view::npos) {
            failOpenQuote();
            return;
        }
        word() += m_text.substr(m_at, end - m_at);
        m_at = end + 1;
    }

    void readDouble()
    {
        word();
        while (!isAtEnd() && !m_failure) {
            const char c = next();
            if (c == '"')
                return;
            if (c == '`' || (c == '$' && isExpansion()))
                failExpansion();
            else if (c != '\\')
                word() += c;
            else if (peek() == '\n')
                ++m_at;
            else if (peek() != '\0' && std::string_view("$`\"\\").find(peek()) != std::string_view::npos)
                word() += next();
            else
                word() += c;
        }
        failOpenQuote();
    }

    void readBackslash()
    {
        if (peek() == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n')
            ++m_at;
        if (peek() == '\n')
            ++m_at;
        else if (!isAtEnd())
            word() += next();
    }

    /// After a dollar sign.
    bool isExpansion() const
    {
        const auto c = static_cast<unsigned char>(peek());
        return std::isalnum(c) != 0 ||
               (c != '\0' && std::string_view("_{(?!$@*#-").find(static_cast<char>(c)) != std::string_view::npos);
    }

    void readDollar()
    {
        if (peek() == '\'') {
            ++m_at;
            readAnsi();
        } else if (isExpansion()) {
            failExpansion();
        } else {
            word() += '$';
        }
    }

    void readAnsi()
    {
        word();
        while (!isAtEnd()) {
            const char c = next();
            if (c == '\'')
                return;
            if (c == '\\' && !isAtEnd())
                readEscape(next());
            else
                word() += c;
        }
        failOpenQuote();
    }

    void readEscape(char c)
    {
        static constexpr std::string_view letters = "abefnrtv";
        static constexpr std::string_view meanings = "\a\b\x1b\f\n\r\t\v";
        const std::size_t letter = letters.find(c);
        if (letter != std::string_view::npos)
            word() += meanings[letter];
        else if (c == 'x')
            word() += static_cast<char>(readNumber(16, 2));
        else if (c == 'u' || c == 'U')
            appendUtf8(readNumber(16, c == 'u' ? 4 : 8), word());
        else if (c >= '0' && c <= '7') {
            --m_at;
            word() += static_cast<char>(readNumber(8, 3));
        } else
            word() += c;
    }

    std::uint32_t readNumber(std::uint32_t base, int maxDigits)
    {
        std::uint32_t value = 0;
        for (int i = 0; i < maxDigits; ++i) {
            const auto c = static_cast<unsigned char>(peek());
            if (std::isxdigit(c) == 0)
                break;
            const auto digit = static_cast<std::uint32_t>(std::isdigit(c) != 0 ? c - '0' : std::tolower(c) - 'a' + 10);
            if (digit >= base)
                break;
            value = value * base + digit;
            ++m_at;
        }
        return value;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::optional<std::string> m_word; ///< absent between words; '' is a word too
    std::vector<std::string> m_words;
    std::optional<Diagnostic> m_failure;
};

} // namespace

std::string shellQuoted(std::string_view text)
{
    text = text.substr(0, text.find('\0'));
    const bool isPlain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 ||
                            std::string_view("_./:=@%+,-").find(static_cast<char>(c)) != std::string_view::npos);
    });
    if (isPlain)
        return std::string(text);
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + '\'';
}

Result<std::vector<std::string>> shellWords(std::string_view command)
{
    return Reader(command).run();
}

} // namespace wayproof
