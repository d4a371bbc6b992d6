// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One request on its way: a libcurl handle, what it has received so far, and the observation that it ends in.
// The only place that knows libcurl's options.
#pragma once

#include "model/probe/talk.h"

#include <QCryptographicHash>

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <curl/curl.h>

namespace wayproof
{

/// What we tell OpenSSL, and it us, during a handshake.
struct TlsHandshake {
    std::string sni;
    long verifyResult = 0; ///< X509_V_ERR_… at the time of an alert
};

class Transfer
{
public:
    Transfer(const Shot &shot, const ProbeOptions &options);
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;

    /// Null when the request cannot be sent at all; `take` then says why.
    CURL *handle() const { return m_handle.get(); }
    /// For every protocol but plain HTTP libcurl only connects; then this talk is held, before `take`. Null otherwise.
    Talk *beginTalk();
    Talk *talk() { return m_talk.get(); }
    void endTalk() { m_talk.reset(); }
    /// The observation after libcurl ended with `code`, and the talk was over. Once only.
    Observation take(CURLcode code);
    /// The same for a transfer that was cut short by a stop request.
    Observation takeCancelled();

private:
    void setUpRequest();
    void setUpUrl();
    void setUpTalk();
    void setUpHeaders();
    void setUpConnection(const std::string &connectTo);
    void setUpTls();
    void readTimings();
    void readCertificate();
    void finishBody();
    std::size_t headerLine(std::string_view line);
    std::size_t bodyBytes(std::string_view bytes);

    static std::size_t onHeader(char *bytes, std::size_t size, std::size_t count, void *self);
    static std::size_t onBody(char *bytes, std::size_t size, std::size_t count, void *self);
    static CURLcode onTlsContext(CURL *handle, void *tlsContext, void *self);
    static curl_socket_t onOpenDatagramSocket(void *self, curlsocktype purpose, curl_sockaddr *address);

    struct HandleEnd {
        void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
    };
    struct ListEnd {
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };
    using List = std::unique_ptr<curl_slist, ListEnd>;
    static void append(List &list, const std::string &text);

    Request m_request;
    ProbeTarget m_target;
    ProbeOptions m_options;
    Observation m_observation;
    std::string m_url;
    std::shared_ptr<TlsHandshake> m_handshake = std::make_shared<TlsHandshake>();
    Talk::Clock::time_point m_start = Talk::Clock::now();
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    std::array<char, CURL_ERROR_SIZE> m_errorText{};
    bool m_isHeadComplete = false;
    bool m_isProtocolSwitched = false; ///< 101: what follows is no HTTP, so the transfer is ended by us
    List m_headers;
    List m_connectTo;
    std::unique_ptr<CURL, HandleEnd> m_handle; ///< ends before what it points to
    std::unique_ptr<Talk> m_talk;              ///< over the handle's connection
};

/// Why the request cannot go out as it is written; absent when it can.
std::optional<ProbeError> sendability(const Request &request, const ProbeTarget &target);

/// What libcurl's end means in plain words; absent for a whole answer.
struct TransferEnd {
    CURLcode code = CURLE_OK;
    std::string_view curlText; ///< libcurl's own error text
    long verifyResult = 0;     ///< OpenSSL's X509_V_ERR_… number
    bool isConnected = false;  ///< TCP, and TLS where there is any
    bool hasHead = false;      ///< the answer's header section came whole
};
std::optional<ProbeError> errorOf(const TransferEnd &end, const Observation &observation, const ProbeTarget &target,
                                  const ProbeOptions &options);

} // namespace wayproof
