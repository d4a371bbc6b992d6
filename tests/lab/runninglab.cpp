// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/runninglab.h"

#include "tests/lab/labsupport.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

namespace wayproof
{

using namespace Qt::StringLiterals;

RunningLab::RunningLab(const QString &file)
{
    Diagnostics reasons;
    QObject::connect(&m_lab, &Lab::failed, &m_lab, [&reasons](const Diagnostics &failed) { reasons = failed; });
    m_lab.start(snapshotOfFile(dataFile(u"lab/"_s + file).toStdString()));
    if (!QTest::qWaitFor([&] { return m_lab.state() == Lab::State::Ready || !reasons.empty(); }, 20000))
        m_problem = u"the lab neither started nor failed"_s;
    if (m_lab.status())
        reasons.insert(reasons.end(), status().problems.begin(), status().problems.end());
    for (const Diagnostic &reason : reasons)
        m_problem += QString::fromStdString(reason.toText()) + u'\n';
}

const LabAddress &RunningLab::address(const std::string &listener) const
{
    static const LabAddress none;
    for (const LabAddress &address : status().addresses) {
        if (address.listener == listener)
            return address;
    }
    return none;
}

std::vector<QJsonObject> RunningLab::received() const
{
    std::vector<QJsonObject> lines;
    for (const LabLog &log : status().logs) {
        QFile file(QString::fromStdString(log.path));
        if (log.name != "received" || !file.open(QIODevice::ReadOnly))
            continue;
        while (file.canReadLine() || !file.atEnd())
            lines.push_back(QJsonDocument::fromJson(file.readLine()).object());
    }
    return lines;
}

} // namespace wayproof
