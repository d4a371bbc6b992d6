// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.h"

#include <QCommandLineParser>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

const QStringList panels{u"trace"_s, u"responses"_s, u"findings"_s};

std::optional<QSize> sizeOf(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{3,5})x(\\d{3,5})$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return QSize(match.captured(1).toInt(), match.captured(2).toInt());
}

} // namespace

ReadArguments readArguments(const QStringList &list)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Shows what happens to a request on the Ingress side and on the Gateway side, and whether it is the same.\n"
        "Without a source it opens the bundled tutorial."_s);
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Print this text."_s);
    const QCommandLineOption version({u"v"_s, u"version"_s}, u"Print the version."_s);
    const QCommandLineOption request(u"request"_s, u"Ask this request: \"GET http://host/path\"."_s, u"request"_s);
    const QCommandLineOption lab(u"lab"_s, u"Start the lab and probe both sides."_s);
    const QCommandLineOption sample(u"sample"_s, u"With --lab: fire the request N times at each side and count."_s,
                                    u"N"_s);
    const QCommandLineOption noLab(u"no-lab"_s, u"Do not start the lab for the tutorial."_s);
    const QCommandLineOption theme(u"theme"_s, u"Force the theme: light or dark."_s, u"theme"_s);
    const QCommandLineOption screenshot(u"screenshot"_s, u"Write a picture of the window and end."_s, u"file.png"_s);
    const QCommandLineOption size(u"size"_s, u"Size of the picture (default: 1600x1000)."_s, u"WxH"_s, u"1600x1000"_s);
    const QCommandLineOption panel(u"panel"_s, u"Panel in front: %1."_s.arg(panels.join(u", "_s)), u"name"_s);
    const QCommandLineOption exported(u"export"_s, u"Write the graph as .svg, .png or .pdf and end."_s, u"file"_s);
    const QCommandLineOption side(u"side"_s, u"Side to export: ingress, gateway or both (default)."_s, u"side"_s,
                                  u"both"_s);
    const QCommandLineOption report(u"report"_s, u"Write everything as one HTML file and end."_s, u"file.html"_s);
    parser.addOptions(
        {help, version, request, lab, sample, noLab, theme, screenshot, size, panel, exported, side, report});
    parser.addPositionalArgument(u"source"_s, u"Files and directories with Kubernetes resources."_s, u"[SOURCE…]"_s);

    ReadArguments read;
    if (!parser.parse(list)) {
        read.problem = parser.errorText();
        return read;
    }
    if (parser.isSet(help)) {
        // There is no application object yet, whose name the parser would put there.
        read.text = parser.helpText().replace(u"<executable_name>"_s, u"wayproof"_s);
        return read;
    }
    if (parser.isSet(version)) {
        read.text = u"wayproof " WAYPROOF_VERSION "\n"_s;
        return read;
    }
    Arguments &arguments = read.arguments;
    arguments.sources = parser.positionalArguments();
    if (parser.isSet(request))
        arguments.request = parser.value(request);
    arguments.isLabForced = parser.isSet(lab);
    arguments.screenshot = parser.value(screenshot);
    arguments.exportFile = parser.value(exported);
    arguments.report = parser.value(report);
    arguments.panel = parser.value(panel);
    arguments.exportSide = parser.value(side);
    arguments.startsLab =
        arguments.isLabForced || (!parser.isSet(noLab) && arguments.sources.isEmpty() && !arguments.isBatch());

    if (parser.isSet(sample)) {
        arguments.sample = parser.value(sample).toULongLong();
        if (arguments.sample == 0 || arguments.sample > 1'000'000 || !arguments.isLabForced)
            read.problem = u"--sample takes a number from 1 to 1000000, and needs --lab"_s;
    }
    if (parser.isSet(lab) && parser.isSet(noLab))
        read.problem = u"--lab and --no-lab exclude each other"_s;
    if (const std::optional<QSize> wanted = sizeOf(parser.value(size)))
        arguments.size = *wanted;
    else
        read.problem = u"--size takes WIDTHxHEIGHT, not \"%1\""_s.arg(parser.value(size));
    if (parser.isSet(theme)) {
        const QString word = parser.value(theme);
        arguments.isDark = word == u"dark"_s;
        if (word != u"dark"_s && word != u"light"_s)
            read.problem = u"--theme takes light or dark, not \"%1\""_s.arg(word);
    }
    if (!arguments.panel.isEmpty() && !panels.contains(arguments.panel))
        read.problem = u"--panel takes %1, not \"%2\""_s.arg(panels.join(u", "_s), arguments.panel);
    if (!QStringList{u"ingress"_s, u"gateway"_s, u"both"_s}.contains(arguments.exportSide))
        read.problem = u"--side takes ingress, gateway or both, not \"%1\""_s.arg(arguments.exportSide);
    return read;
}

} // namespace wayproof
