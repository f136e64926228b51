#include "dev/aplic_domain.h"

#include "sim/core/archive.h"

namespace covesim {

namespace {

constexpr uint32_t kDelegate = 1u << 10, kBusy = 1u << 12;
constexpr uint32_t kMei = 11, kSei = 9;  // mip bits
constexpr uint64_t kSetipnumLe = 0x2000, kSetipnumBe = 0x2004;

/// Fields of a target register.
uint32_t hart_index(uint32_t t) { return t >> 18; }
uint32_t guest_index(uint32_t t) { return t >> 12 & 0x3f; }
uint32_t eiid(uint32_t t) { return t & 0x7ff; }
uint32_t iprio(uint32_t t) { return t & 0xff; }

uint32_t swap(uint64_t v) { return __builtin_bswap32(static_cast<uint32_t>(v)); }

}  // namespace

AplicDomain::AplicDomain(const AplicConfig& config, const Wires& wires, const AplicDomain* parent, AplicDomain* child)
    : config_(config), wires_(wires), parent_(parent), child_(child) {
    if (child_) child_->parent_ = this;
    on_reset();
}

void AplicDomain::on_reset() {
    for (uint32_t h = 0; h < s_.signal.size(); ++h) {
        if (s_.signal[h]) config_.sink->set_pending(h, root() ? kMei : kSei, false);
    }
    s_ = {};
    s_.idc.resize(config_.harts);
    s_.signal.resize(config_.harts);
    if (!root() || !msi()) return;
    const ImsicGeometry& at = config_.imsics;
    const auto ppn_low = [](uint64_t base) { return static_cast<uint32_t>(base >> 12); };
    const auto ppn_high = [](uint64_t base) { return static_cast<uint32_t>(base >> 44 & 0xfff); };
    s_.mmsiaddrcfg = ppn_low(at.machine_base);
    s_.mmsiaddrcfgh = ppn_high(at.machine_base) | at.hart_bits << 12;
    s_.smsiaddrcfg = ppn_low(at.supervisor_base);
    s_.smsiaddrcfgh = ppn_high(at.supervisor_base) | at.guest_bits << 20;
}

/// The wires are the Aplic's to save.
void AplicDomain::archive(Archive& a) { a(s_); }

// --- Access: four bytes, in the domain's byte order

bool AplicDomain::read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) {
    if (bytes != 4 || !RegDevice::read(offset, 4, out, now)) return false;
    if (s_.be) out = swap(out);
    return true;
}

bool AplicDomain::write(uint64_t offset, uint32_t bytes, uint64_t v, Tick now) {
    const bool own_order = offset == kSetipnumLe || offset == kSetipnumBe;
    return bytes == 4 && RegDevice::write(offset, 4, s_.be && !own_order ? swap(v) : v, now);
}

bool AplicDomain::peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) {
    if (!s_.be) return RegDevice::peek(offset, bytes, out, now);
    if (bytes == 1) return RegDevice::peek(offset ^ 3, 1, out, now);
    if (bytes != 4 || !RegDevice::peek(offset, 4, out, now)) return false;
    out = swap(out);
    return true;
}

// --- Sources

/// "Interrupt sources not delegated down to that domain appear to the domain as being not implemented."
bool AplicDomain::implemented(uint32_t i) const {
    return i >= 1 && i <= kSources && (root() || (parent_ && (parent_->s_.sourcecfg[i] & kDelegate)));
}

uint32_t AplicDomain::mode(uint32_t i) const {
    if (!implemented(i) || (s_.sourcecfg[i] & kDelegate)) return Inactive;
    return s_.sourcecfg[i];
}

bool AplicDomain::rectified(uint32_t i) const {
    switch (mode(i)) {
        case Edge1:
        case Level1: return wires_[i];
        case Edge0:
        case Level0: return !wires_[i];
        default: return false;
    }
}

void AplicDomain::wire_changed(uint32_t i) {
    if (mode(i) < Edge1) return;
    const bool high = rectified(i);
    if (high) s_.pending[i] = true;  // a rising edge, whatever the mode
    else if (level_sensitive(i)) s_.pending[i] = false;
    deliver();
}

void AplicDomain::set_pending(uint32_t i) {
    if (!active(i)) return;
    if (!level_sensitive(i) || (msi() && rectified(i))) s_.pending[i] = true;
}

void AplicDomain::clear_pending(uint32_t i) {
    if (active(i) && (!level_sensitive(i) || msi())) s_.pending[i] = false;
}

void AplicDomain::deactivate(uint32_t i) {
    s_.pending[i] = s_.enabled[i] = false;
    s_.target[i] = 0;
}

void AplicDomain::write_sourcecfg(uint32_t n, uint64_t v) {
    const uint32_t i = n + 1;
    if (!implemented(i)) return;
    const bool was_active = active(i);
    const auto sm = static_cast<uint32_t>(v & 7);
    if (v & kDelegate) s_.sourcecfg[i] = root() ? kDelegate : 0;  // child index 0 is the only one
    else s_.sourcecfg[i] = sm == 2 || sm == 3 ? uint32_t{Inactive} : sm;
    if (child_ && !child_->implemented(i)) {
        child_->s_.sourcecfg[i] = 0;
        child_->deactivate(i);
        child_->deliver();
    }
    if (!active(i)) {
        deactivate(i);
    } else {
        if (!was_active) s_.target[i] = msi() ? 0 : 1;
        if (level_sensitive(i)) s_.pending[i] = rectified(i);
    }
    deliver();
}

uint32_t AplicDomain::legal_target(uint32_t old, uint32_t v) const {
    const uint32_t hart = hart_index(v) < config_.harts ? hart_index(v) : hart_index(old);
    if (!msi()) return hart << 18 | (iprio(v) != 0 ? iprio(v) : 1);
    uint32_t guest = guest_index(v) <= config_.imsics.guests ? guest_index(v) : guest_index(old);
    if (root()) guest = 0;
    return hart << 18 | guest << 12 | eiid(v);
}

void AplicDomain::write_target(uint32_t n, uint64_t v) {
    const uint32_t i = n + 1;
    if (!active(i)) return;
    s_.target[i] = legal_target(s_.target[i], static_cast<uint32_t>(v));
    deliver();
}

// --- Delivery

void AplicDomain::deliver() {
    if (msi()) forward();
    else signal_harts();
}

/// The most urgent pending and enabled source of a hart below its threshold; 0 when there is none.
uint32_t AplicDomain::top(uint32_t hart) const {
    uint32_t best = 0;
    for (uint32_t i = 1; i <= kSources; ++i) {
        if (!s_.pending[i] || !s_.enabled[i] || hart_index(s_.target[i]) != hart) continue;
        if (best == 0 || iprio(s_.target[i]) < iprio(s_.target[best])) best = i;
    }
    const uint8_t threshold = s_.idc[hart].ithreshold;
    return threshold != 0 && best != 0 && iprio(s_.target[best]) >= threshold ? 0 : best;
}

void AplicDomain::signal_harts() {
    for (uint32_t h = 0; h < config_.harts; ++h) {
        const Idc& idc = s_.idc[h];
        const bool level = s_.ie && idc.idelivery && (idc.iforce || top(h) != 0);
        if (level == s_.signal[h]) continue;
        s_.signal[h] = level;
        config_.sink->set_pending(h, root() ? kMei : kSei, level);
    }
}

/// "If and when an MSI is sent, the source's interrupt pending bit is cleared."
void AplicDomain::forward() {
    if (!s_.ie) return;
    for (uint32_t i = 1; i <= kSources; ++i) {
        if (!s_.pending[i] || !s_.enabled[i]) continue;
        s_.pending[i] = false;
        const uint32_t t = s_.target[i];
        config_.bus->write_msi(msi_address(hart_index(t), guest_index(t)), eiid(t));
    }
}

/// "Addresses and data for outgoing MSIs". The root domain's registers serve both domains.
Spa AplicDomain::msi_address(uint32_t hart, uint32_t guest) const {
    const State& r = root() ? s_ : parent_->s_;
    const uint32_t h_cfg = r.mmsiaddrcfgh, base_high = root() ? h_cfg : r.smsiaddrcfgh;
    const uint32_t lhxw = h_cfg >> 12 & 0xf, hhxw = h_cfg >> 16 & 7, hhxs = h_cfg >> 24 & 0x1f;
    const uint32_t lhxs = base_high >> 20 & 7;
    const uint64_t base = uint64_t{base_high & 0xfff} << 32 | (root() ? r.mmsiaddrcfg : r.smsiaddrcfg);
    const uint64_t g = hart >> lhxw & ((1u << hhxw) - 1), h = hart & ((1u << lhxw) - 1);
    return Spa{(base | g << (hhxs + 12) | h << lhxs | guest) << 12};
}

// --- Registers

template <class F>
void AplicDomain::each(uint32_t word, uint64_t bits, F f) {
    for (uint64_t rest = bits & 0xffff'ffff; rest != 0; rest &= rest - 1) {
        const uint32_t i = 32 * word + static_cast<uint32_t>(__builtin_ctzll(rest));
        if (i >= 1 && i <= kSources) f(i);
    }
}

/// f(i) when `number` is an active source.
template <class F>
void AplicDomain::by_number(uint64_t number, F f) {
    if (number > kSources || !active(static_cast<uint32_t>(number))) return;
    f(static_cast<uint32_t>(number));
    deliver();
}

uint64_t AplicDomain::read_domaincfg(uint32_t) {
    return 0x8000'0000u | uint32_t{s_.ie} << 8 | uint32_t{msi()} << 2 | uint32_t{s_.be};
}
void AplicDomain::write_domaincfg(uint32_t, uint64_t v) {
    s_.ie = v >> 8 & 1;
    s_.be = v & 1;
    deliver();
}

uint64_t AplicDomain::read_pending(uint32_t w) {
    uint64_t v = 0;
    each(w, ~0u, [&](uint32_t i) { v |= uint64_t{s_.pending[i]} << i % 32; });
    return v;
}
uint64_t AplicDomain::read_inputs(uint32_t w) {
    uint64_t v = 0;
    each(w, ~0u, [&](uint32_t i) { v |= uint64_t{rectified(i)} << i % 32; });
    return v;
}
uint64_t AplicDomain::read_enabled(uint32_t w) {
    uint64_t v = 0;
    each(w, ~0u, [&](uint32_t i) { v |= uint64_t{s_.enabled[i]} << i % 32; });
    return v;
}
void AplicDomain::write_setip(uint32_t w, uint64_t v) {
    each(w, v, [this](uint32_t i) { set_pending(i); });
    deliver();
}
void AplicDomain::write_clrip(uint32_t w, uint64_t v) {
    each(w, v, [this](uint32_t i) { clear_pending(i); });
    deliver();
}
void AplicDomain::write_setie(uint32_t w, uint64_t v) {
    each(w, v, [this](uint32_t i) { s_.enabled[i] = s_.enabled[i] || active(i); });
    deliver();
}
void AplicDomain::write_clrie(uint32_t w, uint64_t v) {
    each(w, v, [this](uint32_t i) { s_.enabled[i] = false; });
    deliver();
}
void AplicDomain::write_setipnum(uint32_t, uint64_t v) {
    by_number(v, [this](uint32_t i) { set_pending(i); });
}
void AplicDomain::write_setipnum_be(uint32_t, uint64_t v) { write_setipnum(0, swap(v)); }
void AplicDomain::write_clripnum(uint32_t, uint64_t v) {
    by_number(v, [this](uint32_t i) { clear_pending(i); });
}
void AplicDomain::write_setienum(uint32_t, uint64_t v) {
    by_number(v, [this](uint32_t i) { s_.enabled[i] = true; });
}
void AplicDomain::write_clrienum(uint32_t, uint64_t v) {
    by_number(v, [this](uint32_t i) { s_.enabled[i] = false; });
}

uint64_t AplicDomain::read_genmsi(uint32_t) { return s_.genmsi | (now_ < s_.genmsi_done ? kBusy : 0); }
/// Sent whatever domaincfg.IE says; hart level only, never to a guest.
void AplicDomain::write_genmsi(uint32_t, uint64_t v) {
    if (!msi() || now_ < s_.genmsi_done) return;
    const auto t = static_cast<uint32_t>(v);
    const uint32_t hart = hart_index(t) < config_.harts ? hart_index(t) : hart_index(s_.genmsi);
    s_.genmsi = hart << 18 | eiid(t);
    s_.genmsi_done = config_.bus->write_msi(msi_address(hart, 0), eiid(t));
}

/// mmsiaddrcfg, mmsiaddrcfgh, smsiaddrcfg, smsiaddrcfgh: the root domain's, with MSI delivery.
uint64_t AplicDomain::read_msiaddr(uint32_t n) {
    if (!root() || !msi()) return 0;
    const uint32_t values[] = {s_.mmsiaddrcfg, s_.mmsiaddrcfgh, s_.smsiaddrcfg, s_.smsiaddrcfgh};
    return values[n];
}
void AplicDomain::write_msiaddr(uint32_t n, uint64_t v) {
    if (!root() || !msi() || locked()) return;
    const auto w = static_cast<uint32_t>(v);
    switch (n) {
        case 0: s_.mmsiaddrcfg = w; break;
        case 1: s_.mmsiaddrcfgh = w & 0x9f77'ffff; break;  // L, HHXS, LHXS, HHXW, LHXW, High Base PPN
        case 2: s_.smsiaddrcfg = w; break;
        default: s_.smsiaddrcfgh = w & 0x0070'0fff; break;  // LHXS, High Base PPN
    }
}

// --- IDC structures: with direct delivery, for each hart

uint64_t AplicDomain::read_idc(uint32_t h, uint64_t (*get)(const Idc&)) {
    return !msi() && h < config_.harts ? get(s_.idc[h]) : 0;
}
uint64_t AplicDomain::read_idelivery(uint32_t h) {
    return read_idc(h, [](const Idc& i) { return uint64_t{i.idelivery}; });
}
uint64_t AplicDomain::read_iforce(uint32_t h) {
    return read_idc(h, [](const Idc& i) { return uint64_t{i.iforce}; });
}
uint64_t AplicDomain::read_ithreshold(uint32_t h) {
    return read_idc(h, [](const Idc& i) { return uint64_t{i.ithreshold}; });
}
void AplicDomain::write_idelivery(uint32_t h, uint64_t v) {
    if (msi() || h >= config_.harts) return;
    s_.idc[h].idelivery = v & 1;
    deliver();
}
void AplicDomain::write_iforce(uint32_t h, uint64_t v) {
    if (msi() || h >= config_.harts) return;
    s_.idc[h].iforce = v & 1;
    deliver();
}
void AplicDomain::write_ithreshold(uint32_t h, uint64_t v) {
    if (msi() || h >= config_.harts) return;
    s_.idc[h].ithreshold = static_cast<uint8_t>(v);
    deliver();
}
uint64_t AplicDomain::read_topi(uint32_t h) {
    if (msi() || h >= config_.harts) return 0;
    const uint32_t i = top(h);
    return i == 0 ? 0 : uint64_t{i} << 16 | iprio(s_.target[i]);
}
uint64_t AplicDomain::claim(uint32_t h) {
    const uint64_t topi = read_topi(h);
    if (topi != 0) clear_pending(static_cast<uint32_t>(topi >> 16));
    else if (!msi() && h < config_.harts) s_.idc[h].iforce = false;
    if (!msi()) deliver();
    return topi;
}

std::span<const Reg<AplicDomain>> AplicDomain::regs() {
    using D = AplicDomain;
    constexpr auto kRO = RegAccess::RO, kWO = RegAccess::WO;
    static constexpr Reg<D> kRegs[] = {
        {.name = "domaincfg",
         .offset = 0x0,
         .reset = 0x8000'0000,
         .doc = "Bit 8 IE, bit 2 DM (fixed: 1 with IMSICs), bit 0 BE.",
         .read = &D::read_domaincfg,
         .write = &D::write_domaincfg},
        {.name = "sourcecfg",
         .offset = 0x4,
         .doc = "Source n + 1: bit 10 delegates to the child domain, else bits 2:0 are the source mode.",
         .read = &D::read_sourcecfg,
         .write = &D::write_sourcecfg,
         .count = kSources},
        {.name = "[ms]msiaddrcfg[h]",
         .offset = 0x1bc0,
         .doc = "mmsiaddrcfg, mmsiaddrcfgh, smsiaddrcfg, smsiaddrcfgh of the root domain.",
         .read = &D::read_msiaddr,
         .write = &D::write_msiaddr,
         .count = 4},
        {.name = "setip",
         .offset = 0x1c00,
         .doc = "Pending bits of sources 32n to 32n + 31; ones set them where possible.",
         .read = &D::read_pending,
         .write = &D::write_setip,
         .count = kWords},
        {.name = "setipnum",
         .offset = 0x1cdc,
         .access = kWO,
         .doc = "Sets the pending bit of one source.",
         .write = &D::write_setipnum},
        {.name = "in_clrip",
         .offset = 0x1d00,
         .doc = "Rectified inputs; ones clear pending bits where possible.",
         .read = &D::read_inputs,
         .write = &D::write_clrip,
         .count = kWords},
        {.name = "clripnum",
         .offset = 0x1ddc,
         .access = kWO,
         .doc = "Clears the pending bit of one source.",
         .write = &D::write_clripnum},
        {.name = "setie",
         .offset = 0x1e00,
         .doc = "Enable bits; ones set them.",
         .read = &D::read_enabled,
         .write = &D::write_setie,
         .count = kWords},
        {.name = "setienum",
         .offset = 0x1edc,
         .access = kWO,
         .doc = "Sets the enable bit of one source.",
         .write = &D::write_setienum},
        {.name = "clrie",
         .offset = 0x1f00,
         .access = kWO,
         .doc = "Ones clear enable bits.",
         .write = &D::write_clrie,
         .count = kWords},
        {.name = "clrienum",
         .offset = 0x1fdc,
         .access = kWO,
         .doc = "Clears the enable bit of one source.",
         .write = &D::write_clrienum},
        {.name = "setipnum_le",
         .offset = kSetipnumLe,
         .access = kWO,
         .doc = "setipnum, little-endian whatever BE says.",
         .write = &D::write_setipnum},
        {.name = "setipnum_be",
         .offset = kSetipnumBe,
         .access = kWO,
         .doc = "setipnum, big-endian.",
         .write = &D::write_setipnum_be},
        {.name = "genmsi",
         .offset = 0x3000,
         .doc = "MSI delivery: sends an MSI to a hart (31:18) with an identity (10:0); bit 12 busy.",
         .read = &D::read_genmsi,
         .write = &D::write_genmsi},
        {.name = "target",
         .offset = 0x3004,
         .doc = "Source n + 1: hart (31:18); direct: priority (7:0); MSI: guest (17:12), identity (10:0).",
         .read = &D::read_target,
         .write = &D::write_target,
         .count = kSources},
        {.name = "idelivery",
         .offset = 0x4000,
         .doc = "Direct delivery: bit 0 enables delivery to hart n.",
         .read = &D::read_idelivery,
         .write = &D::write_idelivery,
         .count = kIdcs,
         .stride = 32},
        {.name = "iforce",
         .offset = 0x4004,
         .doc = "Bit 0 forces an interrupt, until a claim finds none.",
         .read = &D::read_iforce,
         .write = &D::write_iforce,
         .count = kIdcs,
         .stride = 32},
        {.name = "ithreshold",
         .offset = 0x4008,
         .doc = "Not zero: only smaller priority numbers interrupt.",
         .read = &D::read_ithreshold,
         .write = &D::write_ithreshold,
         .count = kIdcs,
         .stride = 32},
        {.name = "topi",
         .offset = 0x4018,
         .access = kRO,
         .doc = "Top interrupt: source (25:16), priority (7:0).",
         .read = &D::read_topi,
         .count = kIdcs,
         .stride = 32},
        {.name = "claimi",
         .offset = 0x401c,
         .access = kRO,
         .doc = "topi, and its pending bit is cleared where possible.",
         .read = &D::claim,
         .count = kIdcs,
         .stride = 32,
         .read_effect = true},
    };
    return kRegs;
}

}  // namespace covesim
