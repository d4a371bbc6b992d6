// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echotls.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace wayproof
{

namespace
{

struct FreeContext {
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
struct FreeCertificate {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};
struct FreeKey {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
    void operator()(BIO *bio) const { BIO_free_all(bio); }
};

struct Leaf {
    std::unique_ptr<X509, FreeCertificate> certificate;
    std::unique_ptr<EVP_PKEY, FreeKey> key;
};

int preferHttp2(SSL *, const unsigned char **chosen, unsigned char *size, const unsigned char *offered,
                unsigned int offeredSize, void *)
{
    static constexpr std::array<unsigned char, 12> known{2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char *found = nullptr;
    if (SSL_select_next_proto(&found, size, known.data(), known.size(), offered, offeredSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

class EchoTlsServer::Private
{
public:
    explicit Private(LabAuthority ownAuthority)
        : authority(std::move(ownAuthority))
        , context(SSL_CTX_new(TLS_server_method()))
    {
        SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
        // A resumed session would not show the client's certificate again.
        SSL_CTX_set_num_tickets(context.get(), 0);
        SSL_CTX_set_alpn_select_cb(context.get(), &preferHttp2, nullptr);
        SSL_CTX_set_cert_cb(context.get(), &Private::chooseCertificate, this);
        // Asked for, never demanded, named and not verified: the echo server tells what it was shown.
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, [](int, X509_STORE_CTX *) { return 1; });
    }

    static int chooseCertificate(SSL *connection, void *closure)
    {
        auto *state = static_cast<Private *>(closure);
        const auto *self = static_cast<const EchoSocket *>(SSL_get_app_data(connection));
        const char *sni = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
        const Leaf *leaf = state->leafFor(sni ? sni : "localhost", *self);
        const bool isSet = leaf && SSL_use_certificate(connection, leaf->certificate.get()) == 1 &&
                           SSL_use_PrivateKey(connection, leaf->key.get()) == 1;
        return isSet ? 1 : 0;
    }

    const Leaf *leafFor(const std::string &name, const EchoSocket &self)
    {
        const auto key = std::make_pair(self.port, name);
        if (const auto found = leaves.find(key); found != leaves.end())
            return &found->second;
        std::vector<std::string> names{name};
        for (const std::string &more : self.certificateNames) {
            if (std::find(names.begin(), names.end(), more) == names.end())
                names.push_back(more);
        }
        const Result<std::string> pem = authority.leafPem(names, LabCertificate::Use::Server);
        if (!pem)
            return nullptr;
        const auto open = [&pem] {
            return std::unique_ptr<BIO, FreeBio>(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
        };
        Leaf leaf;
        leaf.certificate.reset(PEM_read_bio_X509(open().get(), nullptr, nullptr, nullptr));
        leaf.key.reset(PEM_read_bio_PrivateKey(open().get(), nullptr, nullptr, nullptr));
        return &leaves.emplace(key, std::move(leaf)).first->second;
    }

    LabAuthority authority;
    std::unique_ptr<SSL_CTX, FreeContext> context;
    std::map<std::pair<std::uint16_t, std::string>, Leaf> leaves;
};

EchoTlsServer::EchoTlsServer(LabAuthority authority)
    : d(std::make_unique<Private>(std::move(authority)))
{
}

EchoTlsServer::~EchoTlsServer() = default;

ssl_st *EchoTlsServer::accept(int fd, const EchoSocket &self)
{
    SSL *connection = SSL_new(d->context.get());
    if (!connection)
        return nullptr;
    SSL_set_fd(connection, fd);
    SSL_set_app_data(connection, const_cast<EchoSocket *>(&self));
    SSL_set_accept_state(connection);
    return connection;
}

EchoTls EchoTlsServer::facts(const ssl_st *connection)
{
    EchoTls facts;
    if (const char *sni = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name))
        facts.sni = sni;
    const unsigned char *alpn = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(connection, &alpn, &size);
    facts.alpn.assign(reinterpret_cast<const char *>(alpn), size);
    if (X509 *client = SSL_get0_peer_certificate(connection)) {
        std::array<char, 256> name{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(client), NID_commonName, name.data(), name.size());
        facts.client = name.data();
    }
    return facts;
}

} // namespace wayproof
