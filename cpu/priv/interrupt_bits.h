// Which interrupts exist and which are delegable or writable, as masks over mip and mie. Privileged specification 1.13,
// mip/mie/mideleg; H extension, mideleg/hideleg/hip/hie.
#pragma once
#include "cpu/priv/fields.h"
#include "cpu/priv/params.h"
#include "cpu/priv/trap.h"

namespace covesim {

inline constexpr uint64_t kVsLevel = bit(irq::kVssi) | bit(irq::kVsti) | bit(irq::kVsei);
inline constexpr uint64_t kSLevel = bit(irq::kSsi) | bit(irq::kSti) | bit(irq::kSei);
inline constexpr uint64_t kMLevel = bit(irq::kMsi) | bit(irq::kMti) | bit(irq::kMei);

/// S-level interrupts and LCOFI: what mideleg may or may not delegate, and what sip and sie can show.
inline uint64_t delegable(const HartFeatures& f) { return kSLevel | (f.sscofpmf ? bit(irq::kLcofi) : 0); }

/// hip and hie: VS-level interrupts and, with guest external interrupts, SGEI. Always delegated past M-mode.
inline uint64_t hypervisor_level(const HartFeatures& f, const PrivParams& p) {
    return f.h ? kVsLevel | (p.geilen ? bit(irq::kSgei) : 0) : 0;
}

inline uint64_t all_interrupts(const HartFeatures& f, const PrivParams& p) {
    return kMLevel | delegable(f) | hypervisor_level(f, p);
}

/// hideleg: VS-level interrupts; LCOFI only with Shlcofideleg.
inline uint64_t hideleg_writable(const HartFeatures& f) {
    return kVsLevel | (f.shlcofideleg && f.sscofpmf ? bit(irq::kLcofi) : 0);
}

}  // namespace covesim
