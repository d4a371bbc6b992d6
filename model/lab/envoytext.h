// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How Envoy's configuration is spelled in JSON: typed objects, extensions, durations. Knows no resources.
#pragma once

#include <QJsonObject>

#include <optional>
#include <string>

namespace wayproof
{

QString envoyText(const std::string &value);

/// `object` with its "@type"; `type` is what follows "type.googleapis.com/envoy.".
QJsonObject envoyTyped(QLatin1StringView type, QJsonObject object);

QJsonObject envoyExtension(const QString &name, const QJsonObject &config);

/// A GEP-2257 duration ("1h2m3s4ms") in seconds; absent when it is none.
std::optional<double> durationSeconds(const std::string &written);

/// "1.500s"
QString envoySeconds(double seconds);

} // namespace wayproof
