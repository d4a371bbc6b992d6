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

ExpectationFile readExpectations(const QString &path)
{
    const auto bytes = readInput(path);
    if (!bytes)
        return {{}, bytes.diagnostics()};
    const auto value = yamlToJson(path.toStdString(), bytes->toStdString());
    if (!value)
        return {{}, value.diagnostics()};
    return expectations(value->value, value->elements, path.toStdString());
}

void printText(const ExpectationResult &result)
{
    const QString name = QString::fromStdString(result.expectation.name);
    const ExpectationCheck &check = result.check;
    printLine((check.isMet()            ? toned(u"ok      "_s, Tone::Good)
               : check.failures.empty() ? toned(u"UNKNOWN "_s, Tone::Warn)
                                        : toned(u"FAILED  "_s, Tone::Bad)) +
              name);
    for (const auto *sentences : {&check.failures, &check.unknowns}) {
        for (const std::string &sentence : *sentences)
            printLine(u"        "_s + QString::fromStdString(sentence));
    }
}

QJsonArray toJson(const std::vector<std::string> &sentences)
{
    QJsonArray array;
    for (const std::string &sentence : sentences)
        array.append(QString::fromStdString(sentence));
    return array;
}

void printAsJson(const ExpectationResult &result)
{
    printJson({{u"schema"_s, u"wayproof/expectation-result/v1"_s},
               {u"name"_s, QString::fromStdString(result.expectation.name)},
               {u"passed"_s, result.check.isMet()},
               {u"failures"_s, toJson(result.check.failures)},
               {u"unknown"_s, toJson(result.check.unknowns)}});
}

} // namespace

int checkExpectations(const QString &path, const QString &format,
                      const std::function<SidesAnswered(const Request &)> &answer, int code)
{
    const ExpectationFile file = readExpectations(path);
    printDiagnostics(file.problems);
    if (file.list.empty() && !file.problems.empty())
        return Usage;
    std::vector<ExpectationResult> results;
    code = file.problems.empty() ? code : static_cast<int>(Bad);
    for (const Expectation &expectation : file.list) {
        results.push_back({expectation, checked(expectation, answer(expectation.request))});
        const ExpectationCheck &check = results.back().check;
        code = worst(code, !check.failures.empty() ? Bad : check.isMet() ? Good : Unknown);
        if (format == u"text"_s)
            printText(results.back());
        else if (format == u"json"_s)
            printAsJson(results.back());
    }
    if (format == u"junit"_s)
        printLine(QString::fromUtf8(toJunit(results, file.problems, path.toStdString())));
    return code;
}

} // namespace wayproof::cli
