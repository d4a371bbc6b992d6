// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Sets libcurl up so that the bytes of the request, and none of libcurl's own, go out; collects what comes back.
#include "model/probe/transfer.h"

#include "model/probe/address.h"

#include <QByteArray>

#include <algorithm>
#include <cctype>
#include <charconv>

#include <openssl/ssl.h>
#include <sys/socket.h>

namespace wayproof
{

namespace
{

/// Stands in the URL where the name of the request cannot. RFC 6761 keeps it from ever being somebody's.
constexpr std::string_view nobody = "wayproof.invalid";

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

bool hasHeader(const Request &request, std::string_view lowerCaseName)
{
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const auto &header) { return lowerCase(header.first) == lowerCaseName; });
}

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos)
        return {};
    return text.substr(start, text.find_last_not_of(" \t\r\n") - start + 1);
}

std::optional<double> milliseconds(CURL *handle, CURLINFO what)
{
    curl_off_t microseconds = 0;
    if (curl_easy_getinfo(handle, what, &microseconds) != CURLE_OK || microseconds <= 0)
        return {};
    return static_cast<double>(microseconds) / 1000.0;
}

std::optional<double> difference(const std::optional<double> &end, const std::optional<double> &start)
{
    return end ? std::optional(std::max(0.0, *end - start.value_or(0))) : std::nullopt;
}

/// OpenSSL's slot for our part in the handshake; a slot of our own, since libcurl keeps things in the context too.
int handshakeSlot()
{
    // A connection that is used again outlives the transfer that made it, and so must what its context points to.
    static const int slot = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr,
                                                     [](void *, void *kept, CRYPTO_EX_DATA *, int, long, void *) {
                                                         delete static_cast<std::shared_ptr<TlsHandshake> *>(kept);
                                                     });
    return slot;
}

/// libcurl would send the URL's host as SNI. At the start of the handshake, before the ClientHello is written, the
/// request's own takes its place. Where the handshake ends in an alert of ours, libcurl does not always ask why.
void onTlsInfo(const SSL *tls, int where, int)
{
    const auto &handshake =
        *static_cast<std::shared_ptr<TlsHandshake> *>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(tls), handshakeSlot()));
    if ((where & SSL_CB_HANDSHAKE_START) != 0) {
        char *const name = handshake->sni.empty() ? nullptr : handshake->sni.data();
        SSL_set_tlsext_host_name(const_cast<SSL *>(tls), name);
    } else if ((where & SSL_CB_ALERT) != 0) {
        handshake->verifyResult = SSL_get_verify_result(tls);
    }
}

} // namespace

Transfer::Transfer(const Shot &shot, const ProbeOptions &options)
    : m_request(shot.request)
    , m_target(shot.target)
    , m_options(options)
{
    m_observation.id = m_request.id;
    m_observation.side = m_target.side;
    m_observation.protocol = m_request.protocol;
    m_observation.address = m_target.address;
    m_observation.error = sendability(m_request, m_target);
    if (m_observation.error)
        return;
    const Address address = *connectAddress(m_target, m_request);
    m_observation.address = address.toText();
    if (!m_request.sourceAddress.empty())
        m_observation.notes.emplace_back("The source address " + m_request.sourceAddress +
                                         " was not imitated: the entrance saw this machine's own.");

    // Safe from any thread since libcurl 7.84; counted, and never undone.
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised == CURLE_OK)
        m_handle.reset(curl_easy_init());
    if (!m_handle) {
        m_observation.error = ProbeError{ProbeError::Kind::TransferFailed, "libcurl could not be started."};
        return;
    }
    setUpConnection("::" + address.toText());
    setUpUrl();
    if (m_request.protocol == "http") {
        setUpRequest();
        setUpHeaders();
    } else {
        setUpTalk();
    }
    if (m_request.isTls())
        setUpTls();
}

void Transfer::append(List &list, const std::string &text)
{
    curl_slist *extended = curl_slist_append(list.get(), text.c_str());
    if (extended) {
        list.release(); // NOLINT(bugprone-unused-return-value): `extended` begins with it
        list.reset(extended);
    }
}

void Transfer::setUpConnection(const std::string &connectTo)
{
    CURL *const curl = m_handle.get();
    append(m_connectTo, connectTo);
    curl_easy_setopt(curl, CURLOPT_CONNECT_TO, m_connectTo.get());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // not the environment's: the probe is to reach this very address
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); // a cancel does not wait for a hanging resolver
    // libcurl 7.88 cannot use an HTTP/2 connection without TLS a second time.
    const bool isReusable = m_request.isTls() || m_options.http == ProbeOptions::Http::One;
    if (!m_options.reusesConnections || !isReusable) {
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    }
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_options.connectTimeout.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(m_options.totalTimeout.count()));
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    long version = CURL_HTTP_VERSION_1_1;
    if (m_options.http == ProbeOptions::Http::Two)
        version = m_request.isTls() ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, version);
}

void Transfer::setUpUrl()
{
    CURL *const curl = m_handle.get();
    std::string name(nobody);
    if (m_request.isTls() && isUrlHost(verifiedName(m_request)))
        name = verifiedName(m_request);
    if (name.find(':') != std::string::npos)
        name = '[' + name + ']';
    m_url = (m_request.isTls() ? "https://" : "http://") + name + '/';
    curl_easy_setopt(curl, CURLOPT_URL, m_url.c_str());
}

/// libcurl finds the address, connects and speaks TLS; what is said then is not its matter.
void Transfer::setUpTalk()
{
    CURL *const curl = m_handle.get();
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 0L); // would close the connection as soon as it is made
    curl_easy_setopt(curl, CURLOPT_SSL_ENABLE_ALPN, 0L);
    if (m_request.protocol == "udp")
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &Transfer::onOpenDatagramSocket);
}

void Transfer::setUpRequest()
{
    CURL *const curl = m_handle.get();
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_REQUEST_TARGET, m_request.path.c_str());
    const std::string &method = m_request.method;
    const bool announcesBody =
        method == "POST" || method == "PUT" || method == "PATCH"; // with a length of 0, RFC 9110 §8.6
    if (!m_request.body.empty() || announcesBody) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, m_request.body.c_str());
    }
    if (method == "HEAD")
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::setUpHeaders()
{
    const auto add = [this](const std::string &name, const std::string &value) {
        append(m_headers, isBlank(value) ? name + ';' : name + ": " + value); // libcurl's spelling of an empty value
    };
    add("Host", m_request.host);
    for (const std::string_view name : {"Accept", "User-Agent", "Expect", "Content-Type"}) {
        if (!hasHeader(m_request, lowerCase(name)))
            append(m_headers, std::string(name) + ':'); // libcurl's spelling of "not at all"
    }
    if (m_request.scheme == "ws" || m_request.scheme == "wss") {
        // What a WebSocket client sends (RFC 6455 §4.1); the key is the RFC's example, since nobody will speak on this
        // connection.
        const HeaderList handshake{{"Connection", "Upgrade"},
                                   {"Upgrade", "websocket"},
                                   {"Sec-WebSocket-Version", "13"},
                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
        for (const auto &[name, value] : handshake) {
            if (!hasHeader(m_request, lowerCase(name)))
                add(name, value);
        }
    }
    for (const auto &[name, value] : m_request.headers) {
        if (lowerCase(name) != "host")
            add(name, value);
    }
    curl_easy_setopt(m_handle.get(), CURLOPT_HTTPHEADER, m_headers.get());
}

void Transfer::setUpTls()
{
    CURL *const curl = m_handle.get();
    m_handshake->sni = sentSni(m_request);
    m_observation.tls = ObservedTls{m_handshake->sni, verifiedName(m_request), m_target.isInsecure, {}, {}, {}};
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, m_target.isInsecure ? 0L : 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, m_target.isInsecure ? 0L : 2L);
    curl_easy_setopt(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
    if (!m_target.caFile.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, m_target.caFile.c_str());
        curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
    if (!m_target.clientCertificateFile.empty()) {
        curl_easy_setopt(curl, CURLOPT_SSLCERT, m_target.clientCertificateFile.c_str());
        if (!m_target.clientKeyFile.empty())
            curl_easy_setopt(curl, CURLOPT_SSLKEY, m_target.clientKeyFile.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, this);
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, &Transfer::onTlsContext);
}

CURLcode Transfer::onTlsContext(CURL *, void *tlsContext, void *self)
{
    auto *const context = static_cast<SSL_CTX *>(tlsContext);
    const auto *const that = static_cast<Transfer *>(self);
    auto kept = std::make_unique<std::shared_ptr<TlsHandshake>>(that->m_handshake);
    if (SSL_CTX_set_ex_data(context, handshakeSlot(), kept.get()) != 1)
        return CURLE_OUT_OF_MEMORY;
    kept.release(); // NOLINT(bugprone-unused-return-value): the context's now
    SSL_CTX_set_info_callback(context, &onTlsInfo);
    if (that->m_request.protocol == "grpc") {
        static constexpr std::array<unsigned char, 3> http2{2, 'h', '2'};
        SSL_CTX_set_alpn_protos(context, http2.data(), static_cast<unsigned>(http2.size()));
    }
    return CURLE_OK;
}

curl_socket_t Transfer::onOpenDatagramSocket(void *, curlsocktype, curl_sockaddr *address)
{
    // libcurl connects it, which for datagrams only fixes whom they go to.
    return socket(address->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

Talk *Transfer::beginTalk()
{
    if (m_request.protocol == "http")
        return nullptr;
    const Talk::Over over = m_request.protocol == "udp" ? Talk::Over::Udp
                            : m_request.isTls()         ? Talk::Over::Tls
                                                        : Talk::Over::Tcp;
    m_talk = std::make_unique<Talk>(
        m_handle.get(), m_errorText.data(), over,
        conversationFor(m_request, m_options, [this](std::string_view bytes) { bodyBytes(bytes); }), m_start,
        m_options.totalTimeout);
    return m_talk.get();
}

std::size_t Transfer::onHeader(char *bytes, std::size_t size, std::size_t count, void *self)
{
    return static_cast<Transfer *>(self)->headerLine(std::string_view(bytes, size * count));
}

std::size_t Transfer::onBody(char *bytes, std::size_t size, std::size_t count, void *self)
{
    return static_cast<Transfer *>(self)->bodyBytes(std::string_view(bytes, size * count));
}

std::size_t Transfer::headerLine(std::string_view line)
{
    const std::string_view text = trimmed(line);
    const bool isInterim = m_observation.status && *m_observation.status < 200;
    if (line.substr(0, 5) == "HTTP/" && (!m_observation.status || isInterim)) {
        const std::size_t space = text.find(' ');
        int status = 0;
        if (space != std::string_view::npos)
            std::from_chars(text.data() + space + 1, text.data() + text.size(), status);
        m_observation.status = status;
        m_observation.httpVersion = text.substr(5, space == std::string_view::npos ? space : space - 5);
        m_observation.headers.clear();
        m_isHeadComplete = false;
        return line.size();
    }
    if (text.empty()) {
        m_isHeadComplete = true;
        m_isProtocolSwitched = m_observation.status == 101;
        return m_isProtocolSwitched ? 0 : line.size();
    }
    HeaderList &headers = m_isHeadComplete ? m_observation.trailers : m_observation.headers;
    const bool isContinuation = line.front() == ' ' || line.front() == '\t';
    if (isContinuation && !headers.empty()) {
        headers.back().second += ' ' + std::string(text);
        return line.size();
    }
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos)
        headers.emplace_back(trimmed(text.substr(0, colon)), trimmed(text.substr(colon + 1)));
    return line.size();
}

std::size_t Transfer::bodyBytes(std::string_view bytes)
{
    ObservedBody &body = m_observation.body;
    body.bytes += bytes.size();
    m_hash.addData(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (body.kept.size() < m_options.keptBody)
        body.kept.append(bytes.substr(0, m_options.keptBody - body.kept.size()));
    return bytes.size();
}

void Transfer::readTimings()
{
    CURL *const curl = m_handle.get();
    const auto dns = milliseconds(curl, CURLINFO_NAMELOOKUP_TIME_T);
    const auto connect = milliseconds(curl, CURLINFO_CONNECT_TIME_T);
    const auto tls = milliseconds(curl, CURLINFO_APPCONNECT_TIME_T);
    m_observation.timings.dns = dns;
    m_observation.timings.connect = difference(connect, dns);
    m_observation.timings.tls = difference(tls, connect);
    if (m_observation.status)
        m_observation.timings.firstByte = milliseconds(curl, CURLINFO_STARTTRANSFER_TIME_T);
    m_observation.timings.total = milliseconds(curl, CURLINFO_TOTAL_TIME_T);
    const char *address = nullptr;
    long port = 0;
    curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
    curl_easy_getinfo(curl, CURLINFO_PRIMARY_PORT, &port);
    if (address && *address != '\0' && port > 0)
        m_observation.remoteAddress = Address{address, static_cast<int>(port)}.toText();
}

void Transfer::readCertificate()
{
    curl_certinfo *chain = nullptr;
    if (!m_observation.tls || curl_easy_getinfo(m_handle.get(), CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain ||
        chain->num_of_certs < 1)
        return;
    ObservedTls &tls = *m_observation.tls;
    for (const curl_slist *entry = chain->certinfo[0]; entry; entry = entry->next) {
        const std::string_view text = entry->data;
        const std::size_t colon = text.find(':');
        const std::string_view name = text.substr(0, colon);
        std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
        if (name == "Issuer")
            tls.issuer = value;
        else if (name == "Expire date")
            tls.expires = value;
        else if (name == "X509v3 Subject Alternative Name") {
            while (!value.empty()) {
                const std::size_t comma = value.find(',');
                const std::string_view one = trimmed(value.substr(0, comma));
                const std::size_t kind = one.find(':');
                tls.certificateNames.emplace_back(kind == std::string_view::npos ? one : one.substr(kind + 1));
                value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
            }
        }
    }
}

void Transfer::finishBody()
{
    m_observation.body.sha256 = m_hash.result().toHex().toStdString();
    if (m_observation.isAnswered())
        recogniseBackend(m_observation, m_options.recognition);
}

Observation Transfer::take(CURLcode code)
{
    if (m_handle) {
        readTimings();
        readCertificate();
        TransferEnd end;
        end.code = m_isProtocolSwitched ? CURLE_OK : code;
        end.curlText = m_errorText.data();
        end.verifyResult = m_handshake->verifyResult;
        end.isConnected =
            m_observation.tls ? m_observation.timings.tls.has_value() : m_observation.timings.connect.has_value();
        end.hasHead = m_isHeadComplete;
        if (m_talk)
            m_talk->conclude(m_observation);
        else
            m_observation.error = errorOf(end, m_observation, m_target, m_options);
    }
    finishBody();
    return std::move(m_observation);
}

Observation Transfer::takeCancelled()
{
    if (m_handle)
        readTimings();
    m_observation.error = ProbeError{ProbeError::Kind::Cancelled, "The probe was cancelled."};
    finishBody();
    return std::move(m_observation);
}

} // namespace wayproof
