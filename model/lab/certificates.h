// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The lab's throw-away certificate authority. Its key is never written (the supervisor, which holds the echo server, is
// told it through a pipe); leaf keys stay in the lab's own directory.
#pragma once

#include "model/base/result.h"
#include "model/lab/labplan.h"

#include <memory>
#include <string>

namespace wayproof
{

class LabAuthority
{
public:
    /// A fresh authority, valid for thirty days.
    static Result<LabAuthority> create();
    LabAuthority(LabAuthority &&) noexcept;
    LabAuthority &operator=(LabAuthority &&) noexcept;
    ~LabAuthority();

    /// The authority that another process told by toPem().
    static Result<LabAuthority> fromPem(const std::string &pem);

    /// Certificate and key in one PEM text.
    std::string toPem() const;
    /// The authority's certificate, PEM.
    std::string caPem() const;
    Result<bool> writeCa(const std::string &file) const;
    /// A leaf for the names (certificate, then key, in one PEM text); names with "://" are URIs.
    Result<std::string> leafPem(const std::vector<std::string> &names, LabCertificate::Use use) const;
    /// The same in a file of mode 0600.
    Result<bool> writeLeaf(const LabCertificate &certificate) const;

private:
    class Private;
    explicit LabAuthority(std::unique_ptr<Private> state);
    std::unique_ptr<Private> d;
};

} // namespace wayproof
