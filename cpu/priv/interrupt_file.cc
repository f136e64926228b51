#include "cpu/priv/interrupt_file.h"

#include <algorithm>
#include <bit>

namespace covesim {

uint64_t InterruptFile::implemented(uint64_t w) const {
    if (w > identities_ / 64) return 0;
    return w == 0 ? ~uint64_t{1} : ~uint64_t{0};  // identity 0 is never valid
}

void InterruptFile::set_pending(uint32_t identity) {
    if (identity == 0 || identity > identities_) return;
    s_.eip[identity / 64] |= uint64_t{1} << identity % 64;
    find_top();
}

void InterruptFile::claim() {
    if (top_ == 0) return;
    s_.eip[top_ / 64] &= ~(uint64_t{1} << top_ % 64);
    find_top();
}

void InterruptFile::find_top() {
    top_ = 0;
    for (uint32_t w = 0; w <= identities_ / 64; ++w) {
        if (const uint64_t ready = s_.eip[w] & s_.eie[w]) {
            top_ = 64 * w + uint32_t(std::countr_zero(ready));
            break;
        }
    }
    if (s_.eithreshold != 0 && top_ >= s_.eithreshold) top_ = 0;
}

uint64_t InterruptFile::read(uint64_t select) const {
    if (select >= kEie0) return s_.eie[(select - kEie0) / 2];
    if (select >= kEip0) return s_.eip[(select - kEip0) / 2];
    if (select == kEithreshold) return s_.eithreshold;
    return select == kEidelivery ? s_.eidelivery : 0;
}

void InterruptFile::write(uint64_t select, uint64_t v) {
    if (select >= kEie0) {
        const uint64_t w = (select - kEie0) / 2;
        s_.eie[w] = v & implemented(w);
    } else if (select >= kEip0) {
        const uint64_t w = (select - kEip0) / 2;
        s_.eip[w] = v & implemented(w);
    } else if (select == kEithreshold) {
        s_.eithreshold = v & (std::bit_ceil(identities_) - 1);
    } else if (select == kEidelivery) {
        s_.eidelivery = v & 1;
    }
    find_top();
}

void InterruptFile::restore(const State& s) {
    s_ = s;
    find_top();
}

}  // namespace covesim
