// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window's commands that need a file chooser, the clipboard or the desktop.
#include "app/exporting.h"
#include "app/mainwindow.h"
#include "app/report.h"
#include "model/probe/curltext.h"
#include "model/routing/ingresscompiler.h"
#include "views/controllersettingsdialog.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMimeData>
#include <QStatusBar>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

constexpr int sentenceMilliseconds = 6000;

QStringList localPaths(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths << url.toLocalFile();
    }
    return paths;
}

} // namespace

void MainWindow::say(const QString &sentence)
{
    statusBar()->showMessage(sentence, sentenceMilliseconds);
}

void MainWindow::open(const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    if (m_remember == Remember::Yes)
        settings::addRecentSource(paths);
    m_session.load(paths);
}

void MainWindow::openFiles()
{
    open(QFileDialog::getOpenFileNames(this, tr("Open resources"), {},
                                       tr("Kubernetes resources (*.yaml *.yml *.json);;All files (*)")));
}

void MainWindow::openFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of resources"));
    if (!folder.isEmpty())
        open({folder});
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    open(localPaths(event->mimeData()));
    event->acceptProposedAction();
}

void MainWindow::exportGraphs()
{
    if (!m_session.world())
        return;
    const QString file = QFileDialog::getSaveFileName(this, tr("Export graphs"), u"wayproof.svg"_s,
                                                      tr("Drawing (*.svg);;Picture (*.png);;Document (*.pdf)"));
    if (file.isEmpty())
        return;
    const QString problem = exportGraphsOf(m_session, u"both"_s, file);
    say(problem.isEmpty() ? tr("Written: %1").arg(file) : problem);
}

void MainWindow::saveReport()
{
    if (!m_session.world())
        return;
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save report"), u"wayproof.html"_s, tr("Web page (*.html)"));
    if (file.isEmpty())
        return;
    const QString problem = writeReport(m_session, file);
    say(problem.isEmpty() ? tr("Written: %1").arg(file) : problem);
}

void MainWindow::copyCurl(Side side)
{
    const QString command = m_session.curlCommandFor(side);
    if (command.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(command);
    say(tr("Copied: %1").arg(command));
}

void MainWindow::importCurl()
{
    const std::string text = QGuiApplication::clipboard()->text().toStdString();
    const Result<CurlImport> read = wayproof::importCurl(text);
    if (!read) {
        say(tr("The clipboard holds no curl command that can be read: %1")
                .arg(read.diagnostics().empty() ? QString()
                                                : QString::fromStdString(read.diagnostics().front().message)));
        return;
    }
    RequestDraft draft = draftOf(read->request);
    draft.ingressAddress = m_session.draft().ingressAddress;
    draft.gatewayAddress = m_session.draft().gatewayAddress;
    pushEdit(draft, -1);
    if (!read->diagnostics.empty())
        say(tr("Imported; not taken over: %1").arg(QString::fromStdString(read->diagnostics.front().message)));
}

void MainWindow::editControllerSettings()
{
    auto *dialog = new ControllerSettingsDialog(this);
    dialog->setObjectName(u"controllerSettings"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const auto show = [this, dialog] {
        if (!m_session.world())
            return;
        const ControllerSettings read = controllerSettings(*m_session.world()->snapshot, {});
        QStringList flagSources;
        QStringList configSources;
        for (const std::string &source : read.sources)
            (source.starts_with("flags of ") ? flagSources : configSources) << QString::fromStdString(source);
        dialog->setRead({read.flags, read.config}, flagSources.join(u", "_s), configSources.join(u", "_s));
    };
    show();
    dialog->setByHand(m_session.controller());
    connect(&m_session, &Session::worldChanged, dialog, show);
    connect(dialog, &ControllerSettingsDialog::applied, &m_session, &Session::setController);
    dialog->open();
}

void MainWindow::openLabFolder()
{
    if (const auto &status = m_session.labStatus())
        QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(status->directory)));
}

} // namespace wayproof
