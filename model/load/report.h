// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Collects the findings about one document while it is read. Knows the place, not the rules.
#pragma once

#include "model/base/diagnostic.h"

#include <memory>
#include <string>

namespace wayproof
{

class Report
{
public:
    Report(Diagnostics &findings, std::shared_ptr<const std::string> file)
        : m_findings(findings)
        , m_file(std::move(file))
    {
    }

    /// What the next findings are about.
    void setSubject(ResourceId subject) { m_subject = std::move(subject); }
    const ResourceId &subject() const { return m_subject; }
    const std::shared_ptr<const std::string> &file() const { return m_file; }

    void add(Severity severity, Category category, std::string code, Position at, std::string message, std::string mend)
    {
        if (isFull())
            return;
        m_findings.push_back(
            {severity, category, std::move(code), std::move(message), std::move(mend), {m_file, at}, m_subject, {}});
        if (++m_count == maximumFindings)
            m_findings.push_back({Severity::Warning,
                                  Category::Parse,
                                  "findings-cut",
                                  "the document has more findings than the 1000 that are shown",
                                  "Mend those above first.",
                                  {m_file, at},
                                  m_subject,
                                  {}});
    }
    /// Whether the document has had its share of findings; further ones are dropped.
    bool isFull() const { return m_count >= maximumFindings; }
    /// The API server would refuse the object.
    void reject(std::string code, Position at, std::string message, std::string mend)
    {
        add(Severity::Error, Category::Rejected, std::move(code), at, std::move(message), std::move(mend));
    }

private:
    static constexpr int maximumFindings = 1000;

    Diagnostics &m_findings;
    std::shared_ptr<const std::string> m_file;
    ResourceId m_subject;
    int m_count = 0;
};

} // namespace wayproof
