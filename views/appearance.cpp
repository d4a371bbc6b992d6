// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/appearance.h"

#include "views/tone.h"

#include <QApplication>
#include <QFontDatabase>
#include <QStyle>
#include <QStyleFactory>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

QString styleSheet(const QPalette &palette)
{
    const QString line = hairline(palette).name();
    const QString window = palette.color(QPalette::Window).name();
    const QString base = palette.color(QPalette::Base).name();
    const QString muted = mutedInk(palette).name();
    const QString text = palette.color(QPalette::WindowText).name();
    const QString accent = coloursOf(Tone::Predicted, palette).ink.name();
    const QString soft = coloursOf(Tone::Predicted, palette).fill.name();
    return uR"(
QMainWindow::separator { background: %window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: %line; }
QSplitter::handle { background: %window; }
QSplitter::handle:hover { background: %line; }
QToolBar { background: %window; border: none; border-bottom: 1px solid %line; padding: 4px 8px; spacing: 8px; }
QStatusBar { background: %window; border-top: 1px solid %line; }
QStatusBar::item { border: none; }
QDockWidget { titlebar-close-icon: none; font-weight: bold; }
QDockWidget::title { background: %window; padding: 6px 8px; border-bottom: 1px solid %line; text-align: left; }
QDockWidget > QWidget { background: %base; }
QTabBar { background: %window; }
QTabBar::tab { background: transparent; color: %muted; padding: 6px 14px; border: none; border-top: 2px solid transparent; }
QTabBar::tab:selected { background: %base; color: %text; border-top: 2px solid %accent; }
QTabBar::tab:hover:!selected { color: %text; }
QTabBar::tab:focus { color: %accent; }
QHeaderView { background: %base; border: none; }
QHeaderView::section { background: %base; color: %muted; border: none; border-bottom: 1px solid %line; padding: 4px 4px; }
QAbstractItemView { background: %base; selection-background-color: %soft; selection-color: %text; outline: none; }
QAbstractItemView:focus { border: none; }
QToolTip { background: %base; color: %text; border: 1px solid %line; padding: 4px; }
QLineEdit, QComboBox { background: %base; border: 1px solid %line; border-radius: 4px; padding: 4px 6px; selection-background-color: %soft; selection-color: %text; }
QComboBox { padding-right: 2px; }
QComboBox::drop-down { border: none; width: 18px; }
QLineEdit:focus, QComboBox:focus { border: 1px solid %accent; }
QPushButton, QToolButton { background: %base; border: 1px solid %line; border-radius: 4px; padding: 4px 10px; }
QPushButton:hover, QToolButton:hover { border-color: %muted; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: %soft; }
QPushButton:focus, QToolButton:focus { border: 1px solid %accent; }
QPushButton:disabled, QToolButton:disabled { color: %muted; background: %window; }
QPushButton#probe { background: %accent; border-color: %accent; color: %base; font-weight: bold; }
QPushButton#probe:disabled { background: %window; border-color: %line; color: %muted; }
QToolButton::menu-indicator { image: none; width: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: %line; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: %muted; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QToolButton#fit { padding: 2px 8px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)"_s.replace(u"%line"_s, line)
        .replace(u"%window"_s, window)
        .replace(u"%base"_s, base)
        .replace(u"%muted"_s, muted)
        .replace(u"%text"_s, text)
        .replace(u"%accent"_s, accent)
        .replace(u"%soft"_s, soft);
}

} // namespace

QPalette windowPalette(bool dark)
{
    const QColor window = dark ? QColor(0x1B1E24) : QColor(0xF3F4F6);
    const QColor base = dark ? QColor(0x14171C) : QColor(0xFFFFFF);
    const QColor text = dark ? QColor(0xE4E7EC) : QColor(0x1D2129);
    const QColor button = dark ? QColor(0x242932) : QColor(0xFFFFFF);
    const QColor faint = dark ? QColor(0x7D8694) : QColor(0x6B7480);
    QPalette palette(text, button, dark ? QColor(0x343A46) : QColor(0xFFFFFF),
                     dark ? QColor(0x0D0F13) : QColor(0xA9B0BA), dark ? QColor(0x343A46) : QColor(0xD5DAE1), text, text,
                     base, window);
    palette.setColor(QPalette::AlternateBase, dark ? QColor(0x191C22) : QColor(0xF8F9FA));
    palette.setColor(QPalette::Highlight, dark ? QColor(0x22344F) : QColor(0xDCE8F9));
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::Link, dark ? QColor(0x7FB2FF) : QColor(0x1F5FBF));
    palette.setColor(QPalette::ToolTipBase, base);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::PlaceholderText, faint);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    return palette;
}

bool isDesktopDark()
{
    // An empty palette makes Qt give the desktop's own again.
    QApplication::setPalette(QPalette());
    return isDark(QApplication::palette());
}

void applyAppearance(QApplication &application, bool dark)
{
    if (application.style()->name() != u"fusion"_s)
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    const QPalette palette = windowPalette(dark);
    QApplication::setPalette(palette);
    application.setStyleSheet(styleSheet(palette));
}

QString addBundledFont()
{
    QString family;
    for (const QString &file :
         {u"DejaVuSans.ttf"_s, u"DejaVuSans-Bold.ttf"_s, u"DejaVuSansMono.ttf"_s, u"DejaVuSansMono-Bold.ttf"_s}) {
        const int id = QFontDatabase::addApplicationFont(u":/fonts/"_s + file);
        const QStringList families = QFontDatabase::applicationFontFamilies(id);
        if (family.isEmpty() && !families.isEmpty())
            family = families.first();
    }
    return family;
}

void applyTypeScale(QApplication &application, double scale)
{
    // The desktop's size is remembered at the first call; scaling a scaled font would grow with each switch.
    static const double ownSize = QApplication::font().pointSizeF() > 0 ? QApplication::font().pointSizeF() : 10;
    QFont font = QApplication::font();
    font.setPointSizeF(ownSize * scale);
    QApplication::setFont(font);
    // Style sheets keep fonts that were resolved before.
    application.setStyleSheet(application.styleSheet());
}

} // namespace wayproof
