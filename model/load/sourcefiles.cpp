// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/sourcefiles.h"

#include "model/load/node.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
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

class SourceReader
{
public:
    void readPath(const std::string &path)
    {
        if (path == "-") {
            readStream(std::cin, path);
            return;
        }
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (!fs::exists(status)) {
            fail("path-missing", path,
                 error && error != std::errc::no_such_file_or_directory ? "the path can't be opened: " + error.message()
                                                                        : "there is no such file or directory",
                 "Check the spelling; the path counts from the current directory.");
        } else if (fs::is_directory(status)) {
            const std::size_t before = m_files.texts.size() + m_files.findings.size();
            readFolder(path, 0);
            if (m_files.texts.size() + m_files.findings.size() == before)
                fail("path-no-manifests", path, "the directory holds no *.yaml, *.yml or *.json file",
                     "Name the files themselves if they are called otherwise.", Severity::Warning);
        } else {
            readFile(path);
        }
    }

    SourceFiles take() { return std::move(m_files); }

private:
    void fail(std::string code, const std::string &path, std::string message, std::string mend,
              Severity severity = Severity::Error)
    {
        m_files.findings.push_back({severity,
                                    Category::Parse,
                                    std::move(code),
                                    std::move(message),
                                    std::move(mend),
                                    {std::make_shared<const std::string>(path), {}},
                                    {},
                                    {}});
    }

    void readFolder(const std::string &path, int depth)
    {
        std::error_code error;
        const std::string canonical = fs::canonical(path, error).string();
        if (std::find(m_openFolders.begin(), m_openFolders.end(), canonical) != m_openFolders.end() ||
            depth > maximumFolderDepth) {
            fail("path-loop", path, "the directory leads back to one that contains it",
                 "Remove the symbolic link; everything else was read.", Severity::Warning);
            return;
        }
        if (!m_seen.insert(canonical).second)
            return;
        std::vector<fs::directory_entry> entries;
        fs::directory_iterator iterator(path, error);
        for (; !error && iterator != fs::directory_iterator(); iterator.increment(error))
            entries.push_back(*iterator);
        if (error) {
            fail("path-unreadable", path, "the directory can't be read: " + error.message(), "Check its permissions.");
            return;
        }
        m_files.directories.push_back(path);
        std::sort(entries.begin(), entries.end());
        m_openFolders.push_back(canonical);
        for (const fs::directory_entry &entry : entries)
            readEntry(entry, depth);
        m_openFolders.pop_back();
    }

    void readEntry(const fs::directory_entry &entry, int depth)
    {
        const std::string name = entry.path().filename().string();
        const std::string path = entry.path().string();
        if (name.starts_with('.'))
            return;
        std::error_code error;
        const fs::file_status status = fs::status(entry.path(), error);
        const std::string extension = entry.path().extension().string();
        const bool isManifest = extension == ".yaml" || extension == ".yml" || extension == ".json";
        if (fs::is_directory(status))
            readFolder(path, depth + 1);
        else if (isManifest && fs::is_regular_file(status))
            readFile(path);
        else if (isManifest)
            fail("path-unreadable", path,
                 error ? "the file can't be opened: " + error.message() : "this is no regular file",
                 "Mend the symbolic link, or remove it.");
    }

    void readFile(const std::string &path)
    {
        std::error_code error;
        if (!m_seen.insert(fs::canonical(path, error).string()).second)
            return; // named twice, or reached by two links
        errno = 0;
        std::ifstream stream(path, std::ios::binary);
        if (!stream) {
            fail("path-unreadable", path, std::string("the file can't be read: ") + std::strerror(errno),
                 "Check its permissions.");
            return;
        }
        readStream(stream, path);
    }

    void readStream(std::istream &stream, const std::string &name)
    {
        if (m_files.texts.size() >= maximumFiles || m_total >= maximumTotalSize) {
            fail("input-too-large", name, "the file was left out: more than 2 GiB or 200,000 files",
                 "Load a part of the directory.");
            return;
        }
        std::string text;
        char buffer[1U << 16U];
        while (text.size() <= maximumFileSize && (stream.read(buffer, sizeof buffer) || stream.gcount() > 0))
            text.append(buffer, static_cast<std::size_t>(stream.gcount()));
        if (text.size() > maximumFileSize) {
            fail("input-too-large", name, "the file is larger than 512 MiB", "Split it.");
            return;
        }
        m_total += text.size();
        m_files.texts.push_back({name, std::move(text)});
    }

    SourceFiles m_files;
    std::set<std::string> m_seen;           ///< canonical paths
    std::vector<std::string> m_openFolders; ///< canonical paths from the outermost to the current one
    std::size_t m_total = 0;
};

} // namespace

SourceFiles readSources(const std::vector<std::string> &paths)
{
    SourceReader reader;
    for (const std::string &path : paths)
        reader.readPath(path);
    return reader.take();
}

} // namespace wayproof
