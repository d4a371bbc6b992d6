// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/report.h"

#include "app/session.h"
#include "model/analysis/graphformats.h"
#include "model/analysis/graphpath.h"
#include "model/items/livetext.h"
#include "model/items/responsesmodel.h"

#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

const QString style = uR"(
:root{color-scheme:light dark;--ink:#1d2129;--soft:#5a6472;--line:#d5dae1;--card:#fff;--ground:#f3f4f6;--pred:#1f5fbf;--live:#08755c;--diff:#a8500a;--bad:#b4232c}
@media(prefers-color-scheme:dark){:root{--ink:#e4e7ec;--soft:#9ca5b3;--line:#343a46;--card:#1e222a;--ground:#14171c;--pred:#7fb2ff;--live:#4fd1b0;--diff:#f5a65b;--bad:#ff8a8a}}
body{font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;color:var(--ink);background:var(--ground);margin:0 auto;padding:32px;max-width:1200px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px}p{margin:4px 0}code,td.c{font-family:"DejaVu Sans Mono",monospace;font-size:13px}
.soft{color:var(--soft)}.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px;margin:8px 0;overflow:auto}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:16px}.word{font-weight:700;letter-spacing:.04em}
.pred{color:var(--pred)}.live{color:var(--live)}.diff{color:var(--diff)}.bad{color:var(--bad)}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:400}svg{max-width:100%;height:auto}
)"_s;

QString escaped(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

QString cell(const char *kind, const char *word, const AnswerText &text)
{
    QString html = u"<p><span class=\"word %1\">%2</span> <b>%3</b> <code>%4</code></p>"_s.arg(
        QString::fromUtf8(kind), QString::fromUtf8(word), escaped(text.headline), escaped(text.detail));
    if (!text.reason.empty())
        html += u"<p class=\"soft\">%1</p>"_s.arg(escaped(text.reason));
    for (const std::string &note : text.notes)
        html += u"<p class=\"soft\">? %1</p>"_s.arg(escaped(note));
    return html;
}

QString answersHtml(const Answers &answers)
{
    QString html = u"<div class=\"sides\">"_s;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const SideAnswer &answer = answers.side(side);
        html += u"<div class=\"card\"><b>%1</b>"_s.arg(side == Side::Ingress ? u"Ingress"_s : u"Gateway"_s);
        html += answer.predicted ? cell("pred", "PREDICTED", answerText(*answer.predicted))
                                 : u"<p class=\"soft\">nothing loaded</p>"_s;
        if (answer.observed) {
            html += cell("live", "LIVE", liveText(*answer.observed));
            if (answer.agreement && !answer.agreement->reason.empty())
                html += u"<p>%1</p>"_s.arg(escaped(answer.agreement->reason));
        } else {
            html += u"<p class=\"soft\">not probed</p>"_s;
        }
        html += u"</div>"_s;
    }
    return html + u"</div>"_s;
}

QString traceHtml(const Decision &decision)
{
    QString html = u"<div class=\"card\"><table><tr><th>Step</th><th>Result</th><th>Why</th><th>Where</th></tr>"_s;
    for (const TraceStep &step : decision.trace) {
        const Location source = step.origin.source.isKnown() ? step.origin.source : step.source;
        html += u"<tr><td>%1</td><td>%2</td><td>%3</td><td class=\"c\">%4</td></tr>"_s.arg(
            escaped(step.subject.empty() ? step.step : step.subject), escaped(step.result), escaped(step.reason),
            escaped(source.toText()));
    }
    return html + u"</table></div>"_s;
}

QString responsesHtml(const ProbeResult &result)
{
    QString html = u"<div class=\"card\"><table><tr><th>Field</th><th>Ingress</th><th>Gateway</th></tr>"_s;
    const std::vector<std::pair<FieldGroup, QString>> groups{{FieldGroup::Different, u"Different"_s},
                                                             {FieldGroup::Volatile, u"Varies by itself"_s},
                                                             {FieldGroup::Alike, u"Alike"_s},
                                                             {FieldGroup::Incidental, u"The data planes' own"_s}};
    for (const auto &[group, title] : groups) {
        const std::vector<ResponseField> fields = responseFields(result, group);
        if (fields.empty())
            continue;
        html += u"<tr><td colspan=\"3\"><b class=\"%1\">%2</b></td></tr>"_s.arg(
            group == FieldGroup::Different ? u"diff"_s : QString(), title);
        for (const ResponseField &field : fields)
            html += u"<tr><td>%1</td><td class=\"c\">%2</td><td class=\"c\">%3</td></tr>"_s.arg(
                field.field.toHtmlEscaped(), field.ingress.toHtmlEscaped(), field.gateway.toHtmlEscaped());
    }
    return html + u"</table></div>"_s;
}

QString findingsHtml(const Diagnostics &findings)
{
    if (findings.empty())
        return u"<p class=\"soft\">Nothing was found.</p>"_s;
    QString html =
        u"<div class=\"card\"><table><tr><th>Severity</th><th>Finding</th><th>About</th><th>Where</th></tr>"_s;
    for (const Diagnostic &finding : findings) {
        const QString tone = finding.severity == Severity::Error     ? u"bad"_s
                             : finding.severity == Severity::Warning ? u"diff"_s
                                                                     : u"soft"_s;
        html +=
            u"<tr><td class=\"%1\">%2</td><td>%3<br><span class=\"soft\">%4 [%5]</span></td><td>%6</td><td class=\"c\">%7</td></tr>"_s
                .arg(tone, QString::fromUtf8(toText(finding.severity).data()), escaped(finding.message),
                     escaped(finding.mend), escaped(finding.code), escaped(finding.subject.toText()),
                     escaped(finding.location.toText()));
    }
    return html + u"</table></div>"_s;
}

} // namespace

QString reportHtml(const Session &session)
{
    const WorldPtr &world = session.world();
    const Answers &answers = session.answers();
    QString html =
        u"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        u"content=\"width=device-width\">"
        "<title>Wayproof: %1</title><style>%2</style></head><body>"_s.arg(session.sourceName().toHtmlEscaped(), style);
    html += u"<h1>%1</h1><p class=\"soft\">%2 objects. Made by Wayproof " WAYPROOF_VERSION
            "; values of Secrets are never part of it.</p>"_s.arg(session.sourceName().toHtmlEscaped())
                .arg(world ? world->snapshot->objectCount() : 0);
    html += u"<h2>Request</h2><p><code>%1 %2</code></p>"_s.arg(escaped(session.draft().method),
                                                               escaped(session.draft().url));
    for (const auto &[name, value] : session.draft().headers)
        html += u"<p><code>%1: %2</code></p>"_s.arg(escaped(name), escaped(value));
    const Verdict &verdict = answers.verdict;
    const QString tone = verdict.kind == Verdict::Kind::Same           ? u"live"_s
                         : verdict.kind == Verdict::Kind::Contradicted ? u"bad"_s
                         : verdict.kind == Verdict::Kind::Different    ? u"diff"_s
                                                                       : u"soft"_s;
    html += u"<div class=\"card\"><p><span class=\"word %1\">%2</span> %3</p>"_s.arg(
        tone, QString::fromUtf8(toText(verdict.kind).data()), escaped(verdict.sentence));
    for (const std::string &detail : verdict.details)
        html += u"<p>%1</p>"_s.arg(escaped(detail));
    html += u"<p class=\"soft\">%1</p></div>"_s.arg(escaped(verdict.evidence));
    html += answersHtml(answers);
    if (answers.probe) {
        html += u"<h2>Responses</h2>"_s + responsesHtml(*answers.probe);
        if (session.labStatus())
            html += u"<p class=\"soft\">Observed on %1.</p>"_s.arg(escaped(session.labStatus()->label));
    }
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const QString name = side == Side::Ingress ? u"Ingress"_s : u"Gateway"_s;
        if (!world || !world->side(side).isLoaded)
            continue;
        const std::optional<Decision> &predicted = answers.side(side).predicted;
        const std::vector<std::string> lit =
            predicted ? litPath(*world->side(side).graph, *predicted) : std::vector<std::string>();
        html += u"<h2>%1 path</h2><div class=\"card\">%2</div>"_s.arg(
            name, QString::fromStdString(toSvg({*world->side(side).graph}, {lit})));
        if (predicted)
            html += u"<h2>Why, on the %1 side</h2>"_s.arg(name) + traceHtml(*predicted);
    }
    if (world)
        html += u"<h2>Findings</h2>"_s + findingsHtml(world->findings);
    return html + u"</body></html>\n"_s;
}

QString writeReport(const Session &session, const QString &file)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return u"cannot write %1: %2"_s.arg(file, out.errorString());
    out.write(reportHtml(session).toUtf8());
    return out.commit() ? QString() : u"cannot write %1: %2"_s.arg(file, out.errorString());
}

} // namespace wayproof
