// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "rawserver.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace
{

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertPtr = std::unique_ptr<X509, decltype(&X509_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

template<class Write>
std::string pem(Write write)
{
    const BioPtr bio(BIO_new(BIO_s_mem()), &BIO_free);
    write(bio.get());
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
}

CertPtr readCertificate(const std::string &text)
{
    const BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    return CertPtr(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free);
}

KeyPtr readKey(const std::string &text)
{
    const BioPtr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    return KeyPtr(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate make(const Certificate *authority, const std::string &commonName, const std::string &names, int startDays)
{
    const KeyPtr key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const CertPtr certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), std::rand() + 1);
    X509_time_adj_ex(X509_getm_notBefore(certificate.get()), startDays, -60, nullptr);
    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), startDays + 1, -120, nullptr);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME *subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(commonName.c_str()), -1, -1, 0);
    const CertPtr issuer = authority ? readCertificate(authority->certificate) : CertPtr(nullptr, &X509_free);
    X509 *const signer = issuer ? issuer.get() : certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
    addExtension(certificate.get(), signer, NID_basic_constraints,
                 authority ? "critical,CA:FALSE" : "critical,CA:TRUE");
    addExtension(certificate.get(), signer, NID_subject_key_identifier, "hash");
    if (!names.empty())
        addExtension(certificate.get(), signer, NID_subject_alt_name, names);
    const KeyPtr issuerKey = authority ? readKey(authority->key) : KeyPtr(nullptr, &EVP_PKEY_free);
    X509_sign(certificate.get(), issuerKey ? issuerKey.get() : key.get(), EVP_sha256());
    return {pem([&](BIO *bio) { PEM_write_bio_X509(bio, certificate.get()); }),
            pem([&](BIO *bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); })};
}

/// A socket, in TLS or not.
class Stream
{
public:
    Stream(int fd, SSL *tls)
        : m_fd(fd)
        , m_tls(tls)
    {
    }
    long read(char *bytes, std::size_t size)
    {
        return m_tls ? SSL_read(m_tls, bytes, static_cast<int>(size)) : ::recv(m_fd, bytes, size, 0);
    }
    bool write(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const long sent = m_tls ? SSL_write(m_tls, bytes.data(), static_cast<int>(bytes.size()))
                                    : ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

private:
    int m_fd;
    SSL *m_tls;
};

ServedStream servedOver(Stream &stream, SSL *tls, const std::string &sni)
{
    ServedStream served;
    served.read = [&stream](char *bytes, std::size_t size) { return stream.read(bytes, size); };
    served.write = [&stream](std::string_view bytes) { return stream.write(bytes); };
    served.sni = sni;
    if (X509 *const client = tls ? SSL_get0_peer_certificate(tls) : nullptr) {
        char name[256] = "";
        X509_NAME_get_text_by_NID(X509_get_subject_name(client), NID_commonName, name, sizeof name);
        served.client = name;
    }
    return served;
}

std::size_t contentLength(const std::string &head)
{
    std::string lower = head;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t at = lower.find("\r\ncontent-length:");
    return at == std::string::npos ? 0 : std::strtoul(lower.c_str() + at + 17, nullptr, 10);
}

bool readRequest(Stream &stream, Received &request)
{
    std::string bytes;
    char buffer[65536];
    std::size_t end = std::string::npos;
    while ((end = bytes.find("\r\n\r\n")) == std::string::npos) {
        const long size = stream.read(buffer, sizeof buffer);
        if (size <= 0)
            return false;
        bytes.append(buffer, static_cast<std::size_t>(size));
    }
    request.head = bytes.substr(0, end + 4);
    request.body = bytes.substr(end + 4);
    const std::size_t length = contentLength(request.head);
    while (request.body.size() < length) {
        const long size = stream.read(buffer, sizeof buffer);
        if (size <= 0)
            return false;
        request.body.append(buffer, static_cast<std::size_t>(size));
    }
    return true;
}

void holdOpen(Stream &stream)
{
    char buffer[4096];
    while (stream.read(buffer, sizeof buffer) > 0) {
    }
}

} // namespace

std::string Received::target() const
{
    const std::string line = requestLine();
    const std::size_t start = line.find(' ') + 1;
    return line.substr(start, line.rfind(' ') - start);
}

Certificate makeAuthority()
{
    return make(nullptr, "Test authority", {}, 0);
}

Certificate makeCertificate(const Certificate &authority, const std::vector<std::string> &names, int startDays)
{
    std::string list;
    for (const std::string &name : names)
        list += (list.empty() ? "" : ",") + std::string(inet_addr(name.c_str()) == INADDR_NONE ? "DNS:" : "IP:") + name;
    return make(&authority, names.front(), list, startDays);
}

RawServer::RawServer(Answer answer, After after, std::optional<Certificate> certificate)
    : m_answer(std::move(answer))
    , m_after(after)
{
    if (certificate) {
        m_context.reset(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
        SSL_CTX_use_certificate(m_context.get(), readCertificate(certificate->certificate).get());
        SSL_CTX_use_PrivateKey(m_context.get(), readKey(certificate->key).get());
        SSL_CTX_set_tlsext_servername_callback(m_context.get(), &RawServer::onServerName);
        SSL_CTX_set_tlsext_servername_arg(m_context.get(), this);
        SSL_CTX_set_alpn_select_cb(m_context.get(), &RawServer::onProtocols, this);
    }
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(m_listener, 64) != 0)
        std::abort();
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { acceptAll(); });
}

RawServer::~RawServer()
{
    m_isStopping = true;
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const int fd : m_open)
            ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread &connection : m_connections)
        connection.join();
    ::close(m_listener);
}

void RawServer::acceptAll()
{
    while (!m_isStopping) {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        {
            const std::lock_guard lock(m_mutex);
            m_open.push_back(fd);
        }
        m_connections.emplace_back([this, fd] { serve(fd); });
    }
}

int RawServer::onServerName(SSL *, int *alert, void *self)
{
    if (!static_cast<RawServer *>(self)->m_refusesHandshakes)
        return SSL_TLSEXT_ERR_OK;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void RawServer::serve(int fd)
{
    // Of this thread only, so that a SIGPIPE of the prober's would still end the test.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const std::unique_ptr<SSL, decltype(&SSL_free)> tls(m_context && !m_isMute ? SSL_new(m_context.get()) : nullptr,
                                                        &SSL_free);
    bool isUsable = true;
    Received request;
    if (tls) {
        SSL_set_fd(tls.get(), fd);
        isUsable = SSL_accept(tls.get()) == 1;
        const char *name = SSL_get_servername(tls.get(), TLSEXT_NAMETYPE_host_name);
        request.sni = name ? name : "-";
    }
    Stream stream(fd, tls.get());
    if (m_isMute) {
        holdOpen(stream);
    } else if (m_dialogue) {
        if (isUsable) {
            ServedStream served = servedOver(stream, tls.get(), request.sni);
            m_dialogue(served);
        }
        if (tls && isUsable && m_after == After::Close)
            SSL_shutdown(tls.get());
    } else if (m_speaksFirst) {
        stream.write(m_answer(request));
        holdOpen(stream);
    } else if (isUsable && readRequest(stream, request)) {
        {
            const std::lock_guard lock(m_mutex);
            m_received.push_back(request);
        }
        stream.write(m_answer(request));
        if (m_after == After::Hold)
            holdOpen(stream);
        if (tls && m_after == After::Close)
            SSL_shutdown(tls.get());
    }
    {
        const std::lock_guard lock(m_mutex);
        std::erase(m_open, fd);
    }
    if (m_after == After::Reset) {
        const linger abortive{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &abortive, sizeof abortive);
    }
    ::close(fd);
}

void RawServer::demandClientCertificate(const Certificate &authority)
{
    X509_STORE_add_cert(SSL_CTX_get_cert_store(m_context.get()), readCertificate(authority.certificate).get());
    SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

int RawServer::onProtocols(SSL *, const unsigned char **chosen, unsigned char *size, const unsigned char *offered,
                           unsigned offeredSize, void *self)
{
    const std::string &wanted = static_cast<RawServer *>(self)->m_protocol;
    for (unsigned at = 0; at < offeredSize; at += 1U + offered[at]) {
        if (std::string_view(reinterpret_cast<const char *>(offered) + at + 1, offered[at]) == wanted) {
            *chosen = offered + at + 1;
            *size = offered[at];
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

std::vector<Received> RawServer::received() const
{
    const std::lock_guard lock(m_mutex);
    return m_received;
}

Received RawServer::last() const
{
    const std::vector<Received> all = received();
    return all.empty() ? Received() : all.back();
}

std::string httpAnswer(int status, std::string_view body, std::string_view headerLines)
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(headerLines) + "\r\n" + std::string(body);
}
