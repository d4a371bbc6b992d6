// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A request as a curl command line.
#include "model/probe/address.h"
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

/// A target that curl leaves alone when it stands in the URL.
bool isPlainTarget(const std::string &target)
{
    static constexpr std::string_view others = "-._~/?&=%+,:@!$'()*;";
    const bool isKept = std::all_of(target.begin(), target.end(), [](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != std::string_view::npos);
    });
    return isKept && !target.empty() && target.front() == '/' && target.back() != '?';
}

class Writer
{
public:
    Writer(const Request &request, const ProbeTarget &target, const ProbeOptions &options)
        : m_request(request)
        , m_target(target)
        , m_options(options)
        , m_usesTls(request.isTls())
    {
    }

    CurlText run()
    {
        chooseUrlHost();
        word("-i");
        writeOptions();
        writeMethod();
        writeHeaders();
        writeBody();
        writeUrl();
        return std::move(m_text);
    }

private:
    void word(const std::string &text) { m_text.command += ' ' + shellQuoted(text); }
    void option(const std::string &name, const std::string &value)
    {
        m_text.command += ' ' + name;
        word(value);
    }
    void note(const std::string &text) { m_text.notes.push_back(text); }

    bool hasHeader(std::string_view lowerCaseName) const
    {
        return std::any_of(m_request.headers.begin(), m_request.headers.end(),
                           [&](const auto &header) { return lowerCase(header.first) == lowerCaseName; });
    }

    /// curl sends the URL's host as SNI and checks the certificate for it; an IP address is not sent.
    void chooseUrlHost()
    {
        m_address = addressFromText(m_usesTls && !m_target.tlsAddress.empty() ? m_target.tlsAddress : m_target.address);
        const std::string sni = sentSni(m_request);
        if (!m_usesTls) {
            m_urlHost = m_request.hostName();
        } else if (!sni.empty()) {
            m_urlHost = sni;
            if (isIpLiteral(sni) || sni.back() == '.')
                note("curl does not send the SNI \"" + sni + "\" as it is.");
        } else if (isIpLiteral(m_request.hostName())) {
            m_urlHost = m_request.hostName();
        } else {
            m_urlHost = m_address && isIpLiteral(m_address->host) ? m_address->host : "127.0.0.1";
            note("To send no SNI, the URL holds an IP address; curl checks the certificate for that address.");
        }
        if (!isUrlHost(m_urlHost)) {
            note("The name \"" + m_urlHost + "\" cannot stand in a URL; another one stands in for it.");
            m_urlHost = "wayproof.invalid";
        }
        if (m_urlHost.find(':') != std::string::npos && m_urlHost.front() != '[')
            m_urlHost = '[' + m_urlHost + ']';
    }

    void writeOptions()
    {
        if (m_options.http == ProbeOptions::Http::One)
            word("--http1.1");
        else
            word(m_usesTls ? "--http2" : "--http2-prior-knowledge");
        if (m_options.followsRedirects) {
            word("-L");
            if (m_options.maxRedirects != ProbeOptions().maxRedirects)
                option("--max-redirs", std::to_string(m_options.maxRedirects));
        }
        if (m_address)
            option("--connect-to", "::" + m_address->toText() + (m_address->port ? "" : ":"));
        if (!m_usesTls)
            return;
        if (m_target.isInsecure)
            word("-k");
        if (!m_target.caFile.empty())
            option("--cacert", m_target.caFile);
        if (!m_target.clientCertificateFile.empty())
            option("--cert", m_target.clientCertificateFile);
        if (!m_target.clientKeyFile.empty())
            option("--key", m_target.clientKeyFile);
    }

    bool sendsBody() const
    {
        const std::string &method = m_request.method;
        return !m_request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
    }

    void writeMethod()
    {
        const std::string &method = m_request.method;
        if (method == "HEAD" && !sendsBody())
            word("-I");
        else if (method != (sendsBody() ? "POST" : "GET"))
            option("-X", method);
    }

    void writeHeaders()
    {
        const bool isPortShown = m_request.port && *m_request.port != (m_usesTls ? 443 : 80);
        const std::string curlHost = m_urlHost + (isPortShown ? ':' + std::to_string(*m_request.port) : std::string());
        if (m_request.host != curlHost || m_urlHost.back() == '.')
            header("Host", m_request.host);
        // What curl would add by itself and the probe does not.
        for (const std::string_view name : {"Accept", "User-Agent"}) {
            if (!hasHeader(lowerCase(name)))
                option("-H", std::string(name) + ':');
        }
        if (sendsBody() && !hasHeader("content-type"))
            option("-H", "Content-Type:");
        if (m_request.body.size() >= 1024 * 1024 && !hasHeader("expect"))
            option("-H", "Expect:");
        for (const auto &[name, value] : m_request.headers) {
            if (lowerCase(name) != "host")
                header(name, value);
        }
        if (m_request.scheme == "ws" || m_request.scheme == "wss") {
            note("The WebSocket handshake is written out as headers of an ordinary request.");
            for (const auto &[name, value] : HeaderList{{"Connection", "Upgrade"},
                                                        {"Upgrade", "websocket"},
                                                        {"Sec-WebSocket-Version", "13"},
                                                        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}) {
                if (!hasHeader(lowerCase(name)))
                    header(name, value);
            }
        }
    }

    void header(const std::string &name, const std::string &value)
    {
        const bool isBlank = value.find_first_not_of(" \t") == std::string::npos;
        option("-H", isBlank ? name + ';' : name + ": " + value);
    }

    void writeBody()
    {
        if (!sendsBody())
            return;
        if (m_request.body.find('\0') != std::string::npos)
            note("The body holds a NUL byte, which no command line can carry; it is cut there.");
        option("--data-raw", m_request.body);
    }

    void writeUrl()
    {
        std::string url = (m_usesTls ? "https://" : "http://") + m_urlHost;
        if (m_request.port)
            url += ':' + std::to_string(*m_request.port);
        if (isPlainTarget(m_request.path)) {
            if (m_request.path.find("/.") != std::string::npos)
                word("--path-as-is");
            word(url + m_request.path);
            return;
        }
        if (m_options.followsRedirects)
            note("curl sends the same request target again when it follows a redirect.");
        option("--request-target", m_request.path);
        word(url + '/');
    }

    const Request &m_request;
    const ProbeTarget &m_target;
    const ProbeOptions &m_options;
    bool m_usesTls;
    std::optional<Address> m_address;
    std::string m_urlHost;
    CurlText m_text{"curl", {}};
};

} // namespace

CurlText curlCommand(const Request &request, const ProbeTarget &target, const ProbeOptions &options)
{
    return Writer(request, target, options).run();
}

} // namespace wayproof
