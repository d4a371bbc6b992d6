// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Thousands of edges as one picture: how many pass each pixel, as a shade. No edge is left out, however many there are.
#pragma once

#include "views/graphcanvasscene.h"

#include <QColor>
#include <QImage>

#include <cstdint>
#include <vector>

namespace wayproof
{

class EdgeDensity
{
public:
    /// Of a widget rectangle, in device pixels.
    EdgeDensity(const QRect &rect, double devicePixelRatio, const CanvasTransform &transform);

    void add(const CanvasScene::Piece &piece);
    /// The picture, as large as the rectangle. More passing edges: denser, never quite opaque.
    QImage image(const QColor &colour) const;

private:
    CanvasTransform m_transform; ///< to device pixels of the image
    double m_ratio;
    int m_width;
    int m_height;
    bool m_isHorizontal;
    std::vector<std::uint16_t> m_counts;
};

} // namespace wayproof
