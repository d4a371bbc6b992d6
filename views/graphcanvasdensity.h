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
    void fillCurve(int first, int last, double from, double length);

    CanvasTransform m_transform; ///< to device pixels of the image
    double m_ratio;
    int m_across; ///< pixels across the layers
    int m_along;
    /// Passing edges per pixel; pixels that follow each other along the layers are neighbours, for edges run steeply
    /// there.
    std::vector<std::uint16_t> m_counts;
    /// Heights of the curve at the pixel borders of the stretch that was drawn last: nearly all edges of a gap share
    /// it.
    std::vector<double> m_curve;
    int m_curveFirst = 0;
    double m_curveFrom = 0;
    double m_curveLength = -1;
};

} // namespace wayproof
