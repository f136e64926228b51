// The MMU's state in a checkpoint: what one access leaves for the next.
#include "sim/core/archive.h"

#include "mmu/mmu_impl.h"

namespace covesim {

void Mmu::archive(Archive& a) {
    Impl& m = *impl_;
    (void)stats();  // brings them up to date
    a(sequence_);
    a.section("l1i", [&] { a(m.l1i); });
    a.section("l1d", [&] { a(m.l1d); });
    a.section("l2", [&] { a(m.l2); });
    a.section("fast", [&] { a(m.fast); });
    a.section("nested", [&] { a(m.nested); });
    a.section("walk caches", [&] { a(m.pwc, m.g_pwc); });
    a.section("mpt", [&] { a(m.checker); });
    a.section("statistics", [&] { a(m.stats); });
}

}  // namespace covesim
