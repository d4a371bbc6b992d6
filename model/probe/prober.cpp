// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Runs transfers beside each other on one libcurl multi handle, and the same on a worker thread for an event loop.
#include "model/probe/prober.h"

#include "model/probe/redirection.h"
#include "model/probe/transfer.h"

#include <QMetaObject>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace wayproof
{

namespace
{

struct MultiEnd {
    void operator()(CURLM *multi) const { curl_multi_cleanup(multi); }
};

/// One run of probeAll.
class Volley
{
public:
    Volley(const std::vector<Shot> &shots, const ProbeOptions &options,
           const std::function<void(std::size_t, Observation)> &onObserved)
        : m_shots(shots)
        , m_options(options)
        , m_onObserved(onObserved)
        , m_multi(curl_multi_init())
    {
    }
    ~Volley()
    {
        for (auto &[handle, running] : m_running)
            giveUp(handle, running);
    }
    Volley(const Volley &) = delete;
    Volley &operator=(const Volley &) = delete;

    void run(const std::stop_token &stop)
    {
        const std::stop_callback wake(stop, [this] { curl_multi_wakeup(m_multi.get()); });
        while (!stop.stop_requested()) {
            while (mayBegin()) {
                const std::size_t index = m_next++;
                begin(index, m_shots[index], {});
            }
            if (m_running.empty())
                return;
            int running = 0;
            curl_multi_perform(m_multi.get(), &running);
            // After every action, before sleeping: otherwise ended transfers wait for the poll's whole time-out.
            const bool hasEnded = collect();
            if (!talk() && !hasEnded)
                wait();
        }
        cancel();
    }

private:
    struct Running {
        std::size_t index = 0;
        Shot shot;
        std::vector<FollowedRedirect> redirects;
        std::unique_ptr<Transfer> transfer;
    };

    bool mayBegin() const
    {
        const auto most = static_cast<std::size_t>(std::max(1, m_options.concurrency));
        if (m_next == m_shots.size() || m_running.size() >= most)
            return false;
        return m_running.empty() || m_running.begin()->second.shot.round == m_shots[m_next].round;
    }

    void begin(std::size_t index, const Shot &shot, std::vector<FollowedRedirect> redirects)
    {
        auto transfer = std::make_unique<Transfer>(shot, m_options);
        CURL *const handle = transfer->handle();
        if (!handle) {
            Observation observation = transfer->take(CURLE_OK);
            observation.redirects = std::move(redirects);
            m_onObserved(index, std::move(observation));
            return;
        }
        curl_multi_add_handle(m_multi.get(), handle);
        m_running.emplace(handle, Running{index, shot, std::move(redirects), std::move(transfer)});
    }

    /// A talk lives on its transfer's connection, and ends before that.
    void giveUp(CURL *handle, Running &running)
    {
        running.transfer->endTalk();
        curl_multi_remove_handle(m_multi.get(), handle);
    }

    /// Whether any talk has ended.
    bool talk()
    {
        std::vector<CURL *> over;
        for (CURL *handle : m_talking) {
            Talk *const one = m_running.at(handle).transfer->talk();
            one->advance();
            if (one->isOver())
                over.push_back(handle);
        }
        for (CURL *handle : over) {
            m_talking.erase(handle);
            end(handle, CURLE_OK);
        }
        return !over.empty();
    }

    void wait()
    {
        std::vector<curl_waitfd> sockets;
        auto milliseconds = std::chrono::milliseconds(1000);
        const auto now = Talk::Clock::now();
        for (CURL *handle : m_talking) {
            const Talk *const one = m_running.at(handle).transfer->talk();
            sockets.push_back(one->waitFor());
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(one->wakeAt() - now);
            milliseconds = std::clamp(left, std::chrono::milliseconds(0), milliseconds);
        }
        curl_multi_poll(m_multi.get(), sockets.data(), static_cast<unsigned>(sockets.size()),
                        static_cast<int>(milliseconds.count()), nullptr);
    }

    /// Whether any transfer had ended, or begun to talk.
    bool collect()
    {
        bool hasEnded = false;
        int left = 0;
        while (const CURLMsg *message = curl_multi_info_read(m_multi.get(), &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            hasEnded = true;
            const CURLcode code = message->data.result;
            if (code == CURLE_OK && m_running.at(message->easy_handle).transfer->beginTalk())
                m_talking.insert(message->easy_handle);
            else
                end(message->easy_handle, code);
        }
        return hasEnded;
    }

    void end(CURL *handle, CURLcode code)
    {
        const auto it = m_running.find(handle);
        Running ended = std::move(it->second);
        m_running.erase(it);
        Observation observation = ended.transfer->take(code);
        giveUp(handle, ended);
        ended.transfer.reset();
        if (m_options.followsRedirects && !observation.error) {
            Redirection next = redirection(ended.shot.request, observation, ended.shot.target);
            if (next.next && static_cast<int>(ended.redirects.size()) < m_options.maxRedirects) {
                ended.redirects.push_back({*observation.status, observation.headerValues("Location").front()});
                begin(ended.index, Shot{ended.shot.target, *next.next, ended.shot.round}, std::move(ended.redirects));
                return;
            }
            if (next.next) {
                observation.error = ProbeError{ProbeError::Kind::TooManyRedirects,
                                               "More than " + std::to_string(m_options.maxRedirects) + " redirects."};
            }
            if (!next.note.empty())
                observation.notes.push_back(next.note);
        }
        observation.redirects = std::move(ended.redirects);
        m_onObserved(ended.index, std::move(observation));
    }

    void cancel()
    {
        for (auto &[handle, running] : m_running) {
            Observation observation = running.transfer->takeCancelled();
            giveUp(handle, running);
            observation.redirects = std::move(running.redirects);
            m_onObserved(running.index, std::move(observation));
        }
        m_running.clear();
        m_talking.clear();
        for (; m_next < m_shots.size(); ++m_next)
            m_onObserved(m_next, Transfer(m_shots[m_next], m_options).takeCancelled());
    }

    const std::vector<Shot> &m_shots;
    const ProbeOptions &m_options;
    const std::function<void(std::size_t, Observation)> &m_onObserved;
    std::size_t m_next = 0;
    std::unique_ptr<CURLM, MultiEnd> m_multi;
    std::unordered_map<CURL *, Running> m_running;
    std::set<CURL *> m_talking; ///< connected, the rest is said by us
};

} // namespace

Observation probe(const ProbeTarget &target, const Request &request, const ProbeOptions &options, std::stop_token stop)
{
    Observation result;
    probeAll({Shot{target, request}}, options, std::move(stop),
             [&result](std::size_t, Observation observation) { result = std::move(observation); });
    return result;
}

void probeAll(const std::vector<Shot> &shots, const ProbeOptions &options, std::stop_token stop,
              const std::function<void(std::size_t, Observation)> &onObserved)
{
    Volley(shots, options, onObserved).run(stop);
}

Prober::Prober(QObject *parent)
    : QObject(parent)
{
}

Prober::~Prober() = default;

std::uint64_t Prober::fire(std::vector<Shot> shots, ProbeOptions options)
{
    for (auto &[number, worker] : m_workers)
        worker.request_stop();
    const std::uint64_t job = ++m_job;
    m_isRunning = true;
    auto work = [this, job, shots = std::move(shots), options = std::move(options)](const std::stop_token &stop) {
        probeAll(shots, options, stop, [this, job](std::size_t index, Observation observation) {
            auto report = [this, job, index, observation = std::move(observation)] {
                if (job == m_job)
                    Q_EMIT observed(index, observation);
            };
            QMetaObject::invokeMethod(this, std::move(report), Qt::QueuedConnection);
        });
        QMetaObject::invokeMethod(
            this, [this, job] { end(job); }, Qt::QueuedConnection);
    };
    m_workers.emplace(job, std::jthread(std::move(work)));
    return job;
}

void Prober::cancel()
{
    if (!m_isRunning)
        return;
    for (auto &[number, worker] : m_workers)
        worker.request_stop();
    ++m_job;
    m_isRunning = false;
    Q_EMIT finished(true);
}

void Prober::end(std::uint64_t job)
{
    m_workers.erase(job);
    if (job != m_job)
        return;
    m_isRunning = false;
    Q_EMIT finished(false);
}

} // namespace wayproof
