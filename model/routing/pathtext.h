// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The text of an Ingress' path, for findings and their witnesses. Changes no answer.
#pragma once

#include <string>

namespace wayproof
{

/// Whether the text can only be meant as a regular expression.
bool isMeantAsRegex(const std::string &path);
/// "/x" → "/X", "/X" → "/x"; empty where it has no letters.
std::string inOtherCase(const std::string &path);

} // namespace wayproof
