#include "mem/tile.h"

namespace covesim {

Tile::Tile(const TileParams& params, Clock clock, MemPort& exit, MemUp& hart)
    : params_(params),
      exit_(exit),
      bypass_(exit),
      l2_(params.has_l2 ? std::make_unique<Cache>(params.l2, clock, Served::L2, exit) : nullptr),
      l1i_(params.l1i, clock, Served::L1, below_l1()),
      l1d_(params.l1d, clock, Served::L1, below_l1()) {
    l1i_.add_upstream(hart);
    l1d_.add_upstream(hart);
    if (l2_) {
        l2_->add_upstream(l1i_);
        l2_->add_upstream(l1d_);
    }
}

bool Tile::drop(Spa line, Drop how) {
    if (l2_) return l2_->drop(line, how);
    const bool i = l1i_.drop(line, how), d = l1d_.drop(line, how);
    return i || d;
}

void Tile::bind_sequence(uint64_t& sequence) {
    l1i_.bind_sequence(sequence);
    l1d_.bind_sequence(sequence);
    if (l2_) l2_->bind_sequence(sequence);
}

MemPort& Tile::port(WalkPath path) {
    switch (path) {
        case WalkPath::L1: return l1d_;
        case WalkPath::L2: return below_l1();
        case WalkPath::Llc: return exit_;
        case WalkPath::Memory: break;
    }
    return bypass_;
}

}  // namespace covesim
