// A value for every number of [0, 2^64), kept as the points where it changes. For page-granular tables (encryption
// contexts, pending key changes): few ranges, looked up on cache misses.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

namespace covesim {

template <class V>
class RangeMap {
  public:
    explicit RangeMap(V initial = {}) { points_[0] = initial; }

    V at(uint64_t i) const { return std::prev(points_.upper_bound(i))->second; }

    /// [begin, end) = value.
    void set(uint64_t begin, uint64_t end, V value) {
        if (begin >= end) return;
        const V after = at(end);
        const V before = begin ? at(begin - 1) : value;
        points_.erase(points_.lower_bound(begin), points_.upper_bound(end));
        if (begin == 0 || before != value) points_[begin] = value;
        if (after != value) points_[end] = after;
    }

    struct Run {
        uint64_t begin, end;
        V value;
        bool operator==(const Run&) const = default;
    };
    /// The runs of equal value within [begin, end), in order.
    std::vector<Run> runs(uint64_t begin, uint64_t end) const {
        std::vector<Run> out;
        for (uint64_t i = begin; i < end;) {
            const auto next = points_.upper_bound(i);
            const uint64_t stop = next == points_.end() || next->first > end ? end : next->first;
            out.push_back({i, stop, std::prev(next)->second});
            i = stop;
        }
        return out;
    }
    /// Is every value `v`?
    bool all(V v) const { return points_.size() == 1 && points_.begin()->second == v; }
    template <class A>
    void archive(A& a) {
        a(points_);
        if (points_.empty() || points_.begin()->first != 0) a.refuse("a range map without a beginning");
    }

  private:
    std::map<uint64_t, V> points_;
};

}  // namespace covesim
