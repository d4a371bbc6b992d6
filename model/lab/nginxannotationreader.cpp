// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxannotationreader.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

bool consistsOf(std::string_view text, std::string_view more)
{
    return std::all_of(text.begin(), text.end(), [more](char c) {
        return (std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80) ||
               more.find(c) != std::string_view::npos;
    });
}

bool isAddressOrRange(const std::string &text)
{
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    std::array<unsigned char, 16> bytes{};
    const bool isV4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
    const bool isV6 = !isV4 && inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
    if (!isV4 && !isV6)
        return false;
    if (slash == std::string::npos)
        return true;
    const std::optional<int> bits = intFromText(std::string_view(text).substr(slash + 1));
    return bits && *bits >= 0 && *bits <= (isV4 ? 32 : 128);
}

std::string withoutSpaces(std::string_view text)
{
    std::string result(text);
    std::erase(result, ' ');
    return result;
}

bool fits(std::string_view text, const std::regex &pattern)
{
    return std::regex_match(text.begin(), text.end(), pattern);
}

} // namespace

NginxAnnotationReader::NginxAnnotationReader(const Ingress &ingress, const NginxSettings &settings,
                                             Diagnostics &notServed)
    : m_ingress(ingress)
    , m_settings(settings)
    , m_notServed(notServed)
    , m_prefix(settings.flag("annotations-prefix", "nginx.ingress.kubernetes.io") + "/")
    , m_validates(settings.boolFlag("enable-annotation-validation", true))
{
}

const Text *NginxAnnotationReader::find(std::string_view name)
{
    const std::string key = m_prefix + std::string(name);
    m_known.insert(key);
    return m_ingress.meta.annotation(key);
}

ReadText NginxAnnotationReader::text(std::string_view name, Check check, std::string_view alias)
{
    const Text *found = find(name);
    if (!alias.empty()) {
        const Text *other = find(alias);
        if ((!found || found->value.empty()) && other && !other->value.empty())
            found = other;
    }
    if (!found)
        return {};
    if (m_validates && !found->value.empty() && !check(found->value))
        return {ReadText::State::Invalid, found->value};
    std::string value = trimmed(found->value);
    return {value.empty() ? ReadText::State::Empty : ReadText::State::Given, std::move(value)};
}

std::optional<bool> NginxAnnotationReader::flag(std::string_view name, bool *isInvalid)
{
    const Text *found = find(name);
    if (!found)
        return std::nullopt;
    const std::optional<bool> value = boolFromText(found->value);
    if (isInvalid)
        *isInvalid = m_validates && !value && !found->value.empty();
    return value;
}

std::optional<int> NginxAnnotationReader::number(std::string_view name, bool *isInvalid)
{
    const Text *found = find(name);
    if (!found)
        return std::nullopt;
    const std::optional<int> value = intFromText(found->value);
    if (isInvalid)
        *isInvalid = m_validates && !value && !found->value.empty();
    return value;
}

void NginxAnnotationReader::note(std::string_view name, const std::string &message)
{
    const std::string key = m_prefix + std::string(name);
    const Text *found = m_ingress.meta.annotation(key);
    m_notServed.push_back(notServedNote(m_ingress.meta, found ? found->at : Position(), key + ": " + message));
}

void NginxAnnotationReader::noteTheRest()
{
    for (const auto &[key, value] : m_ingress.meta.annotations) {
        if (key.starts_with(m_prefix) && !m_known.contains(key))
            note(std::string_view(key).substr(m_prefix.size()), "the lab does not serve this annotation.");
    }
}

namespace nginxcheck
{

bool anything(std::string_view)
{
    return true;
}

bool basic(std::string_view text)
{
    return consistsOf(text, "-._~/: ");
}

bool pathWithGroups(std::string_view text)
{
    return consistsOf(text, "-._~/:$");
}

bool spacedPathWithGroups(std::string_view text)
{
    return consistsOf(text, "-._~/:$ ");
}

bool url(std::string_view text)
{
    return consistsOf(text, "-._~/:?&=,");
}

bool urlWithVariables(std::string_view text)
{
    return consistsOf(text, "-._~/:?&=$, ");
}

bool regex(std::string_view text)
{
    return consistsOf(text, "-._~/:^$[](){}*+?|&=\\");
}

bool serverNames(std::string_view text)
{
    const std::vector<std::string> names = splitList(text);
    return std::all_of(names.begin(), names.end(), [](const std::string &name) { return regex(name); });
}

bool headerNames(std::string_view text)
{
    return consistsOf(text, "-_, ");
}

bool methods(std::string_view text)
{
    static const std::regex pattern("([A-Za-z]+,?\\s?)+");
    return text.size() < 500 && fits(text, pattern);
}

bool exposedHeaders(std::string_view text)
{
    static const std::regex pattern("(([A-Za-z0-9_-]+|\\*),?\\s?)+");
    return text.size() < 500 && fits(text, pattern);
}

bool origins(std::string_view text)
{
    static const std::regex pattern("([a-z]+://)?(\\*\\.)?[A-Za-z0-9.-]*(:[0-9]+)?");
    const std::string all = withoutSpaces(text);
    if (all == "*")
        return true;
    for (const std::string &one : splitList(all)) {
        if (!fits(one, pattern))
            return false;
    }
    return true;
}

bool errorCodes(std::string_view text)
{
    static const std::regex pattern("([4,5][0-9]{2},?)*");
    const std::string all = withoutSpaces(text);
    return all.size() < 500 && fits(all, pattern);
}

bool sources(std::string_view text)
{
    const std::string all(text);
    for (std::size_t start = 0; start <= all.size();) {
        const std::size_t end = std::min(all.find(',', start), all.size());
        if (!isAddressOrRange(trimmed(std::string_view(all).substr(start, end - start))))
            return false;
        start = end + 1;
    }
    return true;
}

bool serviceName(std::string_view text)
{
    static const std::regex pattern("[a-z]([a-z0-9-]*[a-z0-9])?");
    return text.size() <= 63 && fits(text, pattern);
}

bool size(std::string_view text)
{
    static const std::regex pattern("[0-9]+[bkmgBKMG]?");
    return fits(withoutSpaces(text), pattern);
}

} // namespace nginxcheck

} // namespace wayproof
