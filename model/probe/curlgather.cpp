// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One option after the other, as curl's own parser walks them.
#include "model/probe/curlgather.h"

#include "model/probe/curloptions.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace wayproof
{

namespace
{

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

Diagnostic diagnostic(Severity severity, const std::string &code, const std::string &message, const std::string &mend)
{
    Diagnostic made;
    made.severity = severity;
    made.code = code;
    made.message = message;
    made.mend = mend;
    return made;
}

class Gatherer
{
public:
    GatheredCurl run(const std::vector<std::string> &words)
    {
        for (std::size_t i = 1; i < words.size() && m_out.failure.empty(); ++i)
            readWord(words, i);
        return std::move(m_out);
    }

private:
    void fail(Diagnostic reason) { m_out.failure.push_back(std::move(reason)); }
    void report(Severity severity, const std::string &code, const std::string &message)
    {
        m_out.import.diagnostics.push_back(ignoredCurlOption(severity, code, message));
    }

    void readWord(const std::vector<std::string> &words, std::size_t &i)
    {
        const std::string &word = words[i];
        if (word.size() < 2 || word.front() != '-') {
            m_out.urls.push_back(word);
        } else if (word[1] == '-') {
            const CurlOption *option = curlOption(std::string_view(word).substr(2));
            if (!option)
                reportUnknown(word, words, i);
            else if (!option->hasValue)
                apply(*option, word, {});
            else if (i + 1 < words.size())
                apply(*option, word, words[++i]);
            else
                fail(invalidCurl("The option " + word + " has no value.", "Add it, or leave the option out."));
        } else {
            readLetters(words, i);
        }
    }

    /// "-sSXPOST": letters without values, then perhaps one with the rest of the word, or the next word, as its value.
    void readLetters(const std::vector<std::string> &words, std::size_t &i)
    {
        const std::string word = words[i];
        for (std::size_t at = 1; at < word.size(); ++at) {
            const std::string spelling = std::string("-") + word[at];
            const CurlOption *option = curlOption(word[at]);
            if (!option) {
                reportUnknown(spelling, words, i);
                return;
            }
            if (!option->hasValue) {
                apply(*option, spelling, {});
                continue;
            }
            if (at + 1 < word.size())
                apply(*option, spelling, word.substr(at + 1));
            else if (i + 1 < words.size())
                apply(*option, spelling, words[++i]);
            else
                fail(invalidCurl("The option " + spelling + " has no value.", "Add it, or leave the option out."));
            return;
        }
    }

    /// What follows an unknown option is taken as its value unless it looks like an option or a URL.
    void reportUnknown(const std::string &spelling, const std::vector<std::string> &words, std::size_t &i)
    {
        std::string skipped;
        if (i + 1 < words.size() && !words[i + 1].empty() && words[i + 1].front() != '-' &&
            words[i + 1].find("://") == std::string::npos && i + 2 < words.size()) {
            skipped = " with its value \"" + words[++i] + '"';
        }
        report(Severity::Warning, "curl-option-unknown",
               "The option " + spelling + skipped + " is not known and was left out.");
    }

    void apply(const CurlOption &option, const std::string &spelling, const std::string &value)
    {
        Request &request = m_out.import.request;
        ProbeTarget &target = m_out.import.target;
        ProbeOptions &options = m_out.import.options;
        switch (option.action) {
        case CurlAction::Method:
            m_out.method = value;
            break;
        case CurlAction::Header:
            addHeader(value);
            break;
        case CurlAction::Data:
            addData(spelling, value, true);
            break;
        case CurlAction::DataRaw:
            addData(spelling, value, false);
            break;
        case CurlAction::Json:
            m_out.isJson = true;
            addData(spelling, value, true);
            break;
        case CurlAction::Head:
            m_out.isHead = true;
            break;
        case CurlAction::Get:
            m_out.isGet = true;
            break;
        case CurlAction::Url:
            m_out.urls.push_back(value);
            break;
        case CurlAction::UserAgent:
            request.headers.emplace_back("User-Agent", value);
            break;
        case CurlAction::Referer:
            request.headers.emplace_back("Referer", value);
            break;
        case CurlAction::Cookie:
            if (value.find('=') == std::string::npos)
                failFile(spelling, value);
            else
                request.headers.emplace_back("Cookie", value);
            break;
        case CurlAction::Insecure:
            target.isInsecure = true;
            break;
        case CurlAction::CaFile:
            target.caFile = value;
            break;
        case CurlAction::Certificate:
            if (value.find(':') != std::string::npos)
                fail(refusedSecret(spelling));
            target.clientCertificateFile = value;
            break;
        case CurlAction::Key:
            target.clientKeyFile = value;
            break;
        case CurlAction::Resolve:
            m_out.resolves.push_back(value);
            break;
        case CurlAction::ConnectTo:
            m_out.connectTos.push_back(value);
            break;
        case CurlAction::PathAsIs:
            m_out.isPathAsIs = true;
            break;
        case CurlAction::RequestTarget:
            m_out.requestTarget = value;
            break;
        case CurlAction::GlobOff:
            m_out.isGlobOff = true;
            break;
        case CurlAction::Http11:
            options.http = ProbeOptions::Http::One;
            break;
        case CurlAction::Http2:
        case CurlAction::Http2Prior:
            options.http = ProbeOptions::Http::Two;
            m_out.needsTlsForHttp2 = option.action == CurlAction::Http2;
            break;
        case CurlAction::Follow:
            options.followsRedirects = true;
            break;
        case CurlAction::MaxRedirects:
            options.maxRedirects = static_cast<int>(number(spelling, value));
            break;
        case CurlAction::ConnectTimeout:
            options.connectTimeout = milliseconds(spelling, value);
            break;
        case CurlAction::MaxTime:
            options.totalTimeout = milliseconds(spelling, value);
            break;
        case CurlAction::Secret:
            fail(refusedSecret(spelling));
            break;
        case CurlAction::Output:
            break;
        case CurlAction::Ignored:
            report(Severity::Warning, "curl-option-ignored", "The option " + spelling + " is not imported.");
            break;
        }
    }

    double number(const std::string &spelling, const std::string &value)
    {
        double parsed = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
        if (error != std::errc() || end != value.data() + value.size() || parsed < 0 || parsed > 1e6)
            fail(invalidCurl("The value \"" + value + "\" of " + spelling + " is not a number that can be used.",
                             "Give a number."));
        return error == std::errc() ? std::clamp(parsed, 0.0, 1e6) : 0;
    }

    std::chrono::milliseconds milliseconds(const std::string &spelling, const std::string &value)
    {
        return std::chrono::milliseconds(static_cast<std::int64_t>(number(spelling, value) * 1000));
    }

    void failFile(const std::string &spelling, const std::string &value)
    {
        fail(diagnostic(Severity::Error, "curl-file-not-read",
                        "The value \"" + value + "\" of " + spelling + " names a file, and files are not read.",
                        "Put the content itself into the command."));
    }

    void addHeader(const std::string &line)
    {
        if (!line.empty() && line.front() == '@') {
            failFile("-H", line);
            return;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) {
            if (!line.empty() && line.back() == ';')
                m_out.import.request.headers.emplace_back(line.substr(0, line.size() - 1), "");
            return; // curl sends nothing for such a line either
        }
        const std::string name = line.substr(0, colon);
        const std::size_t start = line.find_first_not_of(" \t", colon + 1);
        if (start == std::string::npos)
            m_out.suppressedHeaders.push_back(lowerCase(name));
        else
            m_out.import.request.headers.emplace_back(name, line.substr(start));
    }

    void addData(const std::string &spelling, const std::string &value, bool mayBeFile)
    {
        if (mayBeFile && !value.empty() && value.front() == '@') {
            failFile(spelling, value);
            return;
        }
        std::string &body = m_out.import.request.body;
        if (m_out.hasBody && !m_out.isJson)
            body += '&';
        body += value;
        m_out.hasBody = true;
    }

    GatheredCurl m_out;
};

} // namespace

GatheredCurl gatherCurl(const std::vector<std::string> &words)
{
    return Gatherer().run(words);
}

Diagnostic invalidCurl(const std::string &message, const std::string &mend)
{
    return diagnostic(Severity::Error, "curl-command-invalid", message, mend);
}

Diagnostic refusedSecret(const std::string &what)
{
    return diagnostic(Severity::Error, "curl-secret-refused",
                      "The command carries credentials (" + what + "), which are not imported.",
                      "Leave them out; saved requests must not hold secrets.");
}

Diagnostic ignoredCurlOption(Severity severity, const std::string &code, const std::string &message)
{
    return diagnostic(severity, code, message, {});
}

} // namespace wayproof
