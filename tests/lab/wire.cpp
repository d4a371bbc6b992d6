// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/wire.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <netinet/in.h>
#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wayproof
{

namespace
{

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

struct Call {
    Http2Answer answer;
    std::string body;
    std::size_t sent = 0;
    bool isDone = false;
};

std::string text(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

int onHeader(nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name, std::size_t nameSize,
             const std::uint8_t *value, std::size_t valueSize, std::uint8_t, void *user)
{
    Http2Answer &answer = static_cast<Call *>(user)->answer;
    const std::string key = text(name, nameSize);
    if (key == ":status")
        answer.status = std::atoi(text(value, valueSize).c_str());
    else if (frame->headers.cat == NGHTTP2_HCAT_HEADERS)
        answer.trailers.emplace_back(key, text(value, valueSize));
    else
        answer.headers.emplace_back(key, text(value, valueSize));
    return 0;
}

int onBody(nghttp2_session *, std::uint8_t, std::int32_t, const std::uint8_t *bytes, std::size_t size, void *user)
{
    static_cast<Call *>(user)->answer.body += text(bytes, size);
    return 0;
}

int onClose(nghttp2_session *, std::int32_t, std::uint32_t code, void *user)
{
    static_cast<Call *>(user)->isDone = true;
    static_cast<Call *>(user)->answer.isReset = code != 0;
    return 0;
}

ssize_t onRead(nghttp2_session *, std::int32_t, std::uint8_t *into, std::size_t room, std::uint32_t *flags,
               nghttp2_data_source *, void *user)
{
    Call &call = *static_cast<Call *>(user);
    const std::size_t size = std::min(room, call.body.size() - call.sent);
    std::memcpy(into, call.body.data() + call.sent, size);
    call.sent += size;
    if (call.sent == call.body.size())
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
}

void flush(nghttp2_session *session, Wire &wire)
{
    const std::uint8_t *bytes = nullptr;
    for (ssize_t size = 0; (size = nghttp2_session_mem_send(session, &bytes)) > 0;)
        wire.send(text(bytes, static_cast<std::size_t>(size)));
}

} // namespace

class Wire::Tls
{
public:
    Tls(int fd, const TlsWish &wish, std::string &problem)
        : m_context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free)
        , m_connection(nullptr, &SSL_free)
    {
        if (!wish.caFile.empty()) {
            SSL_CTX_load_verify_file(m_context.get(), wish.caFile.c_str());
            SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER, nullptr);
        }
        if (!wish.clientFile.empty()) {
            SSL_CTX_use_certificate_file(m_context.get(), wish.clientFile.c_str(), SSL_FILETYPE_PEM);
            SSL_CTX_use_PrivateKey_file(m_context.get(), wish.clientFile.c_str(), SSL_FILETYPE_PEM);
        }
        m_connection.reset(SSL_new(m_context.get()));
        if (!wish.sni.empty()) {
            SSL_set_tlsext_host_name(m_connection.get(), wish.sni.c_str());
            SSL_set1_host(m_connection.get(), wish.sni.c_str());
        }
        if (!wish.alpn.empty()) {
            const std::string offer = static_cast<char>(wish.alpn.size()) + wish.alpn;
            SSL_set_alpn_protos(m_connection.get(), reinterpret_cast<const unsigned char *>(offer.data()),
                                static_cast<unsigned>(offer.size()));
        }
        SSL_set_fd(m_connection.get(), fd);
        if (SSL_connect(m_connection.get()) == 1)
            return;
        const long reason = SSL_get_verify_result(m_connection.get());
        problem = reason == X509_V_OK ? "refused" : X509_verify_cert_error_string(reason);
    }
    SSL *connection() const { return m_connection.get(); }

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> m_context;
    std::unique_ptr<SSL, decltype(&SSL_free)> m_connection;
};

Wire::Wire(std::uint16_t port, const std::optional<TlsWish> &tls)
    : m_fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const timeval limit{10, 0};
    setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const sockaddr_in address = loopback(port);
    if (connect(m_fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        m_problem = "refused";
    else if (tls)
        m_tls = std::make_unique<Tls>(m_fd, *tls, m_problem);
}

Wire::~Wire()
{
    m_tls.reset();
    close(m_fd);
}

std::string Wire::alpn() const
{
    const unsigned char *chosen = nullptr;
    unsigned size = 0;
    if (m_tls)
        SSL_get0_alpn_selected(m_tls->connection(), &chosen, &size);
    return text(chosen, size);
}

void Wire::send(const std::string &bytes)
{
    if (!m_problem.empty() || bytes.empty())
        return;
    if (m_tls)
        SSL_write(m_tls->connection(), bytes.data(), static_cast<int>(bytes.size()));
    else
        static_cast<void>(!::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

void Wire::endSending()
{
    if (m_tls)
        SSL_shutdown(m_tls->connection());
    else
        shutdown(m_fd, SHUT_WR);
}

std::string Wire::receive()
{
    if (!m_problem.empty())
        return {};
    std::array<char, 16384> buffer{};
    const ssize_t got = m_tls ? SSL_read(m_tls->connection(), buffer.data(), static_cast<int>(buffer.size()))
                              : recv(m_fd, buffer.data(), buffer.size(), 0);
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

std::string Wire::receiveAll()
{
    std::string all;
    for (std::string next; !(next = receive()).empty();)
        all += next;
    return all;
}

std::string exchangeBytes(std::uint16_t port, const std::string &bytes, const std::optional<TlsWish> &tls)
{
    Wire wire(port, tls);
    if (!wire.problem().empty())
        return wire.problem();
    wire.send(bytes);
    wire.endSending();
    return wire.receiveAll();
}

std::string exchangeDatagram(std::uint16_t port, const std::string &bytes, int milliseconds)
{
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const timeval limit{milliseconds / 1000, static_cast<suseconds_t>(milliseconds % 1000) * 1000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const sockaddr_in address = loopback(port);
    std::array<char, 65536> buffer{};
    ssize_t got = -1;
    if (sendto(fd, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr *>(&address), sizeof address) >= 0)
        got = recv(fd, buffer.data(), buffer.size(), 0);
    close(fd);
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

std::string Http2Answer::header(const std::string &name) const
{
    const auto isThis = [&name](const auto &entry) { return entry.first == name; };
    const auto found = std::find_if(headers.begin(), headers.end(), isThis);
    return found == headers.end() ? std::string() : found->second;
}

std::string Http2Answer::grpcStatus() const
{
    for (const auto &[name, value] : trailers) {
        if (name == "grpc-status")
            return value;
    }
    return header("grpc-status");
}

Http2Answer fireHttp2(std::uint16_t port, const std::string &method, const std::string &path,
                      const std::string &authority, const std::vector<std::pair<std::string, std::string>> &headers,
                      const std::string &body, const std::optional<TlsWish> &tls)
{
    std::optional<TlsWish> wish = tls;
    if (wish)
        wish->alpn = "h2";
    Wire wire(port, wish);
    if (!wire.problem().empty())
        return {};
    Call call;
    call.body = body;
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &onBody);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &onClose);
    nghttp2_session *session = nullptr;
    nghttp2_session_client_new(&session, callbacks, &call);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
    std::vector<std::pair<std::string, std::string>> all{
        {":method", method}, {":scheme", tls ? "https" : "http"}, {":authority", authority}, {":path", path}};
    all.insert(all.end(), headers.begin(), headers.end());
    std::vector<nghttp2_nv> fields;
    for (auto &[name, value] : all)
        fields.push_back({reinterpret_cast<std::uint8_t *>(name.data()), reinterpret_cast<std::uint8_t *>(value.data()),
                          name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    nghttp2_data_provider provider{};
    provider.read_callback = &onRead;
    nghttp2_submit_request(session, nullptr, fields.data(), fields.size(), body.empty() ? nullptr : &provider, nullptr);
    for (flush(session, wire); !call.isDone; flush(session, wire)) {
        const std::string bytes = wire.receive();
        const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
        if (bytes.empty() || nghttp2_session_mem_recv(session, data, bytes.size()) < 0)
            break;
    }
    nghttp2_session_del(session);
    return call.answer;
}

Http2Answer callGrpc(std::uint16_t port, const std::string &authority, const std::string &path,
                     const std::vector<std::pair<std::string, std::string>> &headers, const std::optional<TlsWish> &tls)
{
    std::vector<std::pair<std::string, std::string>> all{{"content-type", "application/grpc"}, {"te", "trailers"}};
    all.insert(all.end(), headers.begin(), headers.end());
    return fireHttp2(port, "POST", path, authority, all, std::string(5, '\0'), tls);
}

} // namespace wayproof
