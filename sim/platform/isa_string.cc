#include "sim/platform/isa_string.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace covesim {
namespace {
using isa::Ext;

/// A profile: the profile it begins with, and its extensions beyond "rv64" (mandatory ones; properties included).
struct Profile {
    std::string_view name, base, extensions;
};
constexpr Profile kProfiles[] = {
    {"rva20u64", "", "imafdc_zicsr_zicntr_ziccif_ziccrse_ziccamoa_za128rs_zicclsm"},
    {"rva20s64", "rva20u64", "zifencei_svbare_sv39_svade_ssccptr_sstvecd_sstvala"},
    {"rva22u64", "rva20u64", "zihpm_zihintpause_b_zic64b_zicbom_zicbop_zicboz_zfhmin_zkt_za64rs"},
    {"rva22s64", "rva22u64", "zifencei_svbare_sv39_svade_ssccptr_sstvecd_sstvala_sscounterenw_svpbmt_svinval"},
    {"rva23u64", "rva22u64", "v_zvfhmin_zvbb_zvkt_zihintntl_zicond_zimop_zcmop_zcb_zfa_zawrs_supm"},
    {"rva23s64", "rva23u64",
     "zifencei_svbare_sv39_svade_ssccptr_sstvecd_sstvala_sscounterenw_svpbmt_svinval_svnapot_sstc_sscofpmf_ssnpm_"
     "ssu64xl_h_ssstateen_shcounterenw_shgatpa_shtvala_shvsatpa_shvstvala_shvstvecd"},  // the last seven: Sha
};
const Profile* profile(std::string_view name) {
    const auto it =
        std::find_if(std::begin(kProfiles), std::end(kProfiles), [&](const Profile& p) { return p.name == name; });
    return it == std::end(kProfiles) ? nullptr : it;
}

std::string expand(const Profile& p) {
    const Profile* base = profile(p.base);
    return base ? expand(*base) + "_" + std::string(p.extensions) : "rv64" + std::string(p.extensions);
}

/// What of a profile this machine lacks: the names of its extensions, from the base profile on.
std::vector<std::string_view> missing(const Profile& p) {
    std::vector<std::string_view> out;
    if (const Profile* base = profile(p.base)) out = missing(*base);
    const auto need = [&out](std::string_view name) {
        if (!isa::is_extension_name(name) && std::ranges::find(out, name) == out.end()) out.push_back(name);
    };
    std::string_view rest = p.extensions;
    while (!rest.empty()) {
        const std::string_view name = rest.substr(0, rest.find('_'));
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        if (name[0] == 'z' || name[0] == 's') need(name);
        else
            for (size_t i = 0; i < name.size(); ++i) need(name.substr(i, 1));
    }
    return out;
}

}  // namespace

/// In no hart unless named: out of reset, firmware that does not know of Smdbltrp or Smrnmi meets traps that it cannot
/// take and interrupts that never come; the others give S-mode registers that M-mode must know how to guard.
constexpr isa::IsaSet kAskedFor{Ext::Smdbltrp, Ext::Smrnmi, Ext::Smcdeleg, Ext::Ssccfg, Ext::Smcsrind, Ext::Sscsrind};

Isa Isa::full() {
    Isa isa;
    isa.set_ = isa::IsaSet::all().remove(kAskedFor).remove({Ext::Ssaia, Ext::Smaia});
    return isa;
}

Expected<Isa> Isa::parse(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower.empty() || lower == "max") return full();
    const auto cut = std::min(lower.find('_'), lower.size());
    const std::string_view base = std::string_view(lower).substr(0, cut);
    if (const Profile* p = profile(base)) {
        if (const auto absent = missing(*p); !absent.empty())
            return ConfigError{
                fmt::format("isa {}: this machine lacks {} of {}", text, fmt::join(absent, ", "), p->name)};
        lower = expand(*p) + lower.substr(cut);
    } else if (base == "max") {
        lower = full().string() + lower.substr(cut);
    }
    const auto set = isa::IsaSet::parse(lower);
    if (!set) return ConfigError{fmt::format("isa {}: {}", text, set.error().message)};
    // M, S and U with CSRs, Sv39 and A/D exceptions are there whatever the string says.
    Isa isa;
    isa.set_ = *set;
    isa.set_.add(Ext::Zicsr).add(Ext::Sv39).add(Ext::Svade);
    return isa;
}

void Isa::add_imsic() {
    imsic_ = true;
    set_.add(Ext::Smaia).add(Ext::Ssaia).add(Ext::Zicsr);
}

HartFeatures Isa::features() const {
    using F = HartFeatures;
    constexpr std::pair<Ext, bool F::*> kSwitches[] = {
        {Ext::A, &F::a},
        {Ext::C, &F::c},
        {Ext::M, &F::m},
        {Ext::F, &F::f},
        {Ext::D, &F::d},
        {Ext::V, &F::v},
        {Ext::H, &F::h},
        {Ext::Sstc, &F::sstc},
        {Ext::Smstateen, &F::smstateen},
        {Ext::Smepmp, &F::smepmp},
        {Ext::Sscofpmf, &F::sscofpmf},
        {Ext::Svinval, &F::svinval},
        {Ext::Svadu, &F::svadu},
        {Ext::Svpbmt, &F::svpbmt},
        {Ext::Svnapot, &F::svnapot},
        {Ext::Sv48, &F::sv48},
        {Ext::Sv57, &F::sv57},
        {Ext::Zicbom, &F::zicbom},
        {Ext::Zicboz, &F::zicboz},
        {Ext::Smcntrpmf, &F::smcntrpmf},
        {Ext::Smcdeleg, &F::smcdeleg},
        {Ext::Ssdbltrp, &F::ssdbltrp},
        {Ext::Smdbltrp, &F::smdbltrp},
        {Ext::Smrnmi, &F::smrnmi},
        {Ext::Ssnpm, &F::ssnpm},
        {Ext::Smnpm, &F::smnpm},
        {Ext::Smmpm, &F::smmpm},
        {Ext::Zicfilp, &F::zicfilp},
        {Ext::Zicfiss, &F::zicfiss},
        {Ext::Zicntr, &F::zicntr},
        {Ext::Zihpm, &F::zihpm},
        {Ext::Smaia, &F::aia},
        {Ext::Smcsrind, &F::csrind},
        {Ext::Zkr, &F::zkr},
        {Ext::Smsd, &F::smsd},
        {Ext::Smmpt43, &F::smmpt43},
        {Ext::Smmpt52, &F::smmpt52},
        {Ext::Smmpt64, &F::smmpt64},
    };
    F f;
    for (const auto& [ext, member] : kSwitches) f.*member = has(ext);
    f.imsic = imsic_;
    f.b = has(Ext::Zba) && has(Ext::Zbb) && has(Ext::Zbs);
    return f;
}

std::string_view Isa::mmu_type() const {
    return has(Ext::Sv57) ? "riscv,sv57" : has(Ext::Sv48) ? "riscv,sv48" : "riscv,sv39";
}

}  // namespace covesim
