// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/sourcefiles.h"

#include "model/load/node.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

namespace wayproof
{

namespace
{

namespace fs = std::filesystem;

constexpr std::size_t maximumTotalSize = 2U << 30U;
constexpr std::size_t maximumFiles = 200'000;
constexpr int maximumFolderDepth = 64;

Diagnostic pathFinding(Severity severity, std::string code, const std::string &path, std::string message,
                       std::string mend)
{
    return {severity,
            Category::Parse,
            std::move(code),
            std::move(message),
            std::move(mend),
            {std::make_shared<const std::string>(path), {}},
            {},
            {}};
}

class PathFinder
{
public:
    void add(const std::string &path)
    {
        if (path == "-") {
            addFile(path);
            return;
        }
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (!fs::exists(status)) {
            const bool isMissing = !error || error == std::errc::no_such_file_or_directory;
            fail(Severity::Error, isMissing ? "path-missing" : "path-unreadable", path,
                 isMissing ? "there is no such file or directory" : "the path can't be opened: " + error.message(),
                 isMissing ? "Check the spelling; the path counts from the current directory."
                           : "Check its permissions.");
        } else if (fs::is_directory(status)) {
            const std::size_t before = m_found.files.size() + m_found.findings.size();
            searchFolder(path, 0);
            if (m_found.files.size() + m_found.findings.size() == before)
                fail(Severity::Warning, "path-no-manifests", path,
                     "the directory holds no *.yaml, *.yml or *.json file (or was named twice)",
                     "Name the files themselves if they are called otherwise.");
        } else {
            addFile(path);
        }
    }

    SourcePaths take() { return std::move(m_found); }

private:
    void fail(Severity severity, std::string code, const std::string &path, std::string message, std::string mend)
    {
        m_found.findings.push_back(pathFinding(severity, std::move(code), path, std::move(message), std::move(mend)));
    }

    void addFile(const std::string &path)
    {
        std::error_code error;
        const fs::path canonical = path == "-" ? fs::path(path) : fs::canonical(path, error);
        if (m_seen.insert(canonical.string()).second) // else named twice, or reached by two links
            m_found.files.push_back(path);
    }

    void searchFolder(const std::string &path, int depth)
    {
        std::error_code error;
        const std::string canonical = fs::canonical(path, error).string();
        const bool isOpen = std::find(m_openFolders.begin(), m_openFolders.end(), canonical) != m_openFolders.end();
        if (isOpen || depth > maximumFolderDepth) {
            fail(Severity::Warning, "path-loop", path, "the directory leads back to one that contains it",
                 "Remove the symbolic link; everything else was read.");
            return;
        }
        if (!m_seen.insert(canonical).second)
            return;
        std::vector<fs::directory_entry> entries;
        fs::directory_iterator iterator(path, error);
        for (; !error && iterator != fs::directory_iterator(); iterator.increment(error))
            entries.push_back(*iterator);
        if (error) {
            fail(Severity::Error, "path-unreadable", path, "the directory can't be read: " + error.message(),
                 "Check its permissions.");
            return;
        }
        m_found.directories.push_back(path);
        std::sort(entries.begin(), entries.end());
        m_openFolders.push_back(canonical);
        for (const fs::directory_entry &entry : entries)
            searchEntry(entry, depth);
        m_openFolders.pop_back();
    }

    void searchEntry(const fs::directory_entry &entry, int depth)
    {
        if (entry.path().filename().string().starts_with('.'))
            return;
        const std::string path = entry.path().string();
        const std::string extension = entry.path().extension().string();
        const bool isManifest = extension == ".yaml" || extension == ".yml" || extension == ".json";
        std::error_code error;
        const fs::file_status status = fs::status(entry.path(), error);
        if (fs::is_directory(status))
            searchFolder(path, depth + 1);
        else if (isManifest && fs::is_regular_file(status))
            addFile(path);
        else if (isManifest)
            fail(Severity::Error, "path-unreadable", path,
                 error ? "the file can't be opened: " + error.message() : "this is no regular file",
                 "Mend the symbolic link, or remove it.");
    }

    SourcePaths m_found;
    std::set<std::string> m_seen;           ///< canonical paths
    std::vector<std::string> m_openFolders; ///< canonical paths, from the outermost to the current one
};

/// The text of a stream, cut off a little behind the largest size that is loaded.
std::string contentOf(std::istream &stream)
{
    std::string text;
    char buffer[1U << 16U];
    while (text.size() <= maximumFileSize && (stream.read(buffer, sizeof buffer) || stream.gcount() > 0))
        text.append(buffer, static_cast<std::size_t>(stream.gcount()));
    return text;
}

} // namespace

SourcePaths findSources(const std::vector<std::string> &paths)
{
    PathFinder finder;
    for (const std::string &path : paths)
        finder.add(path);
    return finder.take();
}

SourceFiles readSources(const std::vector<std::string> &paths)
{
    SourcePaths found = findSources(paths);
    SourceFiles sources;
    sources.findings = std::move(found.findings);
    std::size_t total = 0;
    const auto fail = [&](std::string code, const std::string &path, std::string message, std::string mend) {
        sources.findings.push_back(
            pathFinding(Severity::Error, std::move(code), path, std::move(message), std::move(mend)));
    };
    for (const std::string &path : found.files) {
        if (sources.texts.size() >= maximumFiles || total >= maximumTotalSize) {
            fail("input-too-large", path,
                 "this file and those after it were left out: more than 2 GiB or 200,000 files",
                 "Load a part of the directory.");
            break;
        }
        errno = 0;
        std::ifstream file;
        if (path != "-")
            file.open(path, std::ios::binary);
        std::string text = contentOf(path == "-" ? std::cin : file);
        if (path != "-" && (!file.is_open() || file.bad()))
            fail("path-unreadable", path, std::string("the file can't be read: ") + std::strerror(errno),
                 "Check its permissions.");
        else if (text.size() > maximumFileSize)
            fail("input-too-large", path, "the file is larger than 512 MiB", "Split it.");
        else {
            total += text.size();
            sources.texts.push_back({path, std::move(text)});
        }
    }
    return sources;
}

} // namespace wayproof
