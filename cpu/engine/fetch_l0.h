// The fetch side of the L0: from a virtual page (fast) or line (warm, timed) to the decoded page, per fetch regime.
//
// The same law as l0.h: an entry exists only where the instruction TLB (and, in warm and timed, the L1I) would hit.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "cpu/engine/code_cache.h"
#include "cpu/engine/l0.h"
#include "mmu/regime.h"

namespace covesim {

inline constexpr uint32_t kFetchEntries = 128;
inline constexpr uint32_t kFetchBanks = 8;

struct FetchEntry {
    uint64_t tag = kNoTag;  ///< virtual address of the granule
    CodePage* page = nullptr;
    L0Stamps stamps;
    uint32_t tlb_entry = UINT32_MAX;
    Spa line;  ///< physical granule
};

struct FetchBank {
    Regime regime;
    uint64_t used = 0;
    std::array<FetchEntry, kFetchEntries> entry;
};

class FetchL0 {
  public:
    void configure(uint32_t granule_shift) {
        drop_all();
        shift_ = granule_shift;
    }
    uint32_t shift() const { return shift_; }

    FetchBank& select(const Regime& r) {
        FetchBank* oldest = &banks_[0];
        for (auto& b : banks_) {
            if (b.used != 0 && b.regime == r) {
                b.used = ++selections_;
                return b;
            }
            if (b.used < oldest->used) oldest = &b;
        }
        oldest->entry.fill(FetchEntry{});
        oldest->regime = r;
        oldest->used = ++selections_;
        return *oldest;
    }

    FetchEntry& slot(FetchBank& b, uint64_t va) const { return b.entry[(va >> shift_) & (kFetchEntries - 1)]; }

    void insert(FetchBank& b, const FetchEntry& e) {
        slot(b, e.tag) = e;
        if (e.tlb_entry == UINT32_MAX) return;
        if (e.tlb_entry >= in_use_.size()) in_use_.resize(e.tlb_entry + 1);
        in_use_[e.tlb_entry] = 1;
    }

    void drop_all() {
        for (auto& b : banks_) {
            b.used = 0;
            b.entry.fill(FetchEntry{});
        }
    }
    void drop_tlb(uint32_t tlb_entry) {
        if (tlb_entry >= in_use_.size() || !in_use_[tlb_entry]) return;
        in_use_[tlb_entry] = 0;
        drop_if([=](const FetchEntry& e) { return e.tlb_entry == tlb_entry; });
    }
    void drop_page(const CodePage& p) {
        drop_if([&](const FetchEntry& e) { return e.page == &p; });
    }
    void drop_line(Spa line) {
        drop_if([=](const FetchEntry& e) { return e.line == line; });
    }

  private:
    template <class P>
    void drop_if(P&& match) {
        for (auto& b : banks_) {
            if (b.used == 0) continue;
            for (auto& e : b.entry) {
                if (e.tag != kNoTag && match(e)) e = FetchEntry{};
            }
        }
    }

    uint32_t shift_ = 12;
    uint64_t selections_ = 0;
    std::vector<FetchBank> banks_ = std::vector<FetchBank>(kFetchBanks);
    std::vector<uint8_t> in_use_;  // per TLB entry: some fetch entry may stand on it
};

}  // namespace covesim
