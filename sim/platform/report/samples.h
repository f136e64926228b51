// Exact samples of one quantity, and their order statistics.
//
// Percentiles are by nearest rank: the p-th of n sorted samples is the one at rank ceil(p/100 * n), counted from 1. So
// each value reported was measured; the median of an even number of samples is the lower of the middle two.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

namespace covesim {

class Samples {
  public:
    void add(uint64_t v) {
        values_.push_back(v);
        sum_ += v;
    }
    /// The sample added last, of which there must be one, was this much more.
    void extend_last(uint64_t more) {
        values_.back() += more;
        sum_ += more;
    }
    void append(const Samples& o) {
        values_.insert(values_.end(), o.values_.begin(), o.values_.end());
        sum_ += o.sum_;
    }
    size_t count() const { return values_.size(); }
    uint64_t sum() const { return sum_; }
    uint64_t min() const { return values_.empty() ? 0 : *std::min_element(values_.begin(), values_.end()); }
    uint64_t max() const { return values_.empty() ? 0 : *std::max_element(values_.begin(), values_.end()); }
    /// 0 < percent <= 100; 0 when there is no sample.
    uint64_t percentile(unsigned percent) const {
        if (values_.empty()) return 0;
        const size_t rank = (values_.size() * percent + 99) / 100;
        std::vector<uint64_t> sorted = values_;
        const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(rank - 1);
        std::nth_element(sorted.begin(), at, sorted.end());
        return *at;
    }
    uint64_t median() const { return percentile(50); }
    const std::vector<uint64_t>& values() const { return values_; }
    template <class A>
    void archive(A& a) {
        a(values_, sum_);
    }

  private:
    std::vector<uint64_t> values_;
    uint64_t sum_ = 0;
};

}  // namespace covesim
