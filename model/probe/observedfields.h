// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// An observation as a flat map of named fields, so that two of them can be laid beside each other.
#pragma once

#include "model/probe/observation.h"

#include <QJsonValue>

#include <map>
#include <string>

namespace wayproof
{

/// How the body is compared. An echo's is not: its content stands under `upstream` already.
enum class BodyForm { None, Json, PlainText, Bytes };
BodyForm bodyForm(const Observation &observation);

/// Field names as ResponseComparison has them, the text of a text body excepted.
using ObservedFields = std::map<std::string, QJsonValue>;
/// `withJsonBody`: the members of a JSON body too.
ObservedFields observedFields(const Observation &observation, bool withJsonBody);

/// Headers whose value says nothing about routing: Date, Server, hop-by-hop and tracing headers. Name in lower case.
bool isIncidentalHeader(std::string_view lowerCaseName);
/// Request headers that data planes add for every request: X-Forwarded-*, X-Request-Id, … Name in lower case.
bool isSystematicRequestHeader(std::string_view lowerCaseName);

} // namespace wayproof
