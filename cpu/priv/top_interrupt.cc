// The most urgent interrupt of a level: mtopi, stopi, vstopi. AIA specification, "Defined major interrupts and default
// priorities", "Configuring priorities of major interrupts", "Virtual supervisor top interrupt CSR".
//
// With an IMSIC priorities mix with the identities of its interrupt files. Without one the iprio arrays are read-only
// zero, so that the default order holds and IPRIO is 1 whenever the CSR is not zero, as the specification allows.
#include <array>

#include "cpu/priv/interrupt_bits.h"
#include "cpu/priv/privileged.h"

namespace covesim {
namespace {

/// Decreasing default priority. Standard local interrupts stand where the specification plans them; its silence about
/// 14, 15, 0, 4 and 8 and the custom numbers is filled at the end of the locals and of the list.
constexpr std::array<uint8_t, 64> kDefaultOrder{47, 23, 46, 45, 22, 44, 43, 21, 42, 41, 20, 40,          //
                                                11, 3,  7,  9,  1,  5,  12, 10, 2,  6,  13, 14, 15,      //
                                                39, 19, 38, 37, 18, 36, 35, 17, 34, 33, 16, 32,          //
                                                63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50,  //
                                                49, 48, 31, 30, 29, 28, 27, 26, 25, 24, 8,  4,  0};

constexpr std::array<uint8_t, 64> kRank = [] {
    std::array<uint8_t, 64> rank{};
    for (size_t i = 0; i < kDefaultOrder.size(); ++i) rank[kDefaultOrder[i]] = uint8_t(i);
    return rank;
}();

constexpr unsigned kLowestExternal = 256;  ///< an external interrupt that no interrupt file vouches for

struct Candidate {
    int number = 0;
    unsigned priority = 0;  ///< number of an iprio array or interrupt file; 0: the default order alone
    bool above = false;     ///< default priority above the level's external interrupt
    unsigned rank = 0;      ///< in the default order

    /// Where it stands among the external interrupt's priorities, as in the specification's tables: smaller is first.
    unsigned nominal() const { return priority != 0 ? priority : above ? 0 : ~0u; }
    bool before(const Candidate& o) const { return nominal() != o.nominal() ? nominal() < o.nominal() : rank < o.rank; }
    uint64_t iprio() const { return priority == 0 ? (above ? 0 : 255) : priority > 255 ? 255 : priority; }
};

uint64_t top_csr(int number, uint64_t iprio) { return uint64_t(number) << 16 | iprio; }

/// `priority_of(number)` for each number in `pending`, which is not empty.
template <class PriorityOf>
Candidate best(uint64_t pending, int external, PriorityOf priority_of) {
    std::optional<Candidate> top;
    for (uint64_t rest = pending; rest != 0; rest &= rest - 1) {
        const int n = __builtin_ctzll(rest);
        const unsigned rank = kRank[size_t(n)];
        const Candidate c{n, priority_of(n), rank < kRank[size_t(external)], rank};
        if (!top || c.before(*top)) top = c;
    }
    return *top;
}

/// Where hviprio1 (numbers 1, 5, 13, 14, 15) and hviprio2 (16 to 23) hold a number's priority.
unsigned hviprio(const HartState& s, int number) {
    constexpr int kByte[16] = {-1, 1, -1, -1, -1, 3, -1, -1, -1, -1, -1, -1, -1, 5, 6, 7};
    if (number >= 16 && number <= 23) return s.hviprio2 >> 8 * (number - 16) & 0xff;
    if (number > 15 || kByte[number] < 0) return 0;
    return s.hviprio1 >> 8 * kByte[number] & 0xff;
}

}  // namespace

uint64_t Privileged::mtopi() const {
    const uint64_t pending = for_machine(mip());
    if (!pending) return 0;
    const Candidate top = best(pending, irq::kMei, [this](int n) {
        if (n != irq::kMei) return unsigned{s_.miprio[n]};
        return imsic_ ? imsic_->machine().top() : kLowestExternal;
    });
    return top_csr(top.number, imsic_ ? top.iprio() : 1);
}

uint64_t Privileged::stopi() const {
    const uint64_t pending = for_supervisor(mip());
    if (!pending) return 0;
    const Candidate top = best(pending, irq::kSei, [this](int n) {
        if (n != irq::kSei) return unsigned{s_.siprio[n]};
        return imsic_ && imsic_->supervisor().signal() ? imsic_->supervisor().top() : kLowestExternal;
    });
    return top_csr(top.number, imsic_ ? top.iprio() : 1);
}

uint64_t Privileged::vstopi() const {
    constexpr uint64_t kSei = bit(irq::kSei);
    const uint64_t pending = vsip() & vsie();
    const bool injected = s_.hvictl & hvictl::kVti;
    const auto iid = int((s_.hvictl & hvictl::kIid) >> hvictl::kIidShift);
    const auto iprio = unsigned(s_.hvictl & hvictl::kIprio);
    const bool mode = s_.hvictl & hvictl::kIpriom;
    const unsigned sei_rank = kRank[irq::kSei];

    std::optional<Candidate> external, other;
    if (pending & kSei) {
        external = Candidate{irq::kSei, kLowestExternal, false, sei_rank};
        if (const InterruptFile* file = guest_file()) {
            if (file->top() != 0) external->priority = file->top();
        } else if (!(s_.hstatus & hstatus::kVgein) && iid == irq::kSei && iprio != 0) {
            external->priority = iprio;
        }
    }
    if (!injected && (pending & ~kSei)) {
        other = best(pending & ~kSei, irq::kSei, [this](int n) { return hviprio(s_, n); });
    } else if (injected && iid != irq::kSei) {
        const bool lower = s_.hvictl & hvictl::kDpr;  // the default order is DPR's alone
        other = Candidate{iid, iprio, !lower, lower ? sei_rank + 1 : 0};
    }
    if (!external && !other) return 0;
    const Candidate& top = !other || (external && external->before(*other)) ? *external : *other;
    return top_csr(top.number, mode ? top.iprio() : 1);
}

}  // namespace covesim
