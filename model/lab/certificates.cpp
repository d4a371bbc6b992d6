// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/certificates.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wayproof
{

namespace
{

struct FreeKey {
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};
struct FreeBio {
    void operator()(BIO *bio) const { BIO_free_all(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Bio = std::unique_ptr<BIO, FreeBio>;

constexpr long validSeconds = 30L * 24 * 3600;

Diagnostic failure(const std::string &message)
{
    Diagnostic diagnostic;
    diagnostic.category = Category::ConfigError;
    diagnostic.code = "lab-start-failed";
    diagnostic.message = message;
    return diagnostic;
}

bool addExtension(X509 *certificate, X509 *issuer, int kind, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    if (!extension)
        return false;
    const bool isAdded = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return isAdded;
}

void setName(X509_NAME *name, const std::string &common)
{
    const auto *text = reinterpret_cast<const unsigned char *>(common.c_str());
    // A common name holds 64 characters at most; longer hosts are in the alternative names only.
    if (common.size() <= 64)
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0);
}

Certificate newCertificate(EVP_PKEY *key)
{
    Certificate certificate(X509_new());
    std::array<unsigned char, 16> serial{};
    RAND_bytes(serial.data(), static_cast<int>(serial.size()));
    serial[0] &= 0x7f;
    BIGNUM *number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
    BN_free(number);
    X509_set_version(certificate.get(), X509_VERSION_3);
    // An hour back, so that a clock that is a little behind still accepts it.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validSeconds);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

std::string textOf(BIO *bio)
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

Result<bool> writePrivate(const std::string &file, const std::string &text)
{
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return failure("The file " + file + " can't be written.");
    const bool isWritten = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(fd);
    if (!isWritten)
        return failure("The file " + file + " can't be written.");
    return true;
}

} // namespace

class LabAuthority::Private
{
public:
    Key caKey;
    Certificate ca;
    Key leafKey; ///< one key for all leaves: they live in one directory and die together
};

LabAuthority::LabAuthority(std::unique_ptr<Private> state)
    : d(std::move(state))
{
}
LabAuthority::LabAuthority(LabAuthority &&) noexcept = default;
LabAuthority &LabAuthority::operator=(LabAuthority &&) noexcept = default;
LabAuthority::~LabAuthority() = default;

Result<LabAuthority> LabAuthority::create()
{
    auto state = std::make_unique<Private>();
    state->caKey.reset(EVP_EC_gen("P-256"));
    state->leafKey.reset(EVP_EC_gen("P-256"));
    if (!state->caKey || !state->leafKey)
        return failure("OpenSSL made no key for the lab's certificate authority.");
    state->ca = newCertificate(state->caKey.get());
    X509 *ca = state->ca.get();
    setName(X509_get_subject_name(ca), "Wayproof lab (throw-away)");
    X509_set_issuer_name(ca, X509_get_subject_name(ca));
    const bool isMade = addExtension(ca, ca, NID_basic_constraints, "critical,CA:TRUE") &&
                        addExtension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                        addExtension(ca, ca, NID_subject_key_identifier, "hash") &&
                        X509_sign(ca, state->caKey.get(), EVP_sha256()) != 0;
    if (!isMade)
        return failure("OpenSSL made no certificate for the lab's authority.");
    return LabAuthority(std::move(state));
}

std::string LabAuthority::caPem() const
{
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), d->ca.get());
    return textOf(bio.get());
}

Result<bool> LabAuthority::writeCa(const std::string &file) const
{
    return writePrivate(file, caPem());
}

std::string LabAuthority::toPem() const
{
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), d->ca.get());
    PEM_write_bio_PrivateKey(bio.get(), d->caKey.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return textOf(bio.get());
}

Result<LabAuthority> LabAuthority::fromPem(const std::string &pem)
{
    const auto open = [&pem] { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); };
    auto state = std::make_unique<Private>();
    state->ca.reset(PEM_read_bio_X509(open().get(), nullptr, nullptr, nullptr));
    state->caKey.reset(PEM_read_bio_PrivateKey(open().get(), nullptr, nullptr, nullptr));
    state->leafKey.reset(EVP_EC_gen("P-256"));
    if (!state->ca || !state->caKey || !state->leafKey)
        return failure("The text holds no certificate authority.");
    return LabAuthority(std::move(state));
}

Result<std::string> LabAuthority::leafPem(const std::vector<std::string> &names, LabCertificate::Use use) const
{
    const Certificate leaf = newCertificate(d->leafKey.get());
    X509 *x509 = leaf.get();
    if (!names.empty())
        setName(X509_get_subject_name(x509), names.front());
    X509_set_issuer_name(x509, X509_get_subject_name(d->ca.get()));
    std::string alternatives;
    for (const std::string &name : names) {
        const bool isSafe = name.find_first_of(",: \t\n") == std::string::npos;
        if (isSafe)
            alternatives += (alternatives.empty() ? "DNS:" : ",DNS:") + name;
        else if (name.find("://") != std::string::npos && name.find_first_of(", \t\n") == std::string::npos)
            alternatives += (alternatives.empty() ? "URI:" : ",URI:") + name;
    }
    const char *usage = use == LabCertificate::Use::Client ? "clientAuth" : "serverAuth";
    const bool isMade = addExtension(x509, d->ca.get(), NID_basic_constraints, "CA:FALSE") &&
                        addExtension(x509, d->ca.get(), NID_ext_key_usage, usage) &&
                        addExtension(x509, d->ca.get(), NID_authority_key_identifier, "keyid") &&
                        (alternatives.empty() || addExtension(x509, d->ca.get(), NID_subject_alt_name, alternatives)) &&
                        X509_sign(x509, d->caKey.get(), EVP_sha256()) != 0;
    if (!isMade)
        return failure("OpenSSL made no certificate for " + (names.empty() ? std::string("the lab") : names.front()) +
                       ".");
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), x509);
    PEM_write_bio_PrivateKey(bio.get(), d->leafKey.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return textOf(bio.get());
}

Result<bool> LabAuthority::writeLeaf(const LabCertificate &certificate) const
{
    const Result<std::string> pem = leafPem(certificate.names, certificate.use);
    return pem ? writePrivate(certificate.file, *pem) : Result<bool>(pem.diagnostics());
}

} // namespace wayproof
