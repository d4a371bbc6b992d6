// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Notices that the files behind a SourceRequest changed. Reads no content.
#pragma once

#include "model/load/fileloader.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <map>
#include <string>

namespace wayproof
{

/// Call watch() before loading, so that a change during the load is not missed.
class FileWatcher : public QObject
{
    Q_OBJECT

public:
    explicit FileWatcher(QObject *parent = nullptr);

    /// Replaces what is watched. Standard input is passed over. Editors that write a new file and rename it over the
    /// old one are followed, and so are files that come and go in a watched directory.
    void watch(const SourceRequest &request);
    /// How long the files must be quiet before changed() is emitted; 150 ms unless set.
    void setQuietTime(int milliseconds);

Q_SIGNALS:
    /// Some file's content, or the set of files, is another than when last looked at.
    void changed();

private:
    /// What tells that a file is another one: inode, size and time of change.
    using Signature = std::map<std::string, std::string>;

    struct Scan {
        Signature files;
        QStringList watched; ///< files and directories
    };
    static Scan scan(const SourceRequest &request);
    void look();
    void follow(const QStringList &paths);

    SourceRequest m_request;
    Signature m_seen;
    QFileSystemWatcher m_watcher;
    QTimer m_quiet;
};

} // namespace wayproof
