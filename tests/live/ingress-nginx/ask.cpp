// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ask_ingressnginx FILE.yaml [-H 'Name: value'] [-X METHOD] [-d BODY] [--source ADDRESS] [--auth STATUS]
// [--flag NAME=VALUE] [--config KEY=VALUE] [--keep] URL…
// Serves the file as ingress-nginx' own controller configures it; prints for each URL what came back and what the
// backend saw. Needs what suite.sh sets.
#include "model/analysis/request.h"
#include "model/load/fileloader.h"
#include "model/routing/ingresscompiler.h"
#include "tests/live/ingress-nginx/servedcontroller.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace wayproof;
using namespace wayproof::test;

namespace
{

void say(const std::string &text)
{
    std::fputs((text + '\n').c_str(), stdout);
}

void show(const Observation &observed, const ServedController &served)
{
    std::string line = summary(observed);
    for (const std::string &location : observed.headerValues("Location"))
        line += "\n    Location: " + served.declared(location);
    if (observed.backend)
        line += "\n    backend: " + observed.backend->toText() + " (" + observed.backend->endpoint + ')';
    if (observed.received) {
        line += "\n    received: " + observed.received->method.value_or("?") + ' ' +
                observed.received->target.value_or("?") + "  Host: " + observed.received->host.value_or("none");
        for (const auto &[name, value] : observed.received->headers.value_or(HeaderList{}))
            line += "\n      " + name + ": " + value;
    }
    for (const auto &[name, value] : observed.headers)
        if (!name.starts_with("x-wayproof") && !name.starts_with("X-Wayproof"))
            line += "\n    < " + name + ": " + value;
    say(line);
}

} // namespace

int main(int count, char **values)
{
    const QCoreApplication application(count, values);
    const QStringList arguments = QCoreApplication::arguments();
    Request request;
    std::vector<std::string> urls;
    std::string file;
    IngressOptions options;
    options.dialect = "ingress-nginx";
    bool keeps = false;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        const std::string word = arguments[i].toStdString();
        const bool takesValue =
            QStringList{u"-H"_s, u"-X"_s, u"-d"_s, u"--source"_s, u"--auth"_s, u"--flag"_s, u"--config"_s}.contains(
                arguments[i]);
        const std::string value = takesValue && i + 1 < arguments.size() ? arguments[++i].toStdString() : std::string();
        const std::string key = value.substr(0, value.find('='));
        const std::string rest = value.find('=') == std::string::npos ? "true" : value.substr(value.find('=') + 1);
        if (word == "-H")
            request.headers.emplace_back(
                value.substr(0, value.find(':')),
                QString::fromStdString(value.substr(value.find(':') + 1)).trimmed().toStdString());
        else if (word == "-X")
            request.method = value;
        else if (word == "-d")
            request.body = value;
        else if (word == "--source")
            request.headers.emplace_back("X-Wayproof-Client", value);
        else if (word == "--auth")
            request.headers.emplace_back("X-Wayproof-Auth-Status", value);
        else if (word == "--flag")
            options.controllerFlags[key] = rest;
        else if (word == "--config")
            options.controllerConfig[key] = rest;
        else if (word == "--keep")
            keeps = true;
        else if (file.empty())
            file = word;
        else
            urls.push_back(word);
    }
    QFile input(QString::fromStdString(file));
    if (!input.open(QIODevice::ReadOnly)) {
        std::fputs("usage: ask_ingressnginx FILE.yaml [-H 'Name: value'] … URL…\n", stderr);
        return 2;
    }
    ControllerSet set;
    set.text = input.readAll().toStdString();
    set.snapshot = loadText("in.yaml", set.text);
    const ControllerSettings settings = controllerSettings(*set.snapshot, options);
    set.flags = settings.flags;
    set.config = settings.config;
    std::vector<std::unique_ptr<ServedController>> all;
    all.push_back(std::make_unique<ServedController>(std::move(set)));
    const QString problem = ServedController::start(all);
    const ServedController &served = *all.front();
    if (!problem.isEmpty() || !served.problem().isEmpty()) {
        say((problem + served.problem()).toStdString());
        return 1;
    }
    for (const QJsonValue &dropped : served.written().value(u"dropped"_s).toArray())
        say("dropped: " + QJsonDocument(dropped.toObject()).toJson(QJsonDocument::Compact).toStdString());
    if (keeps)
        QProcess::execute(u"cp"_s, {u"-r"_s, served.directory(), u"/tmp/ask-ingress-nginx"_s});
    for (const std::string &url : urls) {
        const Result<Request> place = requestFromUrl(url);
        if (!place) {
            say(url + ": " + place.diagnostics().front().toText());
            continue;
        }
        Request asked = request;
        asked.scheme = place->scheme;
        asked.host = place->host;
        asked.path = place->path;
        say(request.method + ' ' + url);
        show(probe(served.target(), asked), served);
    }
    return 0;
}
