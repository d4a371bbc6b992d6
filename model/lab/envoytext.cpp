// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoytext.h"

#include <cctype>

namespace wayproof
{

using namespace Qt::StringLiterals;

QString envoyText(const std::string &value)
{
    return QString::fromStdString(value);
}

QJsonObject envoyTyped(QLatin1StringView type, QJsonObject object)
{
    object.insert(u"@type"_s, u"type.googleapis.com/envoy."_s + type);
    return object;
}

QJsonObject envoyExtension(const QString &name, const QJsonObject &config)
{
    return {{u"name"_s, name}, {u"typed_config"_s, config}};
}

std::optional<double> durationSeconds(const std::string &written)
{
    double seconds = 0;
    std::size_t at = 0;
    while (at < written.size()) {
        std::size_t digits = at;
        while (digits < written.size() && std::isdigit(static_cast<unsigned char>(written[digits])) != 0)
            ++digits;
        // A GEP-2257 part has five digits at most, so no number here is too large.
        if (digits == at || digits - at > 5)
            return std::nullopt;
        const double number = std::stod(written.substr(at, digits - at));
        std::size_t unitEnd = digits;
        while (unitEnd < written.size() && std::isalpha(static_cast<unsigned char>(written[unitEnd])) != 0)
            ++unitEnd;
        const std::string unit = written.substr(digits, unitEnd - digits);
        if (unit == "h")
            seconds += number * 3600;
        else if (unit == "m")
            seconds += number * 60;
        else if (unit == "s")
            seconds += number;
        else if (unit == "ms")
            seconds += number / 1000;
        else
            return std::nullopt;
        at = unitEnd;
    }
    return seconds;
}

QString envoySeconds(double seconds)
{
    return QString::number(seconds, 'f', 3) + u"s"_s;
}

} // namespace wayproof
