// Memory-bound work: a dependent chase through 8 MiB in a random cycle, and streams (copy, scale, add) over 3 x 2 MiB.
#include "bare.h"

enum { kLines = 1 << 17, kWords = 1 << 18 };

static struct line {
    struct line* next;
    uint64_t value;
    uint64_t unused[6];
} lines[kLines];
static uint64_t x[kWords], y[kWords], z[kWords];
static uint32_t order[kLines];

static void make_cycle(void) {
    uint64_t random = 88172645463325252u;
    for (uint32_t i = 0; i < kLines; ++i) order[i] = i;
    for (uint32_t i = kLines - 1; i > 0; --i) {
        const uint32_t j = (uint32_t)(next_random(&random) % (i + 1)), t = order[i];
        order[i] = order[j];
        order[j] = t;
    }
    for (uint32_t i = 0; i < kLines; ++i) {
        lines[order[i]].next = &lines[order[(i + 1) % kLines]];
        lines[order[i]].value = i;
    }
}

uint64_t kernel(void) {
    make_cycle();
    uint64_t sum = 0;
    const struct line* at = lines;
    for (uint64_t i = 0; i < 10000ull * SCALE; ++i) {
        sum += at->value;
        at = at->next;
        if (i % (1 << 21) == 0)
            for (int k = 0; k < kWords; ++k) {
                x[k] = (uint64_t)k + sum;
                y[k] = 3 * x[k];
                z[k] += x[k] + y[k];
            }
    }
    return sum + z[kWords - 1];
}
