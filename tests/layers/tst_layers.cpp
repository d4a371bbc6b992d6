// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Reads every #include of the sources and holds it against tests/layers.txt, so that the walls between the rooms stay
// up.
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{

struct Room {
    QSet<QString> rooms;
    QSet<QString> libraries;
    bool usesAll = false;
};

QString readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QHash<QString, Room> readLayers(const QString &path)
{
    QHash<QString, Room> rooms;
    const QStringList lines = readAll(path).split(u'\n');
    for (const QString &line : lines) {
        if (line.startsWith(u'#') || !line.contains(u"->"_s))
            continue;
        const QString name = line.section(u"->"_s, 0, 0).trimmed();
        const QString uses = line.section(u"->"_s, 1).section(u'|', 0, 0).trimmed();
        const QString libraries = line.section(u'|', 1).trimmed();
        Room room;
        room.usesAll = uses == u"*"_s;
        for (const QString &word : uses.split(u' ', Qt::SkipEmptyParts))
            room.rooms.insert(word);
        for (const QString &word : libraries.split(u' ', Qt::SkipEmptyParts))
            room.libraries.insert(word);
        rooms.insert(name, room);
    }
    return rooms;
}

/// The longest room name that the path lies in; empty when it lies in none.
QString roomOf(const QString &path, const QHash<QString, Room> &rooms)
{
    QString best;
    for (auto it = rooms.begin(); it != rooms.end(); ++it) {
        if (path.startsWith(it.key() + u'/') && it.key().size() > best.size())
            best = it.key();
    }
    return best;
}

/// Which library an angle-bracket include belongs to; empty for the C and C++ standard libraries and the system's.
QString libraryOf(const QString &include)
{
    static const QStringList gui{u"QPainter"_s,        u"QPainterPath"_s,  u"QColor"_s,       u"QPalette"_s,
                                 u"QFont"_s,           u"QImage"_s,        u"QPixmap"_s,      u"QIcon"_s,
                                 u"QGuiApplication"_s, u"QFontDatabase"_s, u"QFontMetrics"_s, u"QPen"_s,
                                 u"QBrush"_s,          u"QClipboard"_s,    u"QScreen"_s,      u"QWindow"_s,
                                 u"QPdfWriter"_s,      u"QTextDocument"_s, u"QUndoStack"_s,   u"QUndoCommand"_s,
                                 u"QTransform"_s,      u"QPolygonF"_s,     u"QKeyEvent"_s,    u"QMouseEvent"_s};
    static const QStringList widgets{u"QWidget"_s,      u"QMainWindow"_s,
                                     u"QApplication"_s, u"QDockWidget"_s,
                                     u"QLabel"_s,       u"QLineEdit"_s,
                                     u"QTreeView"_s,    u"QTableView"_s,
                                     u"QToolBar"_s,     u"QMenu"_s,
                                     u"QMenuBar"_s,     u"QPushButton"_s,
                                     u"QDialog"_s,      u"QAbstractScrollArea"_s,
                                     u"QStyle"_s,       u"QPlainTextEdit"_s,
                                     u"QToolTip"_s};
    if (include.startsWith(u"re2/"_s))
        return u"re2"_s;
    if (include.startsWith(u"pcre2"_s))
        return u"pcre2"_s;
    if (include.startsWith(u"yaml-cpp/"_s))
        return u"yaml-cpp"_s;
    if (include.startsWith(u"curl/"_s))
        return u"curl"_s;
    if (include.startsWith(u"openssl/"_s))
        return u"openssl"_s;
    if (include.startsWith(u"microhttpd"_s))
        return u"microhttpd"_s;
    if (include.startsWith(u"nghttp2/"_s))
        return u"nghttp2"_s;
    if (include.startsWith(u"QtConcurrent"_s))
        return u"qtconcurrent"_s;
    if (include.startsWith(u"QSvg"_s))
        return u"qtsvg"_s;
    if (gui.contains(include))
        return u"qtgui"_s;
    if (widgets.contains(include) || include.startsWith(u"QtWidgets/"_s))
        return u"qtwidgets"_s;
    if (include.startsWith(u'Q'))
        return include.contains(u'/') ? include.section(u'/', 0, 0).toLower() : u"qtcore"_s;
    return {};
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeIsAllowed();
    void everySourceLiesInARoom();
    void noSourceIsLongerThanFiveHundredLines();
    void noTypeNameIsUsedTwice();
    void aForbiddenIncludeWouldBeSeen();

private:
    QStringList complaintsAbout(const QString &path, const QString &text) const;
    QStringList sources() const;

    const QString m_root = QStringLiteral(WAYPROOF_SOURCE_DIR);
    const QHash<QString, Room> m_rooms = readLayers(m_root + u"/tests/layers.txt"_s);
};

QStringList TestLayers::sources() const
{
    QStringList found;
    for (const QString &top : {u"app"_s, u"model"_s, u"views"_s}) {
        QDirIterator files(m_root + u'/' + top, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            found.append(files.next().mid(m_root.size() + 1));
    }
    return found;
}

QStringList TestLayers::complaintsAbout(const QString &path, const QString &text) const
{
    static const QRegularExpression include(u"^#include\\s+([<\"])([^>\"]+)[>\"]"_s,
                                            QRegularExpression::MultilineOption);
    QStringList complaints;
    const QString own = roomOf(path, m_rooms);
    const Room room = m_rooms.value(own);
    for (auto matches = include.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        const QString what = match.captured(2);
        if (match.captured(1) == u"\""_s) {
            const QString other = roomOf(what, m_rooms);
            if (other.isEmpty() && !what.endsWith(u".moc"_s))
                complaints.append(u"%1 includes \"%2\", which is no path from the root"_s.arg(path, what));
            else if (!other.isEmpty() && other != own && !room.usesAll && !room.rooms.contains(other))
                complaints.append(u"%1 (%2) may not use %3"_s.arg(path, own, what));
        } else if (const QString library = libraryOf(what); !library.isEmpty() && !room.libraries.contains(library)) {
            complaints.append(u"%1 (%2) may not include <%3> (%4)"_s.arg(path, own, what, library));
        }
    }
    return complaints;
}

void TestLayers::everyIncludeIsAllowed()
{
    QVERIFY(!m_rooms.isEmpty());
    QStringList complaints;
    const QStringList paths = sources();
    QVERIFY(paths.size() > 20);
    for (const QString &path : paths)
        complaints += complaintsAbout(path, readAll(m_root + u'/' + path));
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

void TestLayers::everySourceLiesInARoom()
{
    for (const QString &path : sources())
        QVERIFY2(!roomOf(path, m_rooms).isEmpty(), qPrintable(path));
}

void TestLayers::noSourceIsLongerThanFiveHundredLines()
{
    for (const QString &path : sources()) {
        const auto lines = readAll(m_root + u'/' + path).count(u'\n');
        QVERIFY2(lines <= 500, qPrintable(u"%1 has %2 lines"_s.arg(path).arg(lines)));
    }
}

void TestLayers::noTypeNameIsUsedTwice()
{
    // All rooms share one namespace; two types of one name in it are one type to the linker.
    static const QRegularExpression definition(
        u"^(?:struct|class|enum class|enum) (?:\\[\\[nodiscard\\]\\] )?(\\w+)[^;]*$"_s,
        QRegularExpression::MultilineOption);
    QHash<QString, QString> homes;
    for (const QString &path : sources()) {
        if (!path.endsWith(u".h"_s))
            continue;
        const QString text = readAll(m_root + u'/' + path);
        for (auto matches = definition.globalMatch(text); matches.hasNext();) {
            const QString name = matches.next().captured(1);
            QVERIFY2(!homes.contains(name) || homes.value(name) == path,
                     qPrintable(u"%1 is defined in %2 and in %3"_s.arg(name, homes.value(name), path)));
            homes.insert(name, path);
        }
    }
    QVERIFY(homes.size() > 50);
}

void TestLayers::aForbiddenIncludeWouldBeSeen()
{
    QCOMPARE(complaintsAbout(u"model/routing/x.cpp"_s, u"#include \"model/load/json.h\"\n"_s).size(), 1);
    QCOMPARE(complaintsAbout(u"model/base/x.cpp"_s, u"#include <curl/curl.h>\n"_s).size(), 1);
    QCOMPARE(complaintsAbout(u"model/items/x.cpp"_s, u"#include <QColor>\n"_s).size(), 1);
    QCOMPARE(
        complaintsAbout(u"model/probe/x.cpp"_s, u"#include <curl/curl.h>\n#include \"model/analysis/request.h\"\n"_s)
            .size(),
        0);
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
