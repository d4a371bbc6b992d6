// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The local lab: real nginx and real Envoy on loopback for the loaded resources, with our echo server behind them.
// Holds the processes; what the configurations say is in nginxconfig and envoyconfig. Must not know the routing table.
#pragma once

#include "model/lab/labstatus.h"
#include "model/resources/snapshot.h"

#include <QObject>

#include <map>
#include <memory>
#include <string>

namespace wayproof
{

struct LabOptions {
    bool ingressSide = true;
    bool gatewaySide = true;
    /// Programs; empty means: look for them (Envoy: WAYPROOF_ENVOY, the virtual environment in the user's cache
    /// directory, PATH; nginx: WAYPROOF_NGINX, PATH and the sbin directories; supervisor: beside this program).
    std::string nginxProgram;
    std::string envoyProgram;
    std::string supervisorProgram;
    /// Arguments and settings of the controllers (--controller-flag, --controller-config), as NAME → VALUE.
    std::map<std::string, std::string> controllerFlags;
    std::map<std::string, std::string> controllerConfig;
};

/// One lab at a time. Lives in a thread with an event loop that outlasts it; everything it started ends when it is
/// stopped or destroyed, when that thread or the whole program ends, also by SIGKILL.
class Lab : public QObject
{
    Q_OBJECT

public:
    explicit Lab(QObject *parent = nullptr);
    ~Lab() override;

    enum class State { Stopped, Starting, Ready, Stopping };
    State state() const;
    /// The status of the running lab; empty unless state() is Ready.
    const std::optional<LabStatus> &status() const;

    /// Starts for the snapshot, after ending what ran before. Ends in ready() or failed().
    void start(std::shared_ptr<const Snapshot> snapshot, const LabOptions &options = {});
    /// Ends everything; stopped() follows. Does nothing when nothing runs.
    void stop();

Q_SIGNALS:
    /// At least one side serves. What does not is in the status (problems, notServed).
    void ready(const wayproof::LabStatus &status);
    void failed(const wayproof::Diagnostics &reasons);
    /// The lab ended, asked for or not (then with the supervisor's last words in `reasons`).
    void stopped(const wayproof::Diagnostics &reasons);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wayproof
