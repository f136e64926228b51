// The windows of indirect CSR access: select registers and their aliases. ISA manual, Smcsrind and Sscsrind,
// "Machine-level CSRs" to "Access control by the state-enable CSRs".
#include "cpu/priv/csr_row.h"
#include "cpu/priv/fields.h"
#include "cpu/priv/gates.h"
#include "cpu/priv/indirect.h"

namespace covesim {
namespace {

/// "at least 0..0xFFF" for siselect and vsiselect; miselect has the same bits.
constexpr uint64_t kSelectBits = 0xfff;

// CSR numbers: bits 9:8 are 1 for siselect and siregN, 2 for vsiselect …, 3 for miselect …; with V=1 the numbers of the
// S window mean the VS window.
constexpr unsigned kSupervisor = 1, kHypervisor = 2, kMachine = 3;
unsigned level_of(unsigned number) { return number >> 8 & 3; }

IndirectAccess access_of(const HartState& s, unsigned number, bool v) {
    const unsigned low = number & 7;  // 0x354 is miph: the aliases are at 1, 2, 3, 5, 6, 7
    const unsigned alias = low > 4 ? low - 1 : low;
    const unsigned level = level_of(number);
    if (level == kMachine) return {Window::M, alias, s.miselect};
    if (level == kSupervisor && !v) return {Window::S, alias, s.siselect};
    return {Window::Vs, alias, s.vsiselect};
}

const SelectRange* find(const Privileged& p, const IndirectAccess& a) {
    for (auto ranges : {aia_selects(), delegated_counter_ranges()}) {
        for (const SelectRange& r : ranges) {
            if (r.window != a.window || a.select < r.first || a.select > r.last) continue;
            if (!r.needs || p.features().*r.needs) return &r;
        }
    }
    return nullptr;
}

/// "For alias CSRs sireg* and vsireg*, the hypervisor extension's usual rules … (HS-qualified) are not applicable."
Legal alias_rule(const Privileged& p, unsigned number) {
    const HartState& s = p.state();
    if (s.priv != Priv::M) {
        if (level_of(number) == kMachine) return Legal::Illegal;
        if (const Legal gated = gate_indirect(p, number, s.priv, s.v); gated != Legal::Ok) return gated;
        const bool direct = level_of(number) == kHypervisor;
        if (s.v && (direct || s.priv == Priv::U)) return Legal::Virtual;
        if (s.priv == Priv::U) return Legal::Illegal;
    }
    const IndirectAccess a = access_of(s, number, s.v);
    const SelectRange* r = find(p, a);
    return r ? r->legal(p, a) : Legal::Illegal;
}

uint64_t get_alias(const Privileged& p, unsigned number) {
    const IndirectAccess a = access_of(p.state(), number, false);
    const SelectRange* r = find(p, a);
    return r ? r->read(p, a) : 0;
}

void set_alias(Privileged& p, unsigned number, uint64_t v) {
    const IndirectAccess a = access_of(p.state(), number, false);
    if (const SelectRange* r = find(p, a)) r->write(p, a, v);
}

constexpr CsrRow select_register(uint16_t number, std::string_view name, uint64_t HartState::*field, uint16_t vs_alias,
                                 bool HartFeatures::*also) {
    return {.number = number,
            .name = name,
            .field = field,
            .writable = kSelectBits,
            .vs_alias = vs_alias,
            .gate = gate_indirect,
            .needs = &HartFeatures::indirect,
            .also = also};
}

/// `count` aliases from `number` on, the first of them called `first`.
constexpr CsrRow aliases(uint16_t number, std::string_view name, uint8_t count, uint8_t first, uint16_t vs_alias,
                         bool HartFeatures::*needs, bool HartFeatures::*also) {
    return {.number = number,
            .name = name,
            .effects = Effect::Interrupts | Effect::Counters,
            .get = get_alias,
            .set = set_alias,
            .vs_alias = vs_alias,
            .rule = alias_rule,
            .shows_time = true,
            .count = count,
            .first_index = first,
            .needs = needs,
            .also = also};
}

constexpr auto kFirst = &HartFeatures::indirect, kFurther = &HartFeatures::csrind, kH = &HartFeatures::h;

constexpr CsrRow kRows[] = {
    select_register(0x350, "miselect", &HartState::miselect, 0, nullptr),
    aliases(0x351, "mireg", 1, 0, 0, kFirst, nullptr),
    aliases(0x352, "mireg", 2, 2, 0, kFurther, nullptr),
    aliases(0x355, "mireg", 3, 4, 0, kFurther, nullptr),
    select_register(0x150, "siselect", &HartState::siselect, 0x250, nullptr),
    aliases(0x151, "sireg", 1, 0, 0x251, kFirst, nullptr),
    aliases(0x152, "sireg", 2, 2, 0x252, kFurther, nullptr),
    aliases(0x155, "sireg", 3, 4, 0x255, kFurther, nullptr),
    select_register(0x250, "vsiselect", &HartState::vsiselect, 0, kH),
    aliases(0x251, "vsireg", 1, 0, 0, kFirst, kH),
    aliases(0x252, "vsireg", 2, 2, 0, kFurther, kH),
    aliases(0x255, "vsireg", 3, 4, 0, kFurther, kH),
};

}  // namespace

std::span<const CsrRow> indirect_csrs() { return kRows; }

}  // namespace covesim
