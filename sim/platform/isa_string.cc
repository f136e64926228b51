#include "sim/platform/isa_string.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

namespace covesim {
namespace {
using F = HartFeatures;
using isa::Ext;

/// One extension the hart implements: what it switches, and what it cannot be without.
struct Row {
    std::string_view name;
    bool F::*feature = nullptr;
    std::optional<Ext> ext = std::nullopt;
    std::string_view needs = "";
};
// In canonical order. Rows without a feature and an Ext describe properties that always hold or that follow from
// others.
constexpr Row kRows[] = {
    {"i", nullptr, Ext::I},
    {"m", &F::m, Ext::M},
    {"a", &F::a, Ext::A},
    {"f", &F::f, Ext::F, "zicsr"},
    {"d", &F::d, Ext::D, "f"},
    {"c", &F::c, Ext::C},
    {"h", &F::h, Ext::H},
    {"zic64b"},
    {"zicbom", &F::zicbom, Ext::Zicbom},
    {"zicbop", nullptr, Ext::Zicbop},
    {"zicboz", &F::zicboz, Ext::Zicboz},
    {"ziccamoa"},
    {"ziccid"},
    {"ziccif"},
    {"zicclsm"},
    {"ziccrse"},
    {"zicntr", &F::zicntr, {}, "zicsr"},
    {"zicond", nullptr, Ext::Zicond},
    {"zicsr", nullptr, Ext::Zicsr},
    {"zifencei", nullptr, Ext::Zifencei},
    {"zihintpause", nullptr, Ext::Zihintpause},
    {"zihpm", &F::zihpm, {}, "zicsr"},
    {"za64rs"},
    {"zawrs", nullptr, Ext::Zawrs},
    {"zba", nullptr, Ext::Zba},
    {"zbb", nullptr, Ext::Zbb},
    {"zbkb", nullptr, Ext::Zbkb},
    {"zbkc", nullptr, Ext::Zbkc},
    {"zbkx", nullptr, Ext::Zbkx},
    {"zbs", nullptr, Ext::Zbs},
    {"zknd", nullptr, Ext::Zknd},
    {"zkne", nullptr, Ext::Zkne},
    {"zknh", nullptr, Ext::Zknh},
    {"smepmp", &F::smepmp},
    {"smmpt43", nullptr, {}, "smsd"},
    {"smmpt52", &F::smmpt52, {}, "smsd"},
    {"smmpt64", &F::smmpt64, {}, "smsd"},
    {"smsd", &F::smsd, Ext::Smsd},
    {"smstateen", &F::smstateen},
    {"ssccptr"},
    {"sscofpmf", &F::sscofpmf, {}, "zihpm"},
    {"sscounterenw"},
    {"ssstateen", nullptr, {}, "smstateen"},
    {"sstc", &F::sstc},
    {"sstvala"},
    {"sstvecd"},
    {"sv39"},
    {"sv48", &F::sv48},
    {"sv57", &F::sv57, {}, "sv48"},
    {"svade"},
    {"svadu", &F::svadu},
    {"svbare"},
    {"svinval", &F::svinval, Ext::Svinval},
    {"svnapot"},
    {"svpbmt", &F::svpbmt},
};

using Alias = std::pair<std::string_view, std::string_view>;
constexpr Alias kAliases[] = {
    {"g", "i_m_a_f_d_zicsr_zifencei"},
    {"b", "zba_zbb_zbs"},
    {"zkn", "zbkb_zbkc_zbkx_zkne_zknd_zknh"},
    // QEMU's and Spike's habit of naming the privilege modes.
    {"s", "i"},
    {"u", "i"},
};
constexpr Alias kProfiles[] = {
    {"rva20u64", "g_c_zicntr_ziccif_ziccrse_ziccamoa_za64rs_zicclsm"},
    {"rva20s64", "rva20u64_svbare_sv39_svade_ssccptr_sstvecd_sstvala"},
    {"rva22u64", "rva20u64_zihpm_zihintpause_b_zic64b_zicbom_zicbop_zicboz_zfhmin_zkt"},
    {"rva22s64", "rva22u64_rva20s64_svpbmt_svinval_sscounterenw"},
    {"rva23u64", "rva22u64_v_zvfhmin_zvbb_zvkt_zihintntl_zicond_zimop_zcmop_zcb_zfa_zawrs"},
    {"rva23s64", "rva23u64_rva22s64_svnapot_sstc_sscofpmf_ssnpm_ssu64xl_h"},
};

const Row* row(std::string_view name) {
    const auto it = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.name == name; });
    return it == std::end(kRows) ? nullptr : it;
}

template <size_t N>
std::string_view expansion(const Alias (&table)[N], std::string_view name) {
    for (const auto& [from, to] : table)
        if (from == name) return to;
    return {};
}

using Flags = std::array<bool, std::size(kRows)>;

/// Switch one name and what it implies on; the unknown or unsupported name otherwise.
std::string_view add(Flags& on, std::string_view name);

std::string_view add_list(Flags& on, std::string_view list) {
    while (!list.empty()) {
        const auto cut = list.find('_');
        if (const auto bad = add(on, list.substr(0, cut)); !bad.empty()) return bad;
        list = cut == list.npos ? std::string_view{} : list.substr(cut + 1);
    }
    return {};
}

std::string_view add(Flags& on, std::string_view name) {
    if (const auto list = expansion(kAliases, name); !list.empty()) return add_list(on, list);
    if (const auto list = expansion(kProfiles, name); !list.empty()) return add_list(on, list);
    const Row* r = row(name);
    if (!r) return name;
    on[static_cast<size_t>(r - kRows)] = true;
    return r->needs.empty() ? std::string_view{} : add(on, r->needs);
}

}  // namespace

Isa Isa::full() {
    Isa isa;
    for (const auto& r : kRows) isa.present_.push_back(r.name);
    return isa;
}

Expected<Isa> Isa::parse(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower.empty() || lower == "max") return full();
    const auto fail = [&](std::string_view part) {
        return ConfigError{fmt::format("isa {}: '{}' is not supported", text, part)};
    };

    Flags on{};
    std::string_view rest = lower;
    const auto first = rest.substr(0, rest.find('_'));
    std::string_view bad;
    if (!expansion(kProfiles, first).empty()) {
        bad = add_list(on, rest);
    } else {
        if (!rest.starts_with("rv64"))
            return ConfigError{fmt::format("isa {}: must begin with rv64 or be a profile such as rva20s64", text)};
        rest.remove_prefix(4);
        if (rest.empty() || (rest[0] != 'i' && rest[0] != 'g')) return fail(rest.empty() ? "rv64" : rest.substr(0, 1));
        // Single letters until the first multi-letter name (which begins with z, s or x after its underscore).
        while (bad.empty() && !rest.empty() && rest[0] != '_' && rest[0] != 'z') {
            bad = add(on, rest.substr(0, 1));
            rest.remove_prefix(1);
        }
        while (bad.empty() && !rest.empty()) {
            if (rest[0] == '_') rest.remove_prefix(1);
            const auto cut = std::min(rest.find('_'), rest.size());
            if (cut == 0) return fail("_");
            bad = add(on, rest.substr(0, cut));
            rest.remove_prefix(cut);
        }
    }
    if (!bad.empty()) return fail(bad);
    // The privileged architecture is there whatever the string says: M, S and U with Sv39.
    for (const auto name : {"zicsr", "sv39", "svbare", "svade"}) (void)add(on, name);
    Isa isa;
    for (size_t i = 0; i < on.size(); ++i)
        if (on[i]) isa.present_.push_back(kRows[i].name);
    return isa;
}

bool Isa::has(std::string_view extension) const {
    return std::find(present_.begin(), present_.end(), extension) != present_.end();
}

std::string Isa::string() const {
    std::string s = "rv64";
    for (const auto name : present_) {
        if (name.size() > 1) s += '_';
        s += name;
    }
    return s;
}

HartFeatures Isa::features() const {
    HartFeatures f;
    for (const auto& r : kRows)
        if (r.feature) f.*r.feature = has(r.name);
    f.b = has("zba") && has("zbb") && has("zbs");
    return f;
}

uint64_t Isa::decode_mask() const {
    uint64_t mask = 1ull << static_cast<int>(Ext::S);
    for (const auto& r : kRows)
        if (r.ext && has(r.name)) mask |= 1ull << static_cast<int>(*r.ext);
    return mask;
}

std::string_view Isa::mmu_type() const {
    return has("sv57") ? "riscv,sv57" : has("sv48") ? "riscv,sv48" : "riscv,sv39";
}

}  // namespace covesim
