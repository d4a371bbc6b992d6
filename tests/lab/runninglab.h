// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A lab that runs for one file of tests/data/lab as long as it lives.
#pragma once

#include "model/lab/lab.h"

#include <QJsonObject>

#include <cstdint>
#include <string>
#include <vector>

namespace wayproof
{

class RunningLab
{
public:
    /// `file` is relative to tests/data/lab; problem() says what went wrong.
    explicit RunningLab(const QString &file);

    const QString &problem() const { return m_problem; }
    const LabStatus &status() const { return *m_lab.status(); }
    const LabAddress &address(const std::string &listener) const;
    std::uint16_t port(const std::string &listener) const { return address(listener).port; }
    /// The lines of the log of received requests, by now.
    std::vector<QJsonObject> received() const;

private:
    Lab m_lab;
    QString m_problem;
};

} // namespace wayproof
