// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Paths: directories, order, loops, what can't be read; and the watcher that notices their changes.
#include "model/load/fileloader.h"
#include "model/load/filewatcher.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace wayproof;

namespace
{

QByteArray namespaceNamed(const char *name)
{
    return QByteArray("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ") + name + '\n';
}

std::vector<std::string> names(const Snapshot &snapshot)
{
    std::vector<std::string> found;
    for (const Namespace &object : snapshot.all<Namespace>())
        found.push_back(*object.meta.name);
    return found;
}

std::vector<std::string> codes(const Snapshot &snapshot)
{
    std::vector<std::string> found;
    for (const Diagnostic &finding : snapshot.findings())
        found.push_back(finding.code);
    return found;
}

using Words = std::vector<std::string>;

} // namespace

class TestSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void directoriesAreReadRecursivelyAndSorted();
    void aLinkBackToTheDirectoryIsALoop();
    void whatCantBeReadIsAFindingAndTheRestLoads();
    void aPathNamedTwiceIsReadOnce();
    void ofDuplicatesTheFirstIsKept();
    void writingIsNoticed();
    void renamingOverIsNoticed();
    void aNewFileInADirectoryIsNoticed();
    void otherFilesInTheDirectoryAreNotNoticed();

private:
    std::string path(const QString &name) const { return m_folder->filePath(name).toStdString(); }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), qint64(content.size()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSources::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestSources::directoriesAreReadRecursivelyAndSorted()
{
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("b/inner")));
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral(".git")));
    write(QStringLiteral("c.yaml"), namespaceNamed("c"));
    write(QStringLiteral("b/inner/b.json"), R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "b"}})");
    write(QStringLiteral("a.yml"), namespaceNamed("a"));
    write(QStringLiteral("notes.txt"), "not: read");
    write(QStringLiteral(".git/hidden.yaml"), namespaceNamed("hidden"));
    const SnapshotPtr snapshot = loadFiles({{m_folder->path().toStdString()}});
    QCOMPARE(names(*snapshot), (Words{"a", "b", "c"}));
    QCOMPARE(codes(*snapshot), Words());
    QCOMPARE(snapshot->all<Namespace>()[1].meta.source.fileName(), path(QStringLiteral("b/inner/b.json")));
}

void TestSources::aLinkBackToTheDirectoryIsALoop()
{
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("inner")));
    write(QStringLiteral("inner/a.yaml"), namespaceNamed("a"));
    QVERIFY(QFile::link(m_folder->path(), m_folder->filePath(QStringLiteral("inner/up"))));
    const SnapshotPtr snapshot = loadFiles({{m_folder->path().toStdString()}});
    QCOMPARE(names(*snapshot), (Words{"a"}));
    QCOMPARE(codes(*snapshot), (Words{"path-loop"}));
    QCOMPARE(snapshot->findings().front().location.fileName(), path(QStringLiteral("inner/up")));
}

void TestSources::whatCantBeReadIsAFindingAndTheRestLoads()
{
    write(QStringLiteral("good.yaml"), namespaceNamed("good"));
    QVERIFY(
        QFile::link(m_folder->filePath(QStringLiteral("nowhere")), m_folder->filePath(QStringLiteral("link.yaml"))));
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("empty")));
    // A file that opens and then refuses to be read, also for root.
    const SnapshotPtr snapshot = loadFiles({{path(QStringLiteral("missing.yaml")), "/proc/self/mem",
                                             path(QStringLiteral("empty")), m_folder->path().toStdString()}});
    QCOMPARE(names(*snapshot), (Words{"good"}));
    Words found = codes(*snapshot);
    std::sort(found.begin(), found.end());
    QCOMPARE(found, (Words{"path-missing", "path-no-manifests", "path-unreadable", "path-unreadable"}));
    for (const Diagnostic &finding : snapshot->findings()) {
        QVERIFY(finding.location.isKnown());
        QVERIFY(!finding.mend.empty());
    }
}

void TestSources::aPathNamedTwiceIsReadOnce()
{
    write(QStringLiteral("a.yaml"), namespaceNamed("a"));
    const SnapshotPtr snapshot = loadFiles({{path(QStringLiteral("a.yaml")), path(QStringLiteral("./a.yaml"))}});
    QCOMPARE(names(*snapshot), (Words{"a"}));
    QCOMPARE(codes(*snapshot), Words());
}

void TestSources::ofDuplicatesTheFirstIsKept()
{
    write(QStringLiteral("a.yaml"), namespaceNamed("same"));
    write(QStringLiteral("b.yaml"), "# moved\n" + namespaceNamed("same"));
    const SnapshotPtr snapshot = loadFiles({{m_folder->path().toStdString()}});
    QCOMPARE(snapshot->all<Namespace>().size(), std::size_t(1));
    QCOMPARE(snapshot->all<Namespace>().front().meta.source.fileName(), path(QStringLiteral("a.yaml")));
    QCOMPARE(codes(*snapshot), (Words{"object-duplicate"}));
    const Diagnostic &finding = snapshot->findings().front();
    QCOMPARE(finding.location.toText(), path(QStringLiteral("b.yaml")) + ":2:1");
    QCOMPARE(finding.related.front().location.toText(), path(QStringLiteral("a.yaml")) + ":1:1");
}

void TestSources::writingIsNoticed()
{
    write(QStringLiteral("a.yaml"), namespaceNamed("a"));
    FileWatcher watcher;
    watcher.setQuietTime(10);
    QSignalSpy spy(&watcher, &FileWatcher::changed);
    watcher.watch({{path(QStringLiteral("a.yaml"))}});
    write(QStringLiteral("a.yaml"), namespaceNamed("longer"));
    QTRY_COMPARE(spy.size(), 1);
}

void TestSources::renamingOverIsNoticed()
{
    write(QStringLiteral("a.yaml"), namespaceNamed("a"));
    FileWatcher watcher;
    watcher.setQuietTime(10);
    QSignalSpy spy(&watcher, &FileWatcher::changed);
    watcher.watch({{path(QStringLiteral("a.yaml"))}});
    for (int round = 1; round <= 3; ++round) {
        const QByteArray name = QByteArray("round-") + QByteArray::number(round);
        write(QStringLiteral("a.yaml.new"), namespaceNamed(name.constData()));
        QCOMPARE(std::rename(path(QStringLiteral("a.yaml.new")).c_str(), path(QStringLiteral("a.yaml")).c_str()), 0);
        QTRY_COMPARE(spy.size(), round);
    }
}

void TestSources::aNewFileInADirectoryIsNoticed()
{
    FileWatcher watcher;
    watcher.setQuietTime(10);
    QSignalSpy spy(&watcher, &FileWatcher::changed);
    watcher.watch({{m_folder->path().toStdString()}});
    write(QStringLiteral("a.yaml"), namespaceNamed("a"));
    QTRY_VERIFY(spy.size() >= 1);
    QTRY_VERIFY(loadFiles({{m_folder->path().toStdString()}})->objectCount() == 1);
    const qsizetype before = spy.size();
    QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("a.yaml"))));
    QTRY_VERIFY(spy.size() > before);
}

void TestSources::otherFilesInTheDirectoryAreNotNoticed()
{
    write(QStringLiteral("a.yaml"), namespaceNamed("a"));
    FileWatcher watcher;
    watcher.setQuietTime(10);
    QSignalSpy spy(&watcher, &FileWatcher::changed);
    watcher.watch({{path(QStringLiteral("a.yaml"))}});
    write(QStringLiteral("notes.txt"), "other");
    write(QStringLiteral("b.yaml"), namespaceNamed("b"));
    // What follows is noticed; had the writes above been, there would be two signals.
    QFileSystemWatcher other({m_folder->path()});
    QSignalSpy seen(&other, &QFileSystemWatcher::directoryChanged);
    write(QStringLiteral("more.txt"), "other");
    QTRY_VERIFY(!seen.isEmpty());
    write(QStringLiteral("a.yaml"), namespaceNamed("changed"));
    QTRY_COMPARE(spy.size(), 1);
}

QTEST_GUILESS_MAIN(TestSources)
#include "tst_sources.moc"
