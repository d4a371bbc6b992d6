// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The recognition rules' readings, and the ready-made rules.
#include "model/probe/backendrecognition.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QString>

#include <array>
#include <charconv>
#include <map>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

constexpr std::array<std::string_view, 11> fieldNames{"namespace", "service",  "port", "endpoint", "method", "target",
                                                      "host",      "protocol", "sni",  "client",   "headers"};

bool isFieldName(std::string_view name)
{
    return std::find(fieldNames.begin(), fieldNames.end(), name) != fieldNames.end();
}

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// RFC 6901. Undefined where nothing is.
QJsonValue at(QJsonValue value, const std::string &pointer)
{
    if (pointer.empty())
        return value;
    const QStringList steps = qt(pointer).split(u'/');
    for (qsizetype i = 1; i < steps.size(); ++i) {
        QString step = steps[i];
        step.replace(u"~1"_s, u"/"_s).replace(u"~0"_s, u"~"_s);
        if (value.isObject()) {
            value = value.toObject().value(step);
        } else if (value.isArray()) {
            bool isNumber = false;
            const int index = step.toInt(&isNumber);
            const QJsonArray array = value.toArray();
            value =
                isNumber && index >= 0 && index < array.size() ? array.at(index) : QJsonValue(QJsonValue::Undefined);
        } else {
            return QJsonValue(QJsonValue::Undefined);
        }
    }
    return value;
}

std::optional<std::string> scalarText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toStdString();
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15).toStdString();
    if (value.isBool())
        return value.toBool() ? "true" : "false";
    return {};
}

/// {"Name": "value" or ["value", …]}, or [["Name", "value"], …].
std::optional<HeaderList> headersOf(const QJsonValue &source)
{
    HeaderList headers;
    const auto add = [&headers](const QString &name, const QJsonValue &value) {
        headers.emplace_back(name.toStdString(), scalarText(value).value_or(std::string()));
    };
    if (source.isArray()) {
        for (const QJsonValue &pair : source.toArray()) {
            if (pair.toArray().size() != 2)
                return {};
            add(pair.toArray().first().toString(), pair.toArray().last());
        }
        return headers;
    }
    if (!source.isObject())
        return {};
    const QJsonObject object = source.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it->isArray())
            add(it.key(), *it);
        for (const QJsonValue &value : it->toArray())
            add(it.key(), value);
    }
    return headers;
}

/// What the readings of one rule found.
struct Found {
    std::map<std::string, std::string> fields;
    std::optional<HeaderList> headers;
};

/// The text that a reading looks at.
std::optional<std::string> source(const Reading &reading, const Observation &observation,
                                  const std::optional<QJsonValue> &json)
{
    switch (reading.from) {
    case Reading::From::Header: {
        const std::vector<std::string> values = observation.headerValues(reading.name);
        return values.empty() ? std::nullopt : std::optional(values.front());
    }
    case Reading::From::JsonPointer:
        return json ? scalarText(at(*json, reading.name)) : std::nullopt;
    case Reading::From::FirstLine:
        return observation.body.kept.substr(0, observation.body.kept.find('\n'));
    case Reading::From::Body:
        break;
    }
    return observation.body.text();
}

/// Each pattern once a thread: a sample reads the same rules from thousands of answers.
const QRegularExpression &compiled(const std::string &pattern)
{
    thread_local std::map<std::string, QRegularExpression> expressions;
    const auto [it, isNew] = expressions.try_emplace(pattern);
    if (isNew)
        it->second.setPattern(qt(pattern));
    return it->second;
}

bool read(const Reading &reading, const Observation &observation, const std::optional<QJsonValue> &json, Found &found)
{
    if (reading.field == "headers") {
        found.headers = headersOf(json ? at(*json, reading.name) : QJsonValue());
        return found.headers.has_value();
    }
    const std::optional<std::string> text = source(reading, observation, json);
    if (!text)
        return false;
    if (reading.pattern.empty()) {
        found.fields[reading.field] = *text;
        return true;
    }
    const QRegularExpression &expression = compiled(reading.pattern);
    const QRegularExpressionMatch match = expression.match(qt(*text));
    if (!match.hasMatch())
        return false;
    for (const QString &group : expression.namedCaptureGroups()) {
        if (!group.isEmpty() && match.hasCaptured(group))
            found.fields[group.toStdString()] = match.captured(group).toStdString();
    }
    if (!reading.field.empty())
        found.fields[reading.field] = match.captured(match.lastCapturedIndex() > 0 ? 1 : 0).toStdString();
    return true;
}

std::optional<Found> apply(const RecognitionRule &rule, const Observation &observation,
                           const std::optional<QJsonValue> &json)
{
    Found found;
    for (const Reading &reading : rule.readings) {
        if (!read(reading, observation, json, found) && reading.isRequired)
            return {};
    }
    return found;
}

std::optional<std::string> field(const Found &found, const std::string &name)
{
    const auto it = found.fields.find(name);
    return it == found.fields.end() ? std::nullopt : std::optional(it->second);
}

/// "-" is how an echo says that there was none.
std::optional<std::string> named(const std::optional<std::string> &name)
{
    return name == "-" ? std::string() : name;
}

std::optional<int> portNumber(const std::optional<std::string> &text)
{
    int port = 0;
    if (!text)
        return {};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), port);
    if (error != std::errc() || end != text->data() + text->size() || port < 1 || port > 65535)
        return {};
    return port;
}

Diagnostic invalidRule(const std::string &message)
{
    Diagnostic diagnostic;
    diagnostic.code = "recognition-rule-invalid";
    diagnostic.message = message;
    diagnostic.mend =
        "Give each reading one of header, pointer, body or firstLine, and a field or a pattern with named groups.";
    return diagnostic;
}

Result<Reading> readingFromJson(const QJsonObject &object)
{
    Reading reading;
    if (object.contains(u"header"_s)) {
        reading.from = Reading::From::Header;
        reading.name = object[u"header"_s].toString().toStdString();
    } else if (object.contains(u"pointer"_s)) {
        reading.from = Reading::From::JsonPointer;
        reading.name = object[u"pointer"_s].toString().toStdString();
    } else if (object.contains(u"body"_s)) {
        reading.from = Reading::From::Body;
    } else if (object.contains(u"firstLine"_s)) {
        reading.from = Reading::From::FirstLine;
    } else {
        return invalidRule("A reading of a recognition rule names no header, pointer, body or firstLine.");
    }
    reading.pattern = object[u"pattern"_s].toString().toStdString();
    reading.field = object[u"field"_s].toString().toStdString();
    reading.isRequired = object[u"required"_s].toBool(true);
    if (reading.field.empty() && reading.pattern.empty())
        return invalidRule("A reading of a recognition rule has neither a field nor a pattern.");
    if (!reading.field.empty() && !isFieldName(reading.field))
        return invalidRule("\"" + reading.field + "\" is not a field that a recognition rule can fill.");
    const QRegularExpression expression(qt(reading.pattern));
    if (!expression.isValid()) {
        return invalidRule("The pattern \"" + reading.pattern +
                           "\" is no regular expression: " + expression.errorString().toStdString() + ".");
    }
    for (const QString &group : expression.namedCaptureGroups()) {
        if (!group.isEmpty() && !isFieldName(group.toStdString()))
            return invalidRule("The group \"" + group.toStdString() +
                               "\" is not a field that a recognition rule can fill.");
    }
    return reading;
}

} // namespace

RecognitionRule labEchoRule()
{
    using From = Reading::From;
    RecognitionRule rule;
    rule.name = "lab echo";
    rule.isWholeBodyEcho = true;
    rule.readings = {
        {From::Header, "X-Wayproof-Backend", "^(?<namespace>[^/]*)/(?<service>[^:]+)(?::(?:(?<port>\\d+)|[^:]*))?$", "",
         true},
        {From::Header, "X-Wayproof-Endpoint", "", "endpoint", false},
        {From::Header, "X-Wayproof-Received", "^(?<method>\\S+) (?<target>.*)$", "", false},
        {From::Header, "X-Wayproof-Received-Host", "", "host", false},
        {From::Header, "X-Wayproof-Received-Protocol", "", "protocol", false},
        {From::Header, "X-Wayproof-Received-Sni", "", "sni", false},
        {From::Header, "X-Wayproof-Received-Client", "", "client", false},
        {From::JsonPointer, "/headers", "", "headers", false},
    };
    return rule;
}

RecognitionRule labLineRule()
{
    RecognitionRule rule;
    rule.name = "lab echo line";
    rule.isWholeBodyEcho = true;
    rule.readings = {{Reading::From::FirstLine, "",
                      "^wayproof-backend (?<namespace>[^/ ]*)/(?<service>[^: ]+)(?::(?<port>\\d+))? endpoint "
                      "(?<endpoint>\\S+)(?: sni (?<sni>\\S+) client (?<client>.+))?$",
                      "", true}};
    return rule;
}

RecognitionRule gatewayApiEchoRule()
{
    using From = Reading::From;
    RecognitionRule rule;
    rule.name = "Gateway API echo";
    rule.isWholeBodyEcho = true;
    rule.readings = {
        {From::JsonPointer, "/path", "", "target", true},      {From::JsonPointer, "/host", "", "host", true},
        {From::JsonPointer, "/method", "", "method", true},    {From::JsonPointer, "/namespace", "", "namespace", true},
        {From::JsonPointer, "/pod", "", "endpoint", true},     {From::JsonPointer, "/service", "", "service", false},
        {From::JsonPointer, "/headers", "", "headers", false},
    };
    return rule;
}

std::vector<RecognitionRule> readyMadeRules()
{
    return {labEchoRule(), labLineRule(), gatewayApiEchoRule()};
}

Result<RecognitionRule> recognitionRuleFromJson(const QJsonObject &object)
{
    RecognitionRule rule;
    rule.name = object[u"name"_s].toString(u"own rule"_s).toStdString();
    rule.isWholeBodyEcho = object[u"wholeBody"_s].toBool();
    for (const QJsonValue &value : object[u"readings"_s].toArray()) {
        Result<Reading> reading = readingFromJson(value.toObject());
        if (!reading)
            return reading.diagnostics();
        rule.readings.push_back(*reading);
    }
    if (rule.readings.empty())
        return invalidRule("The recognition rule \"" + rule.name + "\" has no readings.");
    return rule;
}

void recogniseBackend(Observation &observation, const std::vector<RecognitionRule> &rules)
{
    observation.backend.reset();
    observation.received.reset();
    const std::optional<QJsonValue> json = observation.body.json();
    for (const RecognitionRule &rule : rules) {
        const std::optional<Found> found = apply(rule, observation, json);
        if (!found)
            continue;
        ObservedBackend backend;
        backend.ns = field(*found, "namespace").value_or("");
        backend.service = field(*found, "service").value_or("");
        backend.port = portNumber(field(*found, "port"));
        backend.endpoint = field(*found, "endpoint").value_or("");
        backend.recognisedBy = rule.name;
        if (!backend.service.empty() || !backend.endpoint.empty())
            observation.backend = backend;
        ReceivedRequest received;
        received.method = field(*found, "method");
        received.target = field(*found, "target");
        received.host = field(*found, "host");
        received.headers = found->headers;
        received.protocol = field(*found, "protocol");
        received.sni = named(field(*found, "sni"));
        received.client = named(field(*found, "client"));
        const bool readsLine = rule.readings.front().from == Reading::From::FirstLine;
        received.isWholeBody = rule.isWholeBodyEcho && (found->headers || readsLine);
        if (received != ReceivedRequest())
            observation.received = received;
        return;
    }
}

} // namespace wayproof
