// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace wayproof
{

namespace
{

struct Release {
    void operator()(BIO *bio) const { BIO_free(bio); }
    void operator()(X509 *certificate) const { X509_free(certificate); }
    void operator()(GENERAL_NAMES *names) const { GENERAL_NAMES_free(names); }
};

std::string lowerCase(const ASN1_STRING *text)
{
    const auto *bytes = reinterpret_cast<const char *>(ASN1_STRING_get0_data(text));
    std::string name(bytes, static_cast<std::size_t>(ASN1_STRING_length(text)));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

std::vector<std::string> namesOf(X509 *certificate)
{
    std::vector<std::string> names;
    const std::unique_ptr<GENERAL_NAMES, Release> alternatives(
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = alternatives ? sk_GENERAL_NAME_num(alternatives.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(alternatives.get(), i);
        if (name->type == GEN_DNS)
            names.push_back(lowerCase(name->d.dNSName));
    }
    if (!names.empty())
        return names;
    X509_NAME *subject = X509_get_subject_name(certificate);
    const int entry = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (entry >= 0)
        names.push_back(lowerCase(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, entry))));
    return names;
}

} // namespace

CertificateFacts certificateFacts(std::string_view pem, Position at)
{
    CertificateFacts facts;
    facts.isPresent = true;
    facts.at = at;
    if (pem.empty()) {
        facts.problem = "it is empty";
        return facts;
    }
    const std::unique_ptr<BIO, Release> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const auto next = [&] {
        return std::unique_ptr<X509, Release>(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    };
    if (const auto first = next()) {
        facts.isWellFormed = true;
        facts.names = namesOf(first.get());
        while (next()) {
        }
        // What ends the list must be the end of the text and not a broken certificate.
        if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
            facts.isWellFormed = false;
            facts.problem = "a certificate after the first one is malformed";
        }
    } else {
        facts.problem = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
                            ? "it holds no PEM block of type CERTIFICATE"
                            : "its certificate is malformed";
    }
    ERR_clear_error();
    return facts;
}

} // namespace wayproof
