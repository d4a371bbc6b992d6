// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Regex over RE2 and PCRE2. The only file that sees the two engines; bytes are matched, never characters.
#include "model/routing/match.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <re2/re2.h>

#include <array>

namespace wayproof
{

namespace
{

// nginx gives up far later (PCRE2's default of ten million); a simulator must stay interactive, and says Unknown
// instead.
constexpr std::uint32_t backtrackingLimit = 1'000'000;

struct Pcre2CodeDeleter {
    void operator()(pcre2_code *code) const { pcre2_code_free(code); }
};
struct Pcre2MatchDeleter {
    void operator()(pcre2_match_data *match) const { pcre2_match_data_free(match); }
};
struct Pcre2ContextDeleter {
    void operator()(pcre2_match_context *context) const { pcre2_match_context_free(context); }
};
using Pcre2Code = std::unique_ptr<pcre2_code, Pcre2CodeDeleter>;
using Pcre2Match = std::unique_ptr<pcre2_match_data, Pcre2MatchDeleter>;
using Pcre2Context = std::unique_ptr<pcre2_match_context, Pcre2ContextDeleter>;

/// One reading, compiled. Both pointers are null where the engine refused the pattern.
struct Compiled {
    RegexReading reading;
    std::unique_ptr<RE2> re2;
    Pcre2Code pcre2;
    Pcre2Context context;
    std::string error;
    bool isUsable() const { return re2 || pcre2; }
};

Compiled compileRe2(const std::string &pattern, const RegexReading &reading)
{
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    options.set_case_sensitive(!reading.ignoresCase);
    Compiled compiled{reading, std::make_unique<RE2>(pattern, options), nullptr, nullptr, {}};
    if (!compiled.re2->ok()) {
        compiled.error = compiled.re2->error();
        compiled.re2.reset();
    }
    return compiled;
}

Compiled compilePcre2(const std::string &pattern, const RegexReading &reading)
{
    std::uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP;
    if (reading.ignoresCase) {
        options |= PCRE2_CASELESS;
    }
    if (reading.anchoring != RegexAnchoring::Search) {
        options |= PCRE2_ANCHORED;
    }
    if (reading.anchoring == RegexAnchoring::Full) {
        options |= PCRE2_ENDANCHORED;
    }
    int errorNumber = 0;
    PCRE2_SIZE errorOffset = 0;
    Compiled compiled;
    compiled.reading = reading;
    compiled.pcre2.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options,
                                       &errorNumber, &errorOffset, nullptr));
    if (!compiled.pcre2) {
        std::array<PCRE2_UCHAR, 256> text{};
        pcre2_get_error_message(errorNumber, text.data(), text.size());
        compiled.error =
            std::string(reinterpret_cast<const char *>(text.data())) + " at offset " + std::to_string(errorOffset);
        return compiled;
    }
    compiled.context.reset(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(compiled.context.get(), backtrackingLimit);
    return compiled;
}

Ternary matchesOne(const Compiled &compiled, std::string_view text)
{
    if (compiled.re2) {
        const auto anchor = compiled.reading.anchoring == RegexAnchoring::Full    ? RE2::ANCHOR_BOTH
                            : compiled.reading.anchoring == RegexAnchoring::Start ? RE2::ANCHOR_START
                                                                                  : RE2::UNANCHORED;
        const re2::StringPiece piece(text.data(), text.size());
        return compiled.re2->Match(piece, 0, piece.size(), anchor, nullptr, 0) ? Ternary::Yes : Ternary::No;
    }
    if (!compiled.pcre2) {
        return Ternary::No;
    }
    const Pcre2Match match(pcre2_match_data_create(1, nullptr));
    const int found = pcre2_match(compiled.pcre2.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0,
                                  match.get(), compiled.context.get());
    if (found >= 0) {
        return Ternary::Yes;
    }
    return found == PCRE2_ERROR_NOMATCH ? Ternary::No : Ternary::Unknown;
}

std::vector<std::string> capturesRe2(const Compiled &compiled, std::string_view text)
{
    const auto anchor = compiled.reading.anchoring == RegexAnchoring::Full    ? RE2::ANCHOR_BOTH
                        : compiled.reading.anchoring == RegexAnchoring::Start ? RE2::ANCHOR_START
                                                                              : RE2::UNANCHORED;
    const int groups = compiled.re2->NumberOfCapturingGroups() + 1;
    std::vector<re2::StringPiece> pieces(static_cast<std::size_t>(groups));
    const re2::StringPiece piece(text.data(), text.size());
    std::vector<std::string> result;
    if (compiled.re2->Match(piece, 0, piece.size(), anchor, pieces.data(), groups)) {
        for (const re2::StringPiece &group : pieces) {
            result.emplace_back(group.data() ? std::string(group.data(), group.size()) : std::string());
        }
    }
    return result;
}

std::vector<std::string> capturesPcre2(const Compiled &compiled, std::string_view text)
{
    const Pcre2Match match(pcre2_match_data_create_from_pattern(compiled.pcre2.get(), nullptr));
    std::vector<std::string> result;
    if (pcre2_match(compiled.pcre2.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, match.get(),
                    compiled.context.get()) < 0) {
        return result;
    }
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(match.get());
    const std::uint32_t groups = pcre2_get_ovector_count(match.get());
    for (std::uint32_t group = 0; group < groups; ++group) {
        const PCRE2_SIZE begin = offsets[2 * group];
        const PCRE2_SIZE end = offsets[2 * group + 1];
        // \K can make the end lie before the beginning; such a group is empty, as is one that took no part.
        result.emplace_back(begin == PCRE2_UNSET || end < begin ? std::string()
                                                                : std::string(text.substr(begin, end - begin)));
    }
    return result;
}

} // namespace

struct Regex::State {
    std::string pattern;
    std::vector<RegexReading> readings;
    std::vector<Compiled> compiled;
    std::string error;
};

Regex::Regex(std::string pattern, std::vector<RegexReading> readings)
{
    auto state = std::make_unique<State>();
    state->pattern = std::move(pattern);
    state->readings = std::move(readings);
    bool isUsable = false;
    for (const RegexReading &reading : state->readings) {
        state->compiled.push_back(reading.engine == RegexEngine::Re2 ? compileRe2(state->pattern, reading)
                                                                     : compilePcre2(state->pattern, reading));
        isUsable = isUsable || state->compiled.back().isUsable();
    }
    if (!isUsable) {
        state->error =
            state->compiled.empty() ? "no way of reading the pattern is known" : state->compiled.front().error;
    }
    m_state = std::move(state);
}

Regex::~Regex() = default;

const std::string &Regex::pattern() const
{
    return m_state->pattern;
}
const std::vector<RegexReading> &Regex::readings() const
{
    return m_state->readings;
}
const std::string &Regex::error() const
{
    return m_state->error;
}

Ternary Regex::matches(std::string_view text) const
{
    bool isYes = false;
    bool isNo = m_state->compiled.empty();
    for (const Compiled &compiled : m_state->compiled) {
        const Ternary answer = matchesOne(compiled, text);
        if (answer == Ternary::Unknown) {
            return Ternary::Unknown;
        }
        (answer == Ternary::Yes ? isYes : isNo) = true;
        if (isYes && isNo) {
            return Ternary::Unknown;
        }
    }
    return isYes ? Ternary::Yes : Ternary::No;
}

std::vector<std::string> Regex::captures(std::string_view text) const
{
    if (m_state->compiled.empty() || !m_state->compiled.front().isUsable()) {
        return {};
    }
    const Compiled &first = m_state->compiled.front();
    return first.re2 ? capturesRe2(first, text) : capturesPcre2(first, text);
}

} // namespace wayproof
