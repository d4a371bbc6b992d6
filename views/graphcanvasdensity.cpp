// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphcanvasdensity.h. An own rasteriser: one addition a pixel is an order of magnitude cheaper than stroking.
#include "views/graphcanvasdensity.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wayproof
{

EdgeDensity::EdgeDensity(const QRect &rect, double devicePixelRatio, const CanvasTransform &transform)
    : m_transform(transform)
    , m_ratio(devicePixelRatio)
    , m_width(static_cast<int>(std::ceil(rect.width() * devicePixelRatio)))
    , m_height(static_cast<int>(std::ceil(rect.height() * devicePixelRatio)))
    , m_isHorizontal(transform.flow == Flow::LeftToRight)
    , m_counts(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(m_height), 0)
{
    m_transform.across *= devicePixelRatio;
    m_transform.along *= devicePixelRatio;
    m_transform.acrossOrigin = (transform.acrossOrigin - (m_isHorizontal ? rect.x() : rect.y())) * devicePixelRatio;
    m_transform.alongOrigin = (transform.alongOrigin - (m_isHorizontal ? rect.y() : rect.x())) * devicePixelRatio;
}

void EdgeDensity::add(const CanvasScene::Piece &piece)
{
    const double a0 = m_transform.mapU(piece.u0);
    const double a1 = m_transform.mapU(piece.u1);
    const double b0 = m_transform.mapV(piece.v0);
    const double rise = m_transform.mapV(piece.v1) - b0;
    const int acrossSize = m_isHorizontal ? m_width : m_height;
    const int alongSize = m_isHorizontal ? m_height : m_width;
    const std::ptrdiff_t acrossStep = m_isHorizontal ? 1 : m_width;
    const std::ptrdiff_t alongStep = m_isHorizontal ? m_width : 1;
    const double length = std::max(a1 - a0, 1e-6);
    double begin = std::max(a0, 0.0);
    double end = std::min(a1, static_cast<double>(acrossSize));
    if (rise != 0) { // where it is inside along the layers, too
        double low = -b0 / rise;
        double high = (alongSize - b0) / rise;
        if (low > high)
            std::swap(low, high);
        if (high < 0 || low > 1)
            return;
        begin = std::max(begin, a0 + curveInverse(low) * length - 1);
        end = std::min(end, a0 + curveInverse(high) * length + 1);
    } else if (b0 < 0 || b0 >= alongSize) {
        return;
    }
    const int first = std::clamp(static_cast<int>(std::floor(begin)), 0, acrossSize);
    const int last = std::clamp(static_cast<int>(std::ceil(end)), 0, acrossSize);
    if (first >= last)
        return;
    const auto heightAt = [&](double a) { return b0 + rise * curveAt((a - a0) / length); };
    double before = heightAt(first);
    for (int a = first; a < last; ++a) {
        const double after = heightAt(a + 1);
        int from = static_cast<int>(std::floor(std::min(before, after)));
        int to = static_cast<int>(std::floor(std::max(before, after)));
        before = after;
        if (to < 0 || from >= alongSize)
            continue;
        from = std::max(from, 0);
        to = std::min(to, alongSize - 1);
        std::uint16_t *cell = m_counts.data() + a * acrossStep + from * alongStep;
        for (int b = from; b <= to; ++b, cell += alongStep)
            *cell = static_cast<std::uint16_t>(*cell + (*cell < 0xFFFF ? 1 : 0));
    }
}

QImage EdgeDensity::image(const QColor &colour) const
{
    // A single edge stays visible, a few are told apart, hundreds do not become a solid block.
    std::array<QRgb, 1024> shades{};
    for (std::size_t n = 1; n < shades.size(); ++n) {
        const double alpha = std::min(0.9, 0.30 + 0.16 * std::log2(static_cast<double>(n)));
        const auto part = [alpha](int channel) { return static_cast<int>(channel * alpha); };
        shades[n] = qRgba(part(colour.red()), part(colour.green()), part(colour.blue()), static_cast<int>(255 * alpha));
    }
    QImage image(m_width, m_height, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(m_ratio);
    const std::uint16_t *count = m_counts.data();
    for (int y = 0; y < m_height; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < m_width; ++x, ++count)
            line[x] = shades[std::min<std::size_t>(*count, shades.size() - 1)];
    }
    return image;
}

} // namespace wayproof
