// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The samples that come inside the program.
#pragma once

#include "model/load/fileloader.h"

#include <QStringList>

namespace wayproof
{

/// "cross-namespace", "tutorial", …
QStringList sampleNames();
/// Its texts, named "NAME/file.yaml"; empty when there is no such sample.
std::vector<NamedText> sampleTexts(const QString &name);

} // namespace wayproof
