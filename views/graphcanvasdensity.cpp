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
{
    const bool isHorizontal = transform.flow == Flow::LeftToRight;
    const auto pixels = [devicePixelRatio](int length) {
        return static_cast<int>(std::ceil(length * devicePixelRatio));
    };
    m_across = pixels(isHorizontal ? rect.width() : rect.height());
    m_along = pixels(isHorizontal ? rect.height() : rect.width());
    m_counts.assign(static_cast<std::size_t>(m_across) * static_cast<std::size_t>(m_along), 0);
    m_transform.across *= devicePixelRatio;
    m_transform.along *= devicePixelRatio;
    m_transform.acrossOrigin = (transform.acrossOrigin - (isHorizontal ? rect.x() : rect.y())) * devicePixelRatio;
    m_transform.alongOrigin = (transform.alongOrigin - (isHorizontal ? rect.y() : rect.x())) * devicePixelRatio;
}

void EdgeDensity::fillCurve(int first, int last, double from, double length)
{
    const bool isKnown = from == m_curveFrom && length == m_curveLength && first >= m_curveFirst &&
                         last - m_curveFirst < static_cast<int>(m_curve.size());
    if (isKnown)
        return;
    // The whole stretch at once, so that the next edge finds it whatever part of it is in view.
    m_curveFrom = from;
    m_curveLength = length;
    m_curveFirst = std::clamp(static_cast<int>(std::floor(from)), 0, m_across);
    const int end = std::max(last, std::clamp(static_cast<int>(std::ceil(from + length)), 0, m_across));
    m_curve.clear();
    for (int a = m_curveFirst; a <= end; ++a)
        m_curve.push_back(curveAt((a - from) / length));
}

void EdgeDensity::add(const CanvasScene::Piece &piece)
{
    const double a0 = m_transform.mapU(piece.u0);
    const double length = std::max(m_transform.mapU(piece.u1) - a0, 1e-6);
    const double b0 = m_transform.mapV(piece.v0);
    const double rise = m_transform.mapV(piece.v1) - b0;
    double begin = std::max(a0, 0.0);
    double end = std::min(a0 + length, static_cast<double>(m_across));
    if (rise != 0) { // where it is inside along the layers, too
        double low = -b0 / rise;
        double high = (m_along - b0) / rise;
        if (low > high)
            std::swap(low, high);
        if (high < 0 || low > 1)
            return;
        if (low > 0)
            begin = std::max(begin, a0 + curveInverse(low) * length - 1);
        if (high < 1)
            end = std::min(end, a0 + curveInverse(high) * length + 1);
    } else if (b0 < 0 || b0 >= m_along) {
        return;
    }
    const int first = std::clamp(static_cast<int>(std::floor(begin)), 0, m_across);
    const int last = std::clamp(static_cast<int>(std::ceil(end)), 0, m_across);
    if (first >= last)
        return;
    fillCurve(first, last, a0, length);
    const double *height = m_curve.data() + (first - m_curveFirst);
    std::uint16_t *column = m_counts.data() + static_cast<std::ptrdiff_t>(first) * m_along;
    int before = static_cast<int>(std::floor(b0 + rise * *height));
    for (int a = first; a < last; ++a, column += m_along) {
        const int after = static_cast<int>(std::floor(b0 + rise * *++height));
        const int from = std::max(std::min(before, after), 0);
        const int to = std::min(std::max(before, after), m_along - 1);
        before = after;
        for (int b = from; b <= to; ++b)
            column[b] = static_cast<std::uint16_t>(column[b] + (column[b] < 0xFFFF ? 1 : 0));
    }
}

QImage EdgeDensity::image(const QColor &colour) const
{
    // A single edge stays visible, a few are told apart, hundreds do not become a solid block.
    std::array<QRgb, 1024> shades{};
    for (std::size_t n = 1; n < shades.size(); ++n) {
        const double alpha = std::min(0.9, 0.34 + 0.15 * std::log2(static_cast<double>(n)));
        const auto part = [alpha](int channel) { return static_cast<int>(channel * alpha); };
        shades[n] = qRgba(part(colour.red()), part(colour.green()), part(colour.blue()), static_cast<int>(255 * alpha));
    }
    const bool isHorizontal = m_transform.flow == Flow::LeftToRight;
    QImage image(isHorizontal ? m_across : m_along, isHorizontal ? m_along : m_across,
                 QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(m_ratio);
    image.fill(0);
    const auto stride = image.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb));
    auto *pixels = reinterpret_cast<QRgb *>(image.bits());
    const std::ptrdiff_t acrossStep = isHorizontal ? 1 : stride;
    const std::ptrdiff_t alongStep = isHorizontal ? stride : 1;
    constexpr int Block = 32; // turned in blocks that stay in the cache
    for (int a0 = 0; a0 < m_across; a0 += Block) {
        for (int b0 = 0; b0 < m_along; b0 += Block) {
            for (int a = a0; a < std::min(a0 + Block, m_across); ++a) {
                const std::uint16_t *counts = m_counts.data() + static_cast<std::ptrdiff_t>(a) * m_along;
                for (int b = b0; b < std::min(b0 + Block, m_along); ++b) {
                    if (counts[b] != 0)
                        pixels[a * acrossStep + b * alongStep] =
                            shades[std::min<std::size_t>(counts[b], shades.size() - 1)];
                }
            }
        }
    }
    return image;
}

} // namespace wayproof
