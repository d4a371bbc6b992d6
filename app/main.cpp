// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window program's beginning and end.
#include "app/arguments.h"
#include "app/mainwindow.h"
#include "app/opening.h"
#include "app/screenshot.h"
#include "views/appearance.h"

#include <QApplication>
#include <QFontDatabase>
#include <QIcon>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{

constexpr int wrongUsage = 2;

void print(std::FILE *stream, const QString &text)
{
    std::fputs(text.toUtf8().constData(), stream);
}

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

/// Pictures look the same everywhere; a person keeps the desktop's own font where there is one.
void chooseFont(QApplication &application, bool isBatch)
{
    const QString bundled = wayproof::addBundledFont();
    const bool hasOwn = !QFontDatabase::families().isEmpty() && QGuiApplication::platformName() != u"offscreen"_s;
    if (bundled.isEmpty() || (hasOwn && !isBatch))
        return;
    QFont font(bundled);
    font.setPointSizeF(9.5);
    application.setFont(font);
}

} // namespace

int main(int argc, char **argv)
{
    QStringList list;
    for (int i = 0; i < argc; ++i)
        list << QString::fromLocal8Bit(argv[i]);
    const wayproof::ReadArguments read = wayproof::readArguments(list);
    if (!read.problem.isEmpty()) {
        print(stderr, u"wayproof: %1\n"_s.arg(read.problem));
        return wrongUsage;
    }
    if (!read.text.isEmpty()) {
        print(stdout, read.text);
        return 0;
    }
    const wayproof::Arguments &arguments = read.arguments;
    if (!hasDisplay()) {
        if (!arguments.isBatch()) {
            print(
                stderr,
                u"wayproof: there is no display; --screenshot and --report work without one, and so does wayproof-cli\n"_s);
            return wrongUsage;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }

    QApplication application(argc, argv);
    QApplication::setApplicationName(u"wayproof"_s);
    QApplication::setApplicationDisplayName(u"Wayproof"_s);
    QApplication::setOrganizationName(u"wayproof"_s);
    QApplication::setApplicationVersion(u"" WAYPROOF_VERSION ""_s);
    QGuiApplication::setDesktopFileName(u"wayproof"_s);
    QApplication::setWindowIcon(QIcon(u":/icons/wayproof.svg"_s));
    chooseFont(application, arguments.isBatch());

    wayproof::Session session;
    using Remember = wayproof::MainWindow::Remember;
    wayproof::MainWindow window(session, arguments.isBatch() ? Remember::No : Remember::Yes);
    if (arguments.isDark)
        window.setTheme(*arguments.isDark ? wayproof::ThemeChoice::Dark : wayproof::ThemeChoice::Light);

    const bool isTutorial = arguments.sources.isEmpty();
    wayproof::openSession(session, arguments);

    if (!arguments.isBatch()) {
        window.show();
        if (!isTutorial)
            wayproof::settings::addRecentSource(arguments.sources);
        return QApplication::exec();
    }
    wayproof::BatchRun batch(session, window, arguments);
    QObject::connect(&batch, &wayproof::BatchRun::finished, &application, [](int exitCode, const QString &problem) {
        if (!problem.isEmpty())
            print(stderr, u"wayproof: %1\n"_s.arg(problem));
        QApplication::exit(exitCode);
    });
    batch.start();
    return QApplication::exec();
}
