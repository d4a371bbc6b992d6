// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The words of the routing table's enumerations and the stable text of a whole table. Decides nothing.
#include "model/routing/routingtable.h"

#include "model/routing/actiontext.h"

namespace wayproof
{

namespace
{

std::string sourceText(const Location &source)
{
    return source.isKnown() ? " at " + source.toText() : std::string();
}

std::string listenerText(const std::string &listener)
{
    return listener.empty() ? std::string() : " listener " + listener;
}

std::string anchorText(const Anchor &anchor)
{
    std::string text = anchor.id.toText();
    if (anchor.rule) {
        text += " rule " + std::to_string(*anchor.rule);
    }
    if (anchor.match) {
        text += *anchor.match == -1 ? " default backend" : " match " + std::to_string(*anchor.match);
    }
    if (!anchor.section.empty()) {
        text += " section " + anchor.section;
    }
    return text;
}

std::string shareText(const std::optional<double> &share)
{
    if (!share) {
        return {};
    }
    // Percent with up to three digits behind the point: the same on every machine, unlike printf's %g under another
    // locale.
    const auto thousandths = static_cast<long long>(*share * 100000 + 0.5);
    std::string text = std::to_string(thousandths / 1000);
    if (const long long rest = thousandths % 1000) {
        std::string digits = std::to_string(1000 + rest).substr(1);
        while (digits.back() == '0') {
            digits.pop_back();
        }
        text += "." + digits;
    }
    return " " + text + " %";
}

void write(std::string &text, const Rule &rule)
{
    text += "      rule " + rule.match.toText() + "\n";
    const std::string indent = "        ";
    text += indent + "from " + toText(rule.origin) + listenerText(rule.origin.listener) +
            sourceText(rule.origin.source) + "\n";
    if (!rule.rank.empty()) {
        text += indent + "rank ";
        for (std::size_t i = 0; i < rule.rank.size(); ++i) {
            text += (i ? "; " : "") + rule.rank[i].criterion + "=" + rule.rank[i].value;
        }
        text += "\n";
    }
    if (rule.match.unknown) {
        text += indent + "unknown " + toText(*rule.match.unknown) + "\n";
    }
    if (rule.unranked) {
        text += indent + "unranked" + (rule.unrankedGroup ? " in group " + std::to_string(rule.unrankedGroup) : "") +
                " " + toText(*rule.unranked) + "\n";
    }
    for (const Dependency &dependency : rule.dependsOn) {
        text += indent + "depends on " + toText(dependency) + "\n";
    }
    text += rule.action ? toText(*rule.action, indent) : indent + "no action\n";
}

void write(std::string &text, const char *label, const std::shared_ptr<const Action> &action, const std::string &indent)
{
    if (action) {
        text += indent + label + ":\n" + toText(*action, indent + "  ");
    }
}

void write(std::string &text, const Channel &channel)
{
    text += "  channel sni " + channel.sni.toText() + " tls " + std::string(toText(channel.tls)) +
            listenerText(channel.listener) + sourceText(channel.source) + "\n";
    if (!channel.refusal.empty()) {
        text += "    refuses: " + channel.refusal + "\n";
    }
    for (const Dependency &dependency : channel.dependsOn) {
        text += "    depends on " + toText(dependency) + "\n";
    }
    for (std::size_t i = 0; i < channel.hosts.size(); ++i) {
        const VirtualHost &host = channel.hosts[i];
        text += "    host " + std::to_string(i) + " " + host.pattern.toText() + listenerText(host.listener) +
                (host.next ? " then host " + std::to_string(*host.next) : std::string()) + sourceText(host.source) +
                "\n";
        if (!host.reason.empty()) {
            text += "      because " + host.reason + "\n";
        }
        for (const Rule &rule : host.rules) {
            write(text, rule);
        }
    }
    write(text, "no host", channel.noHost, "    ");
    write(text, "no match", channel.noMatch, "    ");
}

void write(std::string &text, const Entrance &entrance)
{
    text += "entrance \"" + entrance.name + "\" " + std::string(toText(entrance.protocol)) +
            (entrance.port ? " port " + std::to_string(*entrance.port) : std::string()) + sourceText(entrance.source) +
            "\n";
    const auto line = [&](const char *label, const std::string &content) {
        if (!content.empty()) {
            text += std::string("  ") + label + " " + content + "\n";
        }
    };
    const auto list = [](const std::vector<std::string> &parts) {
        std::string joined;
        for (const std::string &part : parts) {
            joined += joined.empty() ? part : ", " + part;
        }
        return joined;
    };
    line("owner", entrance.owner.toText());
    line("group", entrance.group);
    line("classes", list(entrance.classNames));
    line("listeners", list(entrance.listeners));
    line("policy", toText(entrance.policy));
    for (const std::string &assumption : entrance.assumptions) {
        line("assumes", assumption);
    }
    for (const Channel &channel : entrance.channels) {
        write(text, channel);
    }
    write(text, "no channel", entrance.noChannel, "  ");
    write(text, "no SNI", entrance.noSni, "  ");
}

} // namespace

std::string_view toText(Side side)
{
    return side == Side::Ingress ? "ingress" : "gateway";
}

std::string_view toText(TlsMode mode)
{
    switch (mode) {
    case TlsMode::None:
        return "none";
    case TlsMode::Terminate:
        return "terminate";
    case TlsMode::Passthrough:
        return "passthrough";
    }
    return {};
}

std::string_view toText(EntranceProtocol protocol)
{
    switch (protocol) {
    case EntranceProtocol::Http:
        return "HTTP";
    case EntranceProtocol::Https:
        return "HTTPS";
    case EntranceProtocol::Tls:
        return "TLS";
    case EntranceProtocol::Tcp:
        return "TCP";
    case EntranceProtocol::Udp:
        return "UDP";
    }
    return {};
}

std::string_view toText(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Class:
        return "class";
    case LinkKind::Parent:
        return "parent";
    case LinkKind::Backend:
        return "backend";
    case LinkKind::Certificate:
        return "certificate";
    case LinkKind::FilterTarget:
        return "filter target";
    case LinkKind::Policy:
        return "policy";
    case LinkKind::Endpoints:
        return "endpoints";
    case LinkKind::Grant:
        return "grant";
    }
    return {};
}

std::string_view toText(LinkState state)
{
    switch (state) {
    case LinkState::Held:
        return "held";
    case LinkState::Refused:
        return "refused";
    case LinkState::Unknown:
        return "unknown";
    }
    return {};
}

std::string toText(const RoutingTable &table)
{
    std::string text = "side " + std::string(toText(table.side)) + "\n";
    for (const std::string &dialect : table.dialects) {
        text += "dialect " + dialect + "\n";
    }
    for (const std::string &assumption : table.assumptions) {
        text += "assumes " + assumption + "\n";
    }
    for (const Entrance &entrance : table.entrances) {
        write(text, entrance);
    }
    for (const Link &link : table.links) {
        text += "link " + std::string(toText(link.kind)) + " " + std::string(toText(link.state)) + ": " +
                anchorText(link.from) + " → " + anchorText(link.to) + shareText(link.share) +
                (link.code.empty() ? "" : " [" + link.code + "]") + (link.reason.empty() ? "" : " — " + link.reason) +
                sourceText(link.source) + "\n";
    }
    for (const Diagnostic &finding : table.findings) {
        text += "finding " + finding.toText() + "\n";
    }
    return text;
}

} // namespace wayproof
