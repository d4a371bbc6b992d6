// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A curl command line as a request: what its options say together, settled as curl settles it.
#include "model/probe/address.h"
#include "model/probe/curlgather.h"
#include "model/probe/curltext.h"
#include "model/probe/shellwords.h"

#include <algorithm>
#include <cctype>

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

/// What curl does to a path without --path-as-is (RFC 3986 §5.2.4).
std::string withoutDotSegments(const std::string &path)
{
    std::vector<std::string> segments;
    std::size_t start = 1;
    bool endsInSlash = false;
    while (start <= path.size()) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string segment = path.substr(start, end - start);
        endsInSlash = segment == "." || segment == "..";
        if (segment == ".." && !segments.empty())
            segments.pop_back();
        else if (!endsInSlash)
            segments.push_back(segment);
        start = end + 1;
    }
    std::string result;
    for (const std::string &segment : segments)
        result += '/' + segment;
    return endsInSlash || result.empty() ? result + '/' : result;
}

/// "HOST:PORT:REST" and the like, colons within brackets kept.
std::vector<std::string> splitAtColons(const std::string &text)
{
    std::vector<std::string> parts(1);
    bool isInBrackets = false;
    for (const char c : text) {
        isInBrackets = c == '[' || (isInBrackets && c != ']');
        if (c == ':' && !isInBrackets)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

class Settlement
{
public:
    explicit Settlement(GatheredCurl gathered)
        : m_in(std::move(gathered))
    {
    }

    Result<CurlImport> run()
    {
        if (m_in.failure.empty())
            settle();
        if (!m_in.failure.empty())
            return m_in.failure;
        return std::move(m_in.import);
    }

private:
    void fail(Diagnostic reason) { m_in.failure.push_back(std::move(reason)); }

    bool hasHeader(std::string_view lowerCaseName) const
    {
        const HeaderList &headers = m_in.import.request.headers;
        return std::any_of(headers.begin(), headers.end(),
                           [&](const auto &header) { return lowerCase(header.first) == lowerCaseName; });
    }

    void addDefault(const std::string &name, const std::string &value)
    {
        const std::string lower = lowerCase(name);
        if (!hasHeader(lower) && std::find(m_in.suppressedHeaders.begin(), m_in.suppressedHeaders.end(), lower) ==
                                     m_in.suppressedHeaders.end())
            m_in.import.request.headers.emplace_back(name, value);
    }

    void settle()
    {
        if (m_in.urls.size() != 1) {
            fail(invalidCurl(m_in.urls.empty() ? "The command holds no URL."
                                               : "The command holds several URLs: \"" + m_in.urls[0] + "\" and \"" +
                                                     m_in.urls[1] + "\".",
                             "Import a command with one URL."));
            return;
        }
        settleUrl(m_in.urls.front());
        if (!m_in.failure.empty())
            return;
        settleHost();
        settleMethod();
        settleAddress();
        if (m_in.needsTlsForHttp2 && !m_in.import.request.isTls()) {
            m_in.import.options.http = ProbeOptions::Http::One;
            m_in.import.diagnostics.push_back(
                ignoredCurlOption(Severity::Warning, "curl-option-ignored",
                                  "The option --http2 is not imported: without TLS it asks for an upgrade."));
        }
    }

    void settleUrl(std::string url)
    {
        if (url.find("://") == std::string::npos)
            url = "http://" + url;
        url.resize(std::min(url.size(), url.find('#')));
        const std::size_t authority = url.find("://") + 3;
        const std::size_t pathStart = std::min(url.find_first_of("/?", authority), url.size());
        if (url.substr(0, pathStart).find('@') != std::string::npos) {
            fail(refusedSecret("in the URL"));
            return;
        }
        if (!m_in.isGlobOff && url.find_first_of("{}[]", pathStart) != std::string::npos) {
            fail(invalidCurl("The URL holds a pattern that stands for several URLs.",
                             "Add -g if the brackets are meant as they are."));
            return;
        }
        const Result<Request> parsed = requestFromUrl(url);
        if (!parsed) {
            m_in.failure = parsed.diagnostics();
            return;
        }
        Request &request = m_in.import.request;
        request.scheme = parsed->scheme;
        request.host = parsed->host;
        request.port = parsed->port;
        request.path = parsed->path;
        const std::size_t query = std::min(request.path.find('?'), request.path.size());
        if (!m_in.isPathAsIs)
            request.path = withoutDotSegments(request.path.substr(0, query)) + request.path.substr(query);
    }

    /// The name in the URL is what curl connects to and sends as SNI; the Host header may be another.
    void settleHost()
    {
        Request &request = m_in.import.request;
        m_urlHost = request.hostName();
        std::string name = request.host.substr(0, m_urlHost.size());
        const bool isPortShown = request.port && *request.port != (request.isTls() ? 443 : 80);
        request.host = isPortShown ? name + ':' + std::to_string(*request.port) : name;
        const auto isHost = [](const auto &header) { return lowerCase(header.first) == "host"; };
        const auto given = std::find_if(request.headers.begin(), request.headers.end(), isHost);
        if (given == request.headers.end())
            return;
        request.host = given->second;
        std::erase_if(request.headers, isHost);
        if (request.hostName() == m_urlHost)
            return;
        m_isHostApart = true;
        if (request.isTls())
            request.sni = isIpLiteral(m_urlHost) ? std::string() : name;
    }

    void settleMethod()
    {
        Request &request = m_in.import.request;
        if (m_in.isGet && m_in.hasBody) {
            request.path += (request.path.find('?') == std::string::npos ? '?' : '&') + request.body;
            request.body.clear();
            m_in.hasBody = false;
        }
        if (!m_in.requestTarget.empty())
            request.path = m_in.requestTarget;
        request.method = !m_in.method.empty() ? m_in.method : m_in.isHead ? "HEAD" : m_in.hasBody ? "POST" : "GET";
        if (m_in.isJson) {
            addDefault("Content-Type", "application/json");
            addDefault("Accept", "application/json");
        } else if (m_in.hasBody) {
            addDefault("Content-Type", "application/x-www-form-urlencoded");
        }
    }

    void settleAddress()
    {
        const Request &request = m_in.import.request;
        const std::string port = std::to_string(request.port ? *request.port : request.isTls() ? 443 : 80);
        for (const std::string &entry : m_in.connectTos) {
            const std::vector<std::string> parts = splitAtColons(entry);
            if (parts.size() != 4) {
                fail(invalidCurl("\"" + entry + "\" is no value for --connect-to.", "Write HOST1:PORT1:HOST2:PORT2."));
                return;
            }
            if (matches(parts[0], parts[1], port) && !(parts[2].empty() && parts[3].empty())) {
                setAddress((parts[2].empty() ? m_urlHost : parts[2]) + (parts[3].empty() ? "" : ':' + parts[3]), entry);
                return;
            }
        }
        for (const std::string &entry : m_in.resolves) {
            std::vector<std::string> parts = splitAtColons(entry);
            if (parts.size() < 3) {
                fail(invalidCurl("\"" + entry + "\" is no value for --resolve.", "Write HOST:PORT:ADDRESS."));
                return;
            }
            if (!parts[0].empty() && parts[0].front() == '+')
                parts[0].erase(0, 1);
            std::string address = entry.substr(entry.find(parts[1] + ':', parts[0].size()) + parts[1].size() + 1);
            address.resize(std::min(address.size(), address.find(',')));
            if (matches(parts[0] == "*" ? "" : parts[0], parts[1], port)) {
                setAddress(address, entry);
                return;
            }
        }
        if (m_isHostApart)
            setAddress(m_urlHost + (request.port ? ':' + std::to_string(*request.port) : std::string()), m_urlHost);
    }

    bool matches(const std::string &host, const std::string &hostPort, const std::string &port) const
    {
        return (host.empty() || lowerCase(host) == m_urlHost) && (hostPort.empty() || hostPort == port);
    }

    void setAddress(const std::string &address, const std::string &from)
    {
        if (!addressFromText(address))
            fail(invalidCurl("\"" + from + "\" names no address to connect to.",
                             "Write a name or an address, IPv6 in brackets."));
        m_in.import.target.address = address;
    }

    GatheredCurl m_in;
    std::string m_urlHost;
    bool m_isHostApart = false; ///< the Host header names another host than the URL
};

} // namespace

Result<CurlImport> importCurl(std::string_view command)
{
    Result<std::vector<std::string>> words = shellWords(command);
    if (!words)
        return words.diagnostics();
    const std::string program = words->empty() ? std::string() : words->front();
    const std::string name = program.substr(program.rfind('/') == std::string::npos ? 0 : program.rfind('/') + 1);
    if (name != "curl" && name != "curl.exe")
        return invalidCurl("The text does not begin with curl.", "Paste a whole curl command line.");
    return Settlement(gatherCurl(*words)).run();
}

} // namespace wayproof
