// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the reader of the plain block style accepts, yaml-cpp accepts too and reads alike, node for node: on the
// samples, on the test data, and on thousands of damaged copies of them.
#include "model/load/documenttext.h"
#include "model/load/plainblock.h"
#include "model/load/yamldocument.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <random>

using namespace wayproof;

namespace
{

QByteArray toText(const NodeArena &arena)
{
    QByteArray text;
    for (std::size_t i = 0; i < arena.nodes.size(); ++i) {
        const Node &node = arena.nodes[i];
        text += QByteArray::number(node.at.line) + ':' + QByteArray::number(node.at.column) + ' ' +
                "nsqma"[static_cast<int>(node.kind)] + (node.isQuoted ? " quoted" : "") +
                (node.isInFlow ? " flow" : "") + " to " + QByteArray::number(node.end) + " '" +
                QByteArray::fromStdString(std::string(arena.textOf(static_cast<NodeIndex>(i)))) + "'\n";
    }
    return text + QByteArray::number(qsizetype(arena.roots.size()));
}

/// Empty when the two readers agree on the text or the plain one declines it.
QByteArray disagreement(std::string_view text, int &accepted)
{
    NodeArena plain;
    if (!parsePlainBlock(text, 1, plain))
        return plain.nodes.empty() && plain.text.empty() && plain.roots.empty() ? QByteArray() : "not left as it was";
    ++accepted;
    NodeArena any;
    if (const auto failure = parseAnyYaml(text, 1, any))
        return "yaml-cpp refuses it: " + QByteArray::fromStdString(failure->message);
    const QByteArray expected = toText(any);
    const QByteArray found = toText(plain);
    return expected == found ? QByteArray() : "yaml-cpp:\n" + expected + "\nplain:\n" + found;
}

std::vector<std::string> documents()
{
    std::vector<std::string> found;
    for (const char *folder : {"/resources/samples", "/tests/data/load"}) {
        QDirIterator files(QStringLiteral(WAYPROOF_SOURCE_DIR) + QLatin1String(folder), {QStringLiteral("*.yaml")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const std::string text = file.readAll().toStdString();
            if (text.find('\0') != std::string::npos || findInvalidUtf8(text) != std::string::npos)
                continue;
            for (const DocumentText &document : splitDocuments(text))
                found.emplace_back(document.text);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// One small damage: a byte removed, replaced or inserted, a line's indentation changed, a line moved.
void damage(std::string &text, std::mt19937 &random)
{
    static const std::vector<std::string> pieces = {
        " ",   "  ",  "\n", ":",  ": ", "- ", "-",    "#",    " #",   "\"", "'",     "[",      "]", "{",
        "}",   "[]",  "{}", ",",  "|",  ">",  "&a ",  "*a",   "!t ",  "? ", "%",     "@",      "~", "null",
        "---", "...", "\\", "\t", "é",  "a",  "a: b", "a:\n", "\n- ", "<<", "key: ", "\"a\": "};
    const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
    const std::size_t at = below(text.size());
    const std::size_t line = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    switch (below(5)) {
    case 0:
        text.erase(at, 1 + below(4));
        break;
    case 1:
        text.replace(at, 1, pieces[below(pieces.size())]);
        break;
    case 2:
        text.insert(at, pieces[below(pieces.size())]);
        break;
    case 3:
        text.insert(line, below(3) + 1, ' ');
        break;
    default:
        if (text[line] == ' ')
            text.erase(line, 1 + below(2));
        else
            text.insert(line, pieces[below(pieces.size())]);
    }
    if (text.empty())
        text = "\n";
}

} // namespace

class TestPlainBlock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsManifestsAlike();
    void readsDamagedManifestsAlike();
    void declines_data();
    void declines();
};

void TestPlainBlock::readsManifestsAlike()
{
    int accepted = 0;
    int all = 0;
    for (const std::string &text : documents()) {
        ++all;
        const QByteArray found = disagreement(text, accepted);
        QVERIFY2(found.isEmpty(), (QByteArray::fromStdString(text) + found).constData());
    }
    QVERIFY2(accepted * 3 > all, qPrintable(QStringLiteral("%1 of %2").arg(accepted).arg(all)));
}

void TestPlainBlock::readsDamagedManifestsAlike()
{
    const int rounds = qEnvironmentVariableIsSet("WAYPROOF_DAMAGE_ROUNDS")
                           ? qEnvironmentVariableIntValue("WAYPROOF_DAMAGE_ROUNDS")
                           : 40;
    int accepted = 0;
    int all = 0;
    std::mt19937 random(20260301);
    for (const std::string &original : documents()) {
        NodeArena arena;
        if (!parsePlainBlock(original, 1, arena))
            continue;
        for (int round = 0; round < rounds; ++round) {
            std::string text = original;
            for (int times = 0; times <= round % 3; ++times)
                damage(text, random);
            if (splitDocuments(text).size() != 1)
                continue;
            ++all;
            const QByteArray found = disagreement(splitDocuments(text).front().text, accepted);
            QVERIFY2(found.isEmpty(), (QByteArray::fromStdString(text) + found).constData());
        }
    }
    QVERIFY2(accepted > all / 10 && accepted < all, qPrintable(QStringLiteral("%1 of %2").arg(accepted).arg(all)));
}

void TestPlainBlock::declines_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("anchor") << QByteArray("a: &x 1\n");
    QTest::newRow("alias") << QByteArray("a: *x\n");
    QTest::newRow("tag") << QByteArray("a: !!str 1\n");
    QTest::newRow("flow list") << QByteArray("a: [b]\n");
    QTest::newRow("block scalar") << QByteArray("a: |\n  b\n");
    QTest::newRow("escape") << QByteArray("a: \"\\n\"\n");
    QTest::newRow("doubled quote") << QByteArray("a: 'b''c'\n");
    QTest::newRow("value on two lines") << QByteArray("a: b\n  c\n");
    QTest::newRow("value below its key") << QByteArray("a:\n  b\n");
    QTest::newRow("open quote") << QByteArray("a: \"b\n");
    QTest::newRow("second colon") << QByteArray("a: b: c\n");
    QTest::newRow("tab") << QByteArray("a:\tb\n");
    QTest::newRow("no line break at the end") << QByteArray("a: b");
    QTest::newRow("Windows line") << QByteArray("a: b\r\n");
    QTest::newRow("wrong indentation") << QByteArray("a:\n    b: 1\n  c: 2\n");
    QTest::newRow("merge key") << QByteArray("<<: a\n");
    QTest::newRow("list in list") << QByteArray("- - a\n");
    QTest::newRow("empty item") << QByteArray("-\n- a\n");
    QTest::newRow("65 levels") << [] {
        QByteArray text;
        for (int i = 0; i < 65; ++i)
            text += QByteArray(i, ' ') + "a:\n";
        return text;
    }();
}

void TestPlainBlock::declines()
{
    QFETCH(QByteArray, text);
    NodeArena arena;
    QVERIFY(!parsePlainBlock(text.toStdString(), 1, arena));
    QVERIFY(arena.nodes.empty());
}

QTEST_GUILESS_MAIN(TestPlainBlock)
#include "tst_plainblock.moc"
