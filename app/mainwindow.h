// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window: puts the panels together and connects signals to setters. Decides nothing about routing.
#pragma once

#include "app/session.h"
#include "app/settings.h"
#include "app/windowactions.h"
#include "views/requestpanel.h"

#include <QMainWindow>
#include <QUndoStack>

class QComboBox;
class QLabel;
class QLineEdit;
class QSplitter;
class QToolButton;

namespace wayproof
{

class AnswerPanel;
class CommandPalette;
class FindingsPanel;
class GraphPanel;
class InspectorPanel;
class ResourcePanel;
class ResponsesPanel;
class SourceStrip;
class TracePanel;

class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum class Remember { No, Yes };
    /// `remember`: whether the arrangement and recent sources are read and written.
    MainWindow(Session &session, Remember remember, QWidget *parent = nullptr);
    ~MainWindow() override;

    void setTheme(ThemeChoice theme);
    void setProjector(bool isProjector);
    /// "trace", "responses" or "findings".
    void showPanel(const QString &name);
    void select(const Selection &selection);
    const Selection &selection() const { return m_selection; }

    ResourcePanel *resources() const { return m_resources; }
    GraphPanel *graph(Side side) const { return m_graphs[static_cast<std::size_t>(side)]; }
    InspectorPanel *inspector() const { return m_inspector; }
    RequestPanel *requestBar() const { return m_request; }
    AnswerPanel *answers() const { return m_answers; }
    TracePanel *trace() const { return m_trace; }
    FindingsPanel *findings() const { return m_findings; }
    ResponsesPanel *responses() const { return m_responses; }
    const WindowActions &actionsByName() const { return m_actions; }
    QLineEdit *findField() const { return m_find; }

protected:
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    // windowlayout.cpp
    void makeToolBar();
    void makeCentre();
    void makeDocks();
    void fillOpenMenu();
    /// Sizes that suit the window; for when none are remembered.
    void arrangeDocks();
    void restoreArrangement();
    void saveArrangement() const;
    // windowconnections.cpp
    void connectSession();
    void connectPanels();
    void connectActions();
    // mainwindow.cpp
    void showWorld(bool isReload);
    void showSource();
    void showDraft();
    void showPredictions();
    void showAnswers();
    void showLab();
    void applyFilter();
    void fillFilters();
    void goToNextPanel();
    void pushEdit(const RequestDraft &draft, int field);
    // windowcommands.cpp
    void open(const QStringList &paths);
    void openFiles();
    void openFolder();
    void exportGraphs();
    void saveReport();
    void copyCurl(Side side);
    void importCurl();
    void editControllerSettings();
    void openLabFolder();
    void say(const QString &sentence);

    Session &m_session;
    Remember m_remember;
    ThemeChoice m_theme = ThemeChoice::Desktop;
    WindowActions m_actions;
    QUndoStack m_undo;
    Selection m_selection;
    bool m_isArranged = false; ///< the docks have sizes: remembered ones, or those made when the window was first shown
    bool m_fitsNext = false;   ///< the graphs are new
    bool m_wantsFirstSelection = false; ///< nothing was selected by a person since the sources were opened
    QByteArray m_beforeProjector;

    QToolButton *m_open = nullptr;
    QLabel *m_source = nullptr;
    QLabel *m_watching = nullptr;
    QComboBox *m_namespaces = nullptr;
    QComboBox *m_hosts = nullptr;
    QLineEdit *m_find = nullptr;
    QSplitter *m_canvases = nullptr;
    std::array<GraphPanel *, 2> m_graphs{};
    ResourcePanel *m_resources = nullptr;
    InspectorPanel *m_inspector = nullptr;
    RequestPanel *m_request = nullptr;
    AnswerPanel *m_answers = nullptr;
    TracePanel *m_trace = nullptr;
    ResponsesPanel *m_responses = nullptr;
    FindingsPanel *m_findings = nullptr;
    SourceStrip *m_strip = nullptr;
    CommandPalette *m_palette = nullptr;
    QList<QDockWidget *> m_docks;
};

} // namespace wayproof
