// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The vocabulary in which rules say which requests they want. Knows no dialect and no profile: a compiler chooses the
// words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// Why an answer, or one field of it, is not certain.
struct Dependency {
    std::string code; ///< stable kebab-case: "regex-dialect", "annotation-not-modelled", …
    std::string text; ///< one sentence for people
    std::string
        field; ///< the decision's field that hangs on it ("backends", "upstream.path", …); empty: the whole answer
    bool operator==(const Dependency &) const = default;
};

enum class Ternary { No, Unknown, Yes };

enum class RegexEngine { Re2, Pcre2 };
enum class RegexAnchoring {
    Full,   ///< the whole text must match
    Start,  ///< from the first byte on, open end
    Search, ///< anywhere
};

/// One way in which a data plane could read a pattern.
struct RegexReading {
    RegexEngine engine = RegexEngine::Re2;
    RegexAnchoring anchoring = RegexAnchoring::Full;
    bool ignoresCase = false;
    bool operator==(const RegexReading &) const = default;
};

/// A compiled pattern with every reading that is possible. Immutable, shared, safe to use from several threads.
/// With one reading the answer is Yes or No. With several (the specification leaves the dialect open) it is Unknown
/// where they disagree.
class Regex
{
public:
    Regex(std::string pattern, std::vector<RegexReading> readings);
    ~Regex();
    Regex(const Regex &) = delete;
    Regex &operator=(const Regex &) = delete;

    const std::string &pattern() const;
    const std::vector<RegexReading> &readings() const;
    /// The engine's message when no reading accepts the pattern; empty when at least one compiled.
    const std::string &error() const;
    /// Bytes are compared, not characters (nginx and Envoy both match bytes). A reading that cannot compile the pattern
    /// counts as "no". Unknown also when an engine gave up (backtracking limit).
    Ternary matches(std::string_view text) const;
    /// Capture groups of the first reading: element 0 is the whole match; empty when it does not match.
    std::vector<std::string> captures(std::string_view text) const;

private:
    struct State;
    std::unique_ptr<const State> m_state;
};

using RegexPtr = std::shared_ptr<const Regex>;

struct HostPattern {
    enum class Kind {
        Any,
        Exact,        ///< `text` is the lower-case name
        WildcardOne,  ///< exactly one label before `text` (which begins with a dot): "*.x" with text ".x"
        WildcardMany, ///< one or more labels before `text`
        Regex,
    };
    Kind kind = Kind::Any;
    std::string text;
    RegexPtr regex;
    /// As written in the configuration: "*.shop.example", "shop.example", "*" for Any.
    std::string toText() const;
    /// `host` lower-case and without port, as HostPolicy leaves it.
    Ternary matches(std::string_view host) const;
    bool operator==(const HostPattern &other) const
    {
        return kind == other.kind && text == other.text &&
               (kind != Kind::Regex || (regex && other.regex && regex->pattern() == other.regex->pattern()));
    }
};

struct PathMatch {
    enum class Kind {
        Any,
        Exact,         ///< equal, byte for byte
        ElementPrefix, ///< whole segments: `text` (no trailing slash; empty for "/") matches itself, itself + "/" and
                       ///< below
        StringPrefix,  ///< plain prefix of the bytes
        Glob,          ///< `*` any run, `?` one character, over the whole path
        Regex,
    };
    Kind kind = Kind::Any;
    std::string text;
    bool ignoresCase = false; ///< for every kind but Regex (there the reading says it)
    RegexPtr regex;
    std::string toText() const; ///< "PathPrefix /api", "Exact /a", "regex ^/x (ignores case)"
    Ternary matches(std::string_view path) const;
};

/// A condition on a header, query parameter or cookie. Header names are compared without case, the others with.
struct ValueMatch {
    enum class Kind { Equals, Regex, Present, Absent };
    std::string name;
    Kind kind = Kind::Equals;
    std::string value;
    RegexPtr regex;
    bool isNegated = false; ///< holds exactly when the plain condition does not (an absent value: does not equal)
    std::string toText() const;
};

/// All conditions must hold. An empty Match holds for every request.
struct Match {
    PathMatch path;
    std::vector<std::string> methods; ///< empty: any
    std::vector<ValueMatch> headers;
    std::vector<ValueMatch> queryParams;
    std::vector<ValueMatch> cookies;
    std::vector<std::string> sourceRanges; ///< CIDR; empty: any; otherwise the client address must be in one
    bool isSourceNegated = false;          ///< then it must be in none
    /// Bytes; then only requests match whose Content-Length is larger (nginx answers those 413).
    std::optional<std::int64_t> contentLengthOver;
    enum class ClientCertificate { Any, None, Shown };
    ClientCertificate clientCertificate = ClientCertificate::Any; ///< what the client shows in the handshake
    bool isGrpcOnly = false;
    /// Set when it is not known whether the rule exists or matches at all (a Namespace that was not loaded, …):
    /// where everything else matches, the answer is Unknown for this reason.
    std::optional<Dependency> unknown;
    bool isUnconditional() const;
    std::string toText() const; ///< "PathPrefix /api, method GET, header x-env=canary"
};

} // namespace wayproof
