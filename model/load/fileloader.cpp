// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/fileloader.h"

#include "model/load/documenttext.h"
#include "model/load/json.h"
#include "model/load/objectdecoder.h"
#include "model/load/secrettext.h"
#include "model/load/sourcefiles.h"
#include "model/load/yamldocument.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <unordered_map>

namespace wayproof
{

namespace
{

using Name = std::shared_ptr<const std::string>;

/// One document of one source, still as text.
struct Task {
    std::size_t source = 0;
    DocumentText document;
    bool isJson = false;
};

/// What one worker made of consecutive tasks.
struct Batch {
    std::size_t firstTask = 0;
    std::size_t endTask = 0;
    SnapshotParts parts;
    std::vector<std::pair<std::size_t, HiddenRange>> hidden; ///< by source
};

Diagnostic finding(const ParseFailure &failure, const Name &file, Severity severity)
{
    return {severity, Category::Parse, failure.code, failure.message, failure.mend, {file, failure.at}, {}, {}};
}

/// In stable order, and once only: what an alias repeats is found again at the same place.
void settle(Diagnostics &findings)
{
    sortDiagnostics(findings);
    const auto isSame = [](const Diagnostic &a, const Diagnostic &b) {
        return a.code == b.code && a.location == b.location && a.message == b.message && a.subject == b.subject;
    };
    findings.erase(std::unique(findings.begin(), findings.end(), isSame), findings.end());
}

/// JSON is known by its first character: no block style YAML begins so, and flow style YAML is tried after it.
bool looksLikeJson(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// The tasks of all texts. What is no text at all is emptied, since nobody can say what it holds.
std::vector<Task> cutIntoTasks(std::vector<NamedText> &texts, const std::vector<Name> &names, Diagnostics &findings)
{
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const TextCheck check = checkText(texts[i].text);
        for (const ParseFailure &note : check.notes)
            findings.push_back(finding(note, names[i], Severity::Info));
        for (const ParseFailure &failure : check.failures)
            findings.push_back(finding(failure, names[i], Severity::Error));
        if (!check.failures.empty()) {
            texts[i].text.clear();
            continue;
        }
        const std::string_view text = std::string_view(texts[i].text).substr(check.begin);
        std::vector<DocumentText> documents = splitDocuments(text);
        const bool isJson = documents.size() == 1 && looksLikeJson(text);
        if (isJson)
            documents = {{text, 0, 1, documents.front().lastLine}};
        for (DocumentText &document : documents) {
            document.offset += check.begin;
            tasks.push_back({i, document, isJson});
        }
    }
    return tasks;
}

std::optional<ParseFailure> parse(const Task &task, const std::string &name, NodeArena &arena)
{
    const std::string_view text = task.document.text;
    const std::size_t invalid = findInvalidUtf8(text);
    if (invalid != std::string_view::npos)
        return ParseFailure{"input-not-utf8", "a byte that is not UTF-8", "Save the file as UTF-8.",
                            positionOf(text, invalid, task.document.firstLine)};
    if (!task.isJson)
        return parseYaml(text, task.document.firstLine, arena);
    auto failure = parseJson(text, arena);
    if (failure && !name.ends_with(".json") && !parseYaml(text, task.document.firstLine, arena))
        failure.reset(); // flow style YAML
    return failure;
}

void work(const std::vector<Task> &tasks, const std::vector<Name> &names, Batch &batch)
{
    NodeArena arena; // kept from document to document, so that its memory is
    std::vector<NodeIndex> hidden;
    for (std::size_t i = batch.firstTask; i < batch.endTask; ++i) {
        const Task &task = tasks[i];
        const Name &name = names[task.source];
        arena.clear();
        hidden.clear();
        std::vector<HiddenRange> ranges;
        if (const auto failure = parse(task, *name, arena)) {
            batch.parts.findings.push_back(finding(*failure, name, Severity::Error));
            ranges = hiddenRangesOfUnparsed(task.document);
        } else {
            for (const NodeIndex root : arena.roots)
                decodeDocument(arena, root, task.document.lastLine, name, batch.parts, hidden);
            ranges = hiddenRanges(task.document, arena, hidden);
        }
        for (const HiddenRange &range : ranges)
            batch.hidden.emplace_back(task.source, range);
    }
}

/// Consecutive tasks of together about `size` bytes.
std::vector<Batch> makeBatches(const std::vector<Task> &tasks, std::size_t size)
{
    std::vector<Batch> batches;
    std::size_t bytes = size;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (bytes >= size) {
            batches.emplace_back().firstTask = i;
            bytes = 0;
        }
        bytes += tasks[i].document.text.size();
        batches.back().endTask = i + 1;
    }
    return batches;
}

void runOnAllCores(const std::vector<Task> &tasks, const std::vector<Name> &names, std::vector<Batch> &batches)
{
    std::atomic<std::size_t> next = 0;
    const auto worker = [&] {
        for (std::size_t i = next++; i < batches.size(); i = next++)
            work(tasks, names, batches[i]);
    };
    const std::size_t cores = std::max<std::size_t>(1, std::thread::hardware_concurrency());
    std::vector<std::thread> helpers;
    for (std::size_t i = 1; i < std::min(cores, batches.size()); ++i)
        helpers.emplace_back(worker);
    worker();
    for (std::thread &helper : helpers)
        helper.join();
}

} // namespace

SnapshotParts decodeTexts(std::vector<NamedText> texts)
{
    constexpr std::size_t batchBytes = 256U << 10U;
    std::vector<Name> names;
    for (NamedText &text : texts)
        names.push_back(std::make_shared<const std::string>(std::move(text.name)));

    SnapshotParts parts;
    const std::vector<Task> tasks = cutIntoTasks(texts, names, parts.findings);
    std::vector<Batch> batches = makeBatches(tasks, batchBytes);
    runOnAllCores(tasks, names, batches);

    std::vector<std::vector<HiddenRange>> hidden(texts.size());
    for (Batch &batch : batches) {
        append(parts, std::move(batch.parts));
        for (const auto &[source, range] : batch.hidden)
            hidden[source].push_back(range);
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto text = std::make_shared<const std::string>(withoutRanges(std::move(texts[i].text), std::move(hidden[i])));
        parts.sources.push_back({names[i], std::move(text)});
    }
    settle(parts.findings);
    return parts;
}

SnapshotParts decodeFiles(const SourceRequest &request)
{
    SourceFiles files = readSources(request.paths);
    SnapshotParts parts = decodeTexts(std::move(files.texts));
    parts.findings.insert(parts.findings.end(), files.findings.begin(), files.findings.end());
    return parts;
}

void removeDuplicates(SnapshotParts &parts)
{
    std::unordered_map<ResourceId, Location> first;
    const auto isDuplicate = [&](const auto &object) {
        const ObjectMeta &meta = object.meta;
        if (meta.name->empty())
            return false;
        const auto [found, isNew] = first.try_emplace(meta.id(), meta.source);
        if (isNew)
            return false;
        parts.findings.push_back({Severity::Warning,
                                  Category::Conflict,
                                  "object-duplicate",
                                  meta.id().toText() + " is defined for the second time; the first one is used",
                                  "Remove one of the two; when both are applied, the last one wins.",
                                  meta.source,
                                  meta.id(),
                                  {{"first defined here", found->second}}});
        return true;
    };
    std::apply([&](auto &...lists) { (std::erase_if(lists, isDuplicate), ...); }, parts.objects);
}

SnapshotPtr loadTexts(std::vector<NamedText> texts)
{
    SnapshotParts parts = decodeTexts(std::move(texts));
    removeDuplicates(parts);
    settle(parts.findings);
    return std::make_shared<const Snapshot>(std::move(parts));
}

SnapshotPtr loadText(std::string name, std::string text)
{
    std::vector<NamedText> texts(1);
    texts.front() = {std::move(name), std::move(text)};
    return loadTexts(std::move(texts));
}

SnapshotPtr loadFiles(const SourceRequest &request)
{
    SnapshotParts parts = decodeFiles(request);
    removeDuplicates(parts);
    settle(parts.findings);
    return std::make_shared<const Snapshot>(std::move(parts));
}

} // namespace wayproof
