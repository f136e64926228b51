// Contention as state that remembers when it is free, and that accepts a request earlier than one it has already seen.
//
// Slots: n identical units (miss registers). Lane: one unit used in short intervals (a data bus, a cipher pipeline),
// kept as a short sorted history of busy intervals in whose gaps an earlier request still finds its place.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/core/types.h"

namespace covesim {

class Slots {
  public:
    explicit Slots(uint32_t n) : busy_(n) {}

    /// Holds a unit from when one is free, counting in `waits` a wait for it, until what `send(begin)` returns has its
    /// time `.at`. `start` moves to the beginning.
    template <class Send>
    auto hold(Tick& start, uint64_t& waits, Send send) {
        const Choice chosen = choose(start);
        if (chosen.begin > start) ++waits;
        start = chosen.begin;
        const auto done = send(start);
        occupy(chosen.unit, start, done.at);
        return done;
    }
    bool full(Tick t) const {
        return std::all_of(busy_.begin(), busy_.end(), [&](const Span& s) { return s.begin <= t && t < s.end; });
    }
    template <class A>
    void archive(A& a) {
        a.fixed(busy_);
    }

  private:
    struct Span {
        Tick begin, end;
    };
    struct Choice {
        uint32_t unit;
        Tick begin;
    };
    /// The unit that can first take a request that comes at `t`.
    Choice choose(Tick t) const {
        Choice best{0, kNever};
        for (uint32_t i = 0; i < busy_.size(); ++i) {
            const bool free = t < busy_[i].begin || busy_[i].end <= t;
            const Tick at = free ? t : busy_[i].end;
            // Among units that are free at once, forget the oldest history.
            if (at < best.begin || (at == best.begin && busy_[i].end < busy_[best.unit].end)) best = {i, at};
        }
        return best;
    }
    /// `unit` is busy in [begin, end). A request that waited for the unit continues its span, so that the wait stays
    /// known.
    void occupy(uint32_t unit, Tick begin, Tick end) {
        Span& s = busy_[unit];
        s = {s.begin < begin && begin <= s.end ? s.begin : begin, end};
    }
    std::vector<Span> busy_;
};

class Lane {
  public:
    /// Takes the lane for `length`, at or after `t`, in the first gap that fits. Returns the beginning.
    Tick reserve(Tick t, Tick length) {
        if (length.fs == 0) return t;
        uint32_t i = 0;
        while (i < count_ && span_[i].end <= t) ++i;
        Tick begin = t;
        while (i < count_ && span_[i].begin < begin + length) begin = std::max(begin, span_[i++].end);
        insert(i, begin, begin + length);
        return begin;
    }
    template <class A>
    void archive(A& a) {
        a(count_);
        if (count_ > kHistory) return a.refuse("a lane with too long a history");
        for (uint32_t i = 0; i < count_; ++i) a(span_[i]);
    }

  private:
    static constexpr uint32_t kHistory = 64;
    struct Span {
        Tick begin, end;
    };
    void insert(uint32_t i, Tick begin, Tick end) {
        if (i > 0 && span_[i - 1].end == begin) {  // grow a neighbour: full use of the lane stays one span
            span_[i - 1].end = end;
            if (i < count_ && span_[i].begin == end) {
                span_[i - 1].end = span_[i].end;
                std::copy(span_.begin() + i + 1, span_.begin() + count_, span_.begin() + i);
                --count_;
            }
            return;
        }
        if (i < count_ && span_[i].begin == end) {
            span_[i].begin = begin;
            return;
        }
        if (count_ == kHistory) {  // forget the oldest
            if (i == 0) return;
            std::copy(span_.begin() + 1, span_.end(), span_.begin());
            --count_;
            --i;
        }
        std::copy_backward(span_.begin() + i, span_.begin() + count_, span_.begin() + count_ + 1);
        span_[i] = {begin, end};
        ++count_;
    }
    std::array<Span, kHistory> span_{};
    uint32_t count_ = 0;
};

}  // namespace covesim
