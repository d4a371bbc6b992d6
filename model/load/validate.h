// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The API server's rules between and on the fields of one object, as findings of category `rejected`. A type without
// rules of its own has none here. Field types, missing fields and enumerations are the decoder's (schema.h).
#pragma once

#include "model/load/report.h"
#include "model/resources/snapshot.h"

namespace wayproof
{

void validateMeta(const ObjectMeta &meta, Report &report);

} // namespace wayproof
