// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window program without a display: pictures, exports, reports, exit codes. Runs the real program.
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{

struct Run {
    int exitCode = -1;
    QString errors;
};

Run run(const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(name);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(WAYPROOF_PROGRAM), arguments);
    if (!process.waitForFinished(60000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardError())};
}

int colourCount(const QImage &image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    return static_cast<int>(colours.size());
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class tst_Screenshot : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    const QString m_tutorial = QStringLiteral(WAYPROOF_SOURCE_DIR "/resources/samples/tutorial");

private Q_SLOTS:
    void aPictureHasTheSizeAndTheTheme()
    {
        const QString light = m_folder.filePath(u"light.png"_s);
        const QString dark = m_folder.filePath(u"dark.png"_s);
        const Run first =
            run({u"--screenshot"_s, light, u"--size"_s, u"1280x800"_s, u"--theme"_s, u"light"_s, m_tutorial});
        QVERIFY2(first.exitCode == 0, qPrintable(first.errors));
        QCOMPARE(run({u"--screenshot"_s, dark, u"--size"_s, u"1280x800"_s, u"--theme"_s, u"dark"_s}).exitCode, 0);
        const QImage lightImage(light);
        const QImage darkImage(dark);
        QCOMPARE(lightImage.size(), QSize(1280, 800));
        QCOMPARE(darkImage.size(), QSize(1280, 800));
        QVERIFY(QColor(lightImage.pixel(300, 20)).lightness() > 200);
        QVERIFY(QColor(darkImage.pixel(300, 20)).lightness() < 60);
        QVERIFY(colourCount(lightImage) > 100);
    }
    void aReportShowsTheDifferenceAndNothingFromElsewhere()
    {
        const QString file = m_folder.filePath(u"report.html"_s);
        const Run made = run({u"--report"_s, file, u"--request"_s, u"GET http://localhost/healthz"_s, m_tutorial});
        QVERIFY2(made.exitCode == 0, qPrintable(made.errors));
        const QByteArray html = contentOf(file);
        QVERIFY(html.contains("the backend receives / on the left, /healthz on the right"));
        QVERIFY(html.contains("<svg"));
        QVERIFY(!html.contains("<script"));
        QVERIFY(!html.contains("src="));
    }
    void graphsAreExported()
    {
        for (const QString &ending : {u"svg"_s, u"png"_s, u"pdf"_s}) {
            const QString file = m_folder.filePath(u"graph."_s + ending);
            const Run made = run({u"--export"_s, file, u"--side"_s, u"gateway"_s, m_tutorial});
            QVERIFY2(made.exitCode == 0, qPrintable(made.errors));
            QVERIFY(contentOf(file).size() > 1000);
        }
    }
    void whatCannotBeWrittenIsSaid()
    {
        const Run made = run({u"--report"_s, m_folder.filePath(u"no/such/folder/a.html"_s), m_tutorial});
        QCOMPARE(made.exitCode, 1);
        QVERIFY(made.errors.contains(u"cannot write"_s));
    }
    void nothingLoadedIsAnotherExitCode()
    {
        const QString file = m_folder.filePath(u"none.png"_s);
        QCOMPARE(run({u"--screenshot"_s, file, m_folder.filePath(u"missing.yaml"_s)}).exitCode, 2);
        QCOMPARE(run({u"--theme"_s, u"pink"_s}).exitCode, 2);
        QCOMPARE(run({}).exitCode, 2);
    }
};

QTEST_GUILESS_MAIN(tst_Screenshot)
#include "tst_screenshot.moc"
