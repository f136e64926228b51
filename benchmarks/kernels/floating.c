// Floating-point work in double precision: a matrix product, a Mandelbrot row with early exit, a polynomial with fused
// multiply-adds, divisions and square roots.
#include "bare.h"

enum { kSide = 24, kPixels = 64, kIterations = 50 };

static double a[kSide][kSide], b[kSide][kSide], c[kSide][kSide];

static double product(double seed) {
    for (int i = 0; i < kSide; ++i)
        for (int j = 0; j < kSide; ++j) a[i][j] = seed + i * 0.25 + j, b[i][j] = seed - i + j * 0.5;
    for (int i = 0; i < kSide; ++i)
        for (int j = 0; j < kSide; ++j) {
            double sum = 0;
            for (int k = 0; k < kSide; ++k) sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
    return c[3][5] + c[kSide - 1][kSide - 1];
}

static uint64_t mandelbrot(double y) {
    uint64_t total = 0;
    for (int p = 0; p < kPixels; ++p) {
        const double x = -2.0 + 3.0 * p / kPixels;
        double re = 0, im = 0;
        int n = 0;
        while (n < kIterations && re * re + im * im < 4.0) {
            const double t = re * re - im * im + x;
            im = 2 * re * im + y;
            re = t;
            ++n;
        }
        total += (uint64_t)n;
    }
    return total;
}

static double series(double x) {
    double sum = 0;
    for (int i = 1; i < 100; ++i) {
        const double term = x / i;
        sum += __builtin_sqrt(term * term + 1.0 / i);
    }
    return sum;
}

uint64_t kernel(void) {
    uint64_t count = 0;
    double sum = 0;
    for (int i = 0; i < 3 * SCALE; ++i) {
        const double t = (double)(i % 97) / 97;
        sum += product(t) * 1e-9 + series(t);
        count += mandelbrot(t);
    }
    union {
        double d;
        uint64_t u;
    } bits = {.d = sum};
    return bits.u ^ count;
}
