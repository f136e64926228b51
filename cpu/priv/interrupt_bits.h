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

/// Numbers 13 to 63: local interrupts and custom ones. Of these only LCOFI has a source; all can be virtual with AIA.
inline constexpr uint64_t kLocal = ~(bit(irq::kLcofi) - 1);

/// S-level interrupts and LCOFI: what mideleg may or may not delegate, and what sip and sie can show.
inline uint64_t delegable(const HartFeatures& f) { return kSLevel | (f.sscofpmf ? bit(irq::kLcofi) : 0); }

/// hip and hie: VS-level interrupts and, with guest external interrupts, SGEI. Always delegated past M-mode.
inline uint64_t hypervisor_level(const HartFeatures& f, const PrivParams& p) {
    return f.h ? kVsLevel | (p.geilen ? bit(irq::kSgei) : 0) : 0;
}

inline uint64_t all_interrupts(const HartFeatures& f, const PrivParams& p) {
    return kMLevel | delegable(f) | hypervisor_level(f, p);
}

/// hideleg: VS-level interrupts; LCOFI only with Shlcofideleg; with AIA all above it, as far as they reach S-level.
inline uint64_t hideleg_writable(const HartFeatures& f) {
    return kVsLevel | (f.shlcofideleg && f.sscofpmf ? bit(irq::kLcofi) : 0) | (f.aia ? kLocal & ~bit(irq::kLcofi) : 0);
}

/// mvien: SSI, SEI and everything above 12.
inline uint64_t mvien_writable(const HartFeatures& f) { return f.aia ? bit(irq::kSsi) | bit(irq::kSei) | kLocal : 0; }

/// hvien, and hvip beyond the H extension's bits.
inline uint64_t hvien_writable(const HartFeatures& f) { return f.aia ? kLocal : 0; }

}  // namespace covesim
