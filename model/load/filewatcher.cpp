// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/filewatcher.h"

#include "model/load/sourcefiles.h"

#include <QFileInfo>
#include <QSet>

#include <sys/stat.h>

namespace wayproof
{

namespace
{

std::string signatureOf(const std::string &path)
{
    struct stat status {
    };
    if (::stat(path.c_str(), &status) != 0)
        return {};
    return std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) + ' ' +
           std::to_string(status.st_mtim.tv_sec) + '.' + std::to_string(status.st_mtim.tv_nsec);
}

} // namespace

FileWatcher::FileWatcher(QObject *parent)
    : QObject(parent)
{
    constexpr int quietMilliseconds = 150;
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quietMilliseconds);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_quiet, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_quiet, qOverload<>(&QTimer::start));
    connect(&m_quiet, &QTimer::timeout, this, &FileWatcher::look);
}

void FileWatcher::watch(const SourceRequest &request)
{
    m_quiet.stop();
    m_request = request;
    const Scan found = scan(m_request);
    m_seen = found.files;
    follow(found.watched);
}

void FileWatcher::setQuietTime(int milliseconds)
{
    m_quiet.setInterval(milliseconds);
}

FileWatcher::Scan FileWatcher::scan(const SourceRequest &request)
{
    const SourcePaths paths = findSources(request.paths);
    Scan found;
    for (const std::string &path : paths.files) {
        if (path == "-")
            continue;
        found.files.emplace(path, signatureOf(path));
        const QFileInfo file(QString::fromStdString(path));
        // The directory tells that a file was renamed over; the file itself, that it was written to.
        found.watched << file.filePath() << file.path();
    }
    for (const std::string &path : paths.directories)
        found.watched << QString::fromStdString(path);
    // A path that is missing now may come.
    for (const std::string &path : request.paths) {
        if (path != "-")
            found.watched << QFileInfo(QString::fromStdString(path)).path();
    }
    found.watched.removeDuplicates();
    return found;
}

void FileWatcher::look()
{
    const Scan found = scan(m_request);
    follow(found.watched);
    if (found.files == m_seen)
        return; // something else in a watched directory
    m_seen = found.files;
    Q_EMIT changed();
}

void FileWatcher::follow(const QStringList &paths)
{
    const QStringList before = m_watcher.files() + m_watcher.directories();
    const QSet<QString> watched(before.begin(), before.end());
    const QSet<QString> wanted(paths.begin(), paths.end());
    const QStringList gone = QSet<QString>(watched).subtract(wanted).values();
    const QStringList added = QSet<QString>(wanted).subtract(watched).values();
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    if (!added.isEmpty())
        m_watcher.addPaths(added); // what can't be watched (a limit of the system) is just not followed
}

} // namespace wayproof
