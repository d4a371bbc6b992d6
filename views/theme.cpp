// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See theme.h.
#include "views/theme.h"

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

Theme themeOf(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? Theme::Dark : Theme::Light;
}

const CanvasColours &canvasColours(Theme theme)
{
    static const CanvasColours light = {
        .ground = QColor(0xF6F7F9),
        .band = QColor(0xEFF2F6),
        .card = QColor(0xFFFFFF),
        .cardLine = QColor(0xD3D9E1),
        .shadow = QColor(20, 30, 50, 18),
        .ink = QColor(0x1B222C),
        .softInk = QColor(0x5A6472),
        .edge = QColor(0x93A0B1),
        .lit = QColor(0x1F5FBF),
        .refused = QColor(0xB4232C),
        .unknown = QColor(0x8A6100),
        .changed = QColor(0x8A3FB0),
        .selected = QColor(0x1F5FBF),
        .error = QColor(0xB4232C),
        .warning = QColor(0xA8500A),
        .info = QColor(0x1F5FBF),
    };
    static const CanvasColours dark = {
        .ground = QColor(0x14171C),
        .band = QColor(0x181C22),
        .card = QColor(0x212730),
        .cardLine = QColor(0x39424F),
        .shadow = QColor(0, 0, 0, 60),
        .ink = QColor(0xE8ECF1),
        .softInk = QColor(0x9CA7B6),
        .edge = QColor(0x66738A),
        .lit = QColor(0x7FB2FF),
        .refused = QColor(0xFF8A8A),
        .unknown = QColor(0xE9BC52),
        .changed = QColor(0xD9A6F0),
        .selected = QColor(0x7FB2FF),
        .error = QColor(0xFF8A8A),
        .warning = QColor(0xF5A65B),
        .info = QColor(0x7FB2FF),
    };
    return theme == Theme::Dark ? dark : light;
}

QColor accentOf(NodeKind kind, Theme theme)
{
    const bool isDark = theme == Theme::Dark;
    switch (kind) {
    case NodeKind::IngressClass:
    case NodeKind::GatewayClass:
        return isDark ? QColor(0x9DB4D6) : QColor(0x4A6591);
    case NodeKind::Gateway:
    case NodeKind::ListenerSet:
    case NodeKind::Listener:
        return isDark ? QColor(0x82AAFF) : QColor(0x2D5FB4);
    case NodeKind::Ingress:
    case NodeKind::HostPath:
    case NodeKind::Route:
    case NodeKind::Rule:
        return isDark ? QColor(0xC4A7FF) : QColor(0x6A4FB3);
    case NodeKind::Service:
    case NodeKind::Resource:
        return isDark ? QColor(0x4FD1C5) : QColor(0x0B7A75);
    case NodeKind::Endpoint:
        return isDark ? QColor(0x9CCF8F) : QColor(0x4B7A3D);
    case NodeKind::Missing:
        return canvasColours(theme).refused;
    }
    return canvasColours(theme).softInk;
}

QPainterPath iconOf(NodeKind kind)
{
    QPainterPath path;
    switch (kind) {
    case NodeKind::IngressClass:
    case NodeKind::GatewayClass: // three stacked sheets
        path.moveTo(8, 2);
        path.lineTo(14, 5);
        path.lineTo(8, 8);
        path.lineTo(2, 5);
        path.closeSubpath();
        path.moveTo(2, 8);
        path.lineTo(8, 11);
        path.lineTo(14, 8);
        path.moveTo(2, 11);
        path.lineTo(8, 14);
        path.lineTo(14, 11);
        break;
    case NodeKind::Ingress: // an arrow through a door
        path.moveTo(9, 2.5);
        path.lineTo(13.5, 2.5);
        path.lineTo(13.5, 13.5);
        path.lineTo(9, 13.5);
        path.moveTo(1.5, 8);
        path.lineTo(9.5, 8);
        path.moveTo(6.5, 5);
        path.lineTo(9.5, 8);
        path.lineTo(6.5, 11);
        break;
    case NodeKind::HostPath: // a globe's segment and a slash
        path.addEllipse(QRectF(1.5, 3.5, 8, 8));
        path.moveTo(1.5, 7.5);
        path.lineTo(9.5, 7.5);
        path.moveTo(14.5, 2);
        path.lineTo(10.5, 14);
        break;
    case NodeKind::Gateway: // an arch
        path.moveTo(2, 14);
        path.lineTo(2, 7.5);
        path.cubicTo(2, 0.5, 14, 0.5, 14, 7.5);
        path.lineTo(14, 14);
        path.moveTo(6, 14);
        path.lineTo(6, 9);
        path.cubicTo(6, 6, 10, 6, 10, 9);
        path.lineTo(10, 14);
        path.moveTo(1, 14);
        path.lineTo(15, 14);
        break;
    case NodeKind::ListenerSet:
    case NodeKind::Listener: // waves arriving at a point
        path.addEllipse(QRectF(1.5, 6.2, 3.6, 3.6));
        path.moveTo(7.5, 4.5);
        path.cubicTo(9.5, 6.5, 9.5, 9.5, 7.5, 11.5);
        path.moveTo(10.5, 2);
        path.cubicTo(14.5, 5.5, 14.5, 10.5, 10.5, 14);
        break;
    case NodeKind::Route: // one way becomes two
        path.moveTo(1.5, 8);
        path.lineTo(5, 8);
        path.cubicTo(8.5, 8, 8, 3.5, 14, 3.5);
        path.moveTo(5, 8);
        path.cubicTo(8.5, 8, 8, 12.5, 14, 12.5);
        path.moveTo(11.5, 1.2);
        path.lineTo(14, 3.5);
        path.lineTo(11.5, 5.8);
        path.moveTo(11.5, 10.2);
        path.lineTo(14, 12.5);
        path.lineTo(11.5, 14.8);
        break;
    case NodeKind::Rule: // a list with a mark
        path.moveTo(2, 4);
        path.lineTo(3.4, 5.4);
        path.lineTo(5.8, 2.4);
        path.moveTo(8, 4);
        path.lineTo(14.5, 4);
        path.moveTo(8, 8);
        path.lineTo(14.5, 8);
        path.moveTo(8, 12);
        path.lineTo(14.5, 12);
        path.moveTo(2, 8);
        path.lineTo(5, 8);
        path.moveTo(2, 12);
        path.lineTo(5, 12);
        break;
    case NodeKind::Service: // a hub
        path.addEllipse(QRectF(5.5, 5.5, 5, 5));
        path.moveTo(8, 5.5);
        path.lineTo(8, 1.5);
        path.moveTo(8, 10.5);
        path.lineTo(8, 14.5);
        path.moveTo(5.5, 8);
        path.lineTo(1.5, 8);
        path.moveTo(10.5, 8);
        path.lineTo(14.5, 8);
        break;
    case NodeKind::Resource: // a cube
        path.moveTo(8, 1.5);
        path.lineTo(14, 4.8);
        path.lineTo(14, 11.2);
        path.lineTo(8, 14.5);
        path.lineTo(2, 11.2);
        path.lineTo(2, 4.8);
        path.closeSubpath();
        path.moveTo(2, 4.8);
        path.lineTo(8, 8);
        path.lineTo(14, 4.8);
        path.moveTo(8, 8);
        path.lineTo(8, 14.5);
        break;
    case NodeKind::Endpoint: // a machine
        path.addRoundedRect(QRectF(2, 2.5, 12, 4.6), 1.2, 1.2);
        path.addRoundedRect(QRectF(2, 8.9, 12, 4.6), 1.2, 1.2);
        path.moveTo(4.6, 4.8);
        path.lineTo(6, 4.8);
        path.moveTo(4.6, 11.2);
        path.lineTo(6, 11.2);
        break;
    case NodeKind::Missing: // a question in a broken square
        path.moveTo(5.4, 5.6);
        path.cubicTo(5.4, 2.2, 10.8, 2.2, 10.8, 5.6);
        path.cubicTo(10.8, 7.8, 8, 7.8, 8, 10);
        path.moveTo(8, 12.7);
        path.lineTo(8, 13.3);
        break;
    }
    return path;
}

QColor colourOf(Severity severity, Theme theme)
{
    const CanvasColours &colours = canvasColours(theme);
    switch (severity) {
    case Severity::Error:
        return colours.error;
    case Severity::Warning:
        return colours.warning;
    case Severity::Info:
        break;
    }
    return colours.info;
}

QString signOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"✕"_s;
    case Severity::Warning:
        return u"!"_s;
    case Severity::Info:
        break;
    }
    return u"i"_s;
}

} // namespace wayproof
