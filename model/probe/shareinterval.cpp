// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Clopper-Pearson by way of the incomplete beta function.
#include "model/probe/shareinterval.h"

#include <cmath>

namespace wayproof
{

namespace
{

double logGamma(double x)
{
    int sign = 0; // std::lgamma keeps it in a global, which threads share
    return ::lgamma_r(x, &sign);
}

/// The continued fraction of the incomplete beta function (Lentz's method); converges fast for x < (a+1)/(a+b+2).
double betaFraction(double a, double b, double x)
{
    constexpr double tiny = 1e-300;
    const auto away = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1;
    double d = 1 / away(1 - (a + b) * x / (a + 1));
    double result = d;
    for (int m = 1; m < 10'000; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away(1 + even * d);
        c = away(1 + even / c);
        result *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away(1 + odd * d);
        c = away(1 + odd / c);
        result *= d * c;
        if (std::abs(d * c - 1) < 1e-14)
            break;
    }
    return result;
}

/// I_x(a, b): the chance that a Beta(a, b) variable is at most x.
double betaBelow(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    const double front = std::exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * std::log(x) + b * std::log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * betaFraction(a, b, x) / a : 1 - front * betaFraction(b, a, 1 - x) / b;
}

double betaQuantile(double a, double b, double chance)
{
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (betaBelow(a, b, middle) < chance ? low : high) = middle;
    }
    return (low + high) / 2;
}

} // namespace

ShareInterval shareInterval(std::uint64_t hits, std::uint64_t total, double confidence)
{
    if (total == 0)
        return {};
    const auto k = static_cast<double>(hits);
    const auto n = static_cast<double>(total);
    const double tail = (1 - confidence) / 2;
    ShareInterval interval;
    if (hits > 0)
        interval.low = betaQuantile(k, n - k + 1, tail);
    if (hits < total)
        interval.high = betaQuantile(k + 1, n - k, 1 - tail);
    return interval;
}

} // namespace wayproof
