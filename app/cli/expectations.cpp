// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/expectations.h"

#include "app/cli/arguments.h"
#include "app/cli/exitcode.h"
#include "app/cli/output.h"
#include "model/load/yamljson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

Result<std::vector<Expectation>> readExpectations(const QString &path)
{
    const auto bytes = readInput(path);
    if (!bytes)
        return bytes.diagnostics();
    const auto value = yamlToJson(path.toStdString(), bytes->toStdString());
    if (!value)
        return value.diagnostics();
    return expectations(value->value, value->elements, path.toStdString());
}

void printText(const ExpectationResult &result)
{
    const QString name = QString::fromStdString(result.expectation.name);
    printLine(result.failures.empty() ? toned(u"ok      "_s, Tone::Good) + name
                                      : toned(u"FAILED  "_s, Tone::Bad) + name);
    for (const std::string &failure : result.failures)
        printLine(u"        "_s + QString::fromStdString(failure));
}

void printAsJson(const ExpectationResult &result)
{
    QJsonArray failures;
    for (const std::string &failure : result.failures)
        failures.append(QString::fromStdString(failure));
    printJson({{u"schema"_s, u"wayproof/expectation-result/v1"_s},
               {u"name"_s, QString::fromStdString(result.expectation.name)},
               {u"passed"_s, result.failures.empty()},
               {u"failures"_s, failures}});
}

} // namespace

int checkExpectations(const QString &path, const QString &format,
                      const std::function<SidesAnswered(const Request &)> &answer, int code)
{
    const auto list = readExpectations(path);
    if (!list) {
        printDiagnostics(list.diagnostics());
        return Usage;
    }
    std::vector<ExpectationResult> results;
    bool isMet = true;
    for (const Expectation &expectation : *list) {
        results.push_back({expectation, unmet(expectation, answer(expectation.request))});
        isMet = isMet && results.back().failures.empty();
        if (format == u"text"_s)
            printText(results.back());
        else if (format == u"json"_s)
            printAsJson(results.back());
    }
    if (format == u"junit"_s)
        printLine(QString::fromUtf8(toJunit(results, path.toStdString())));
    return isMet ? code : static_cast<int>(Bad);
}

} // namespace wayproof::cli
