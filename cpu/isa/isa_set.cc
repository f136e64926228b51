#include "cpu/isa/isa_set.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

namespace covesim::isa {
namespace {

/// Of an extension. Versions of the specifications in force (their prefaces); 0.0: a draft without a number.
struct Version {
    unsigned major = 1, minor = 0;
    /// A hart of this version has what was asked for: "changes in only the minor version number must be
    /// backwards-compatible".
    constexpr bool operator==(const Version&) const = default;
    constexpr bool serves(Version asked) const { return asked.major == major && asked.minor <= minor; }
};

struct Row {
    std::string_view name;
    Ext ext;
    IsaSet implies = {};
    Version version = {};
    std::string_view document = {};  ///< empty: the volume of the manual that the naming conventions say
};

constexpr std::string_view kUnprivileged = "RISC-V Instruction Set Manual, Volume I: Unprivileged Architecture";
constexpr std::string_view kPrivileged = "RISC-V Instruction Set Manual, Volume II: Privileged Architecture";
constexpr std::string_view kAia = "RISC-V Advanced Interrupt Architecture";
constexpr std::string_view kSmmtt = "RISC-V Supervisor Domains Access Protection";

/// In canonical order: single letters, Z by category (I, A, B, K) and then name, Ss and Sv, Sm.
constexpr Row kRows[] = {
    {"i", Ext::I, {}, {2, 1}},
    {"m", Ext::M, {}, {2, 0}},
    {"a", Ext::A, {}, {2, 1}},
    {"f", Ext::F, {Ext::Zicsr}, {2, 2}},
    {"d", Ext::D, {Ext::F}, {2, 2}},
    {"c", Ext::C, {}, {2, 0}},
    {"v", Ext::V, {Ext::D}},
    {"h", Ext::H, {Ext::Zicsr}},
    {"zicbom", Ext::Zicbom},
    {"zicbop", Ext::Zicbop},
    {"zicboz", Ext::Zicboz},
    {"zicfilp", Ext::Zicfilp, {Ext::Zicsr}},
    {"zicfiss", Ext::Zicfiss, {Ext::Zicsr, Ext::Zimop, Ext::A}},
    {"zicntr", Ext::Zicntr, {Ext::Zicsr}, {2, 0}},
    {"zicond", Ext::Zicond},
    {"zicsr", Ext::Zicsr, {}, {2, 0}},
    {"zifencei", Ext::Zifencei, {}, {2, 0}},
    {"zihintntl", Ext::Zihintntl},
    {"zihintpause", Ext::Zihintpause, {}, {2, 0}},
    {"zihpm", Ext::Zihpm, {Ext::Zicsr}, {2, 0}},
    {"zimop", Ext::Zimop},
    {"zabha", Ext::Zabha, {Ext::A}},
    {"zacas", Ext::Zacas, {Ext::A}},
    {"zama16b", Ext::Zama16b},
    {"zawrs", Ext::Zawrs},
    {"zfa", Ext::Zfa, {Ext::F}},
    {"zfh", Ext::Zfh, {Ext::Zfhmin}},
    {"zfhmin", Ext::Zfhmin, {Ext::F}},
    {"zcb", Ext::Zcb, {Ext::C}},
    {"zcmop", Ext::Zcmop, {Ext::C}},
    {"zba", Ext::Zba},
    {"zbb", Ext::Zbb},
    {"zbkb", Ext::Zbkb},
    {"zbkc", Ext::Zbkc},
    {"zbkx", Ext::Zbkx},
    {"zbs", Ext::Zbs},
    {"zknd", Ext::Zknd},
    {"zkne", Ext::Zkne},
    {"zknh", Ext::Zknh},
    {"zkr", Ext::Zkr, {Ext::Zicsr}},
    {"zkt", Ext::Zkt},
    {"zvbb", Ext::Zvbb, {Ext::Zvkb}},
    {"zvfhmin", Ext::Zvfhmin, {Ext::V}},
    {"zvkb", Ext::Zvkb, {Ext::V}},
    {"zvkt", Ext::Zvkt},
    {"ssaia", Ext::Ssaia, {Ext::Smaia}, {}, kAia},
    {"ssccfg", Ext::Ssccfg, {Ext::Smcdeleg}},
    {"sscofpmf", Ext::Sscofpmf, {Ext::Zihpm}},
    {"sscsrind", Ext::Sscsrind, {Ext::Smcsrind}},
    {"ssdbltrp", Ext::Ssdbltrp, {Ext::Zicsr}},
    {"ssnpm", Ext::Ssnpm, {Ext::Zicsr}},
    {"sstc", Ext::Sstc, {Ext::Zicsr}},
    {"sv39", Ext::Sv39},
    {"sv48", Ext::Sv48, {Ext::Sv39}},
    {"sv57", Ext::Sv57, {Ext::Sv48}},
    {"svade", Ext::Svade},
    {"svadu", Ext::Svadu},
    {"svinval", Ext::Svinval},
    {"svnapot", Ext::Svnapot, {Ext::Sv39}},
    {"svpbmt", Ext::Svpbmt, {Ext::Sv39}},
    {"smaia", Ext::Smaia, {Ext::Ssaia, Ext::Zicsr}, {}, kAia},
    {"smcdeleg", Ext::Smcdeleg, {Ext::Ssccfg, Ext::Sscsrind}},
    {"smcntrpmf", Ext::Smcntrpmf, {Ext::Zicsr}},
    {"smcsrind", Ext::Smcsrind, {Ext::Sscsrind, Ext::Zicsr}},
    {"smdbltrp", Ext::Smdbltrp, {Ext::Zicsr}},
    {"smepmp", Ext::Smepmp},
    {"smmpm", Ext::Smmpm, {Ext::Zicsr}},
    {"smmpt43", Ext::Smmpt43, {Ext::Smsd}, {0, 0}, kSmmtt},
    {"smmpt52", Ext::Smmpt52, {Ext::Smmpt43}, {0, 0}, kSmmtt},
    {"smmpt64", Ext::Smmpt64, {Ext::Smmpt52}, {0, 0}, kSmmtt},
    {"smnpm", Ext::Smnpm, {Ext::Zicsr}},
    {"smrnmi", Ext::Smrnmi, {Ext::Zicsr}},
    {"smsd", Ext::Smsd, {Ext::Zicsr}, {0, 0}, kSmmtt},
    {"smstateen", Ext::Smstateen, {Ext::Zicsr}},
};

/// Further names, all of version 1.0: of several extensions, and of parts of one, which no hart has without the whole.
struct Other {
    std::string_view name;
    IsaSet stands_for;
    IsaSet part_of = {};
};
constexpr Other kOthers[] = {
    {"g", {Ext::I, Ext::M, Ext::A, Ext::F, Ext::D, Ext::Zicsr, Ext::Zifencei}},
    {"b", {Ext::Zba, Ext::Zbb, Ext::Zbs}},
    {"zk", {Ext::Zbkb, Ext::Zbkc, Ext::Zbkx, Ext::Zknd, Ext::Zkne, Ext::Zknh, Ext::Zkr, Ext::Zkt}},
    {"zkn", {Ext::Zbkb, Ext::Zbkc, Ext::Zbkx, Ext::Zknd, Ext::Zkne, Ext::Zknh}},
    // The supervisor-level view of Smstateen; with an M-mode there is no other.
    {"ssstateen", {Ext::Smstateen}},
    // Pointer masking as U-mode and S-mode see it; the controls are those of the next-higher level.
    {"supm", {Ext::Ssnpm}},
    {"sspm", {Ext::Smnpm}},
    {"zmmul", {}, {Ext::M}},
    {"zaamo", {}, {Ext::A}},
    {"zalrsc", {}, {Ext::A}},
    {"zca", {}, {Ext::C}},
    {"zcd", {}, {Ext::C, Ext::D}},
    {"zve32f", {}, {Ext::V}},
    {"zve32x", {}, {Ext::V}},
    {"zve64d", {}, {Ext::V}},
    {"zve64f", {}, {Ext::V}},
    {"zve64x", {}, {Ext::V}},
    {"zvl32b", {}, {Ext::V}},
    {"zvl64b", {}, {Ext::V}},
    {"zvl128b", {}, {Ext::V}},
    // Properties that profiles name and every hart has.
    {"zic64b", {}},
    {"ziccamoa", {}},
    {"ziccamoc", {}, {Ext::Zacas}},
    {"ziccid", {}},
    {"ziccif", {}},
    {"zicclsm", {}},
    {"ziccrse", {}},
    {"za64rs", {}},
    {"za128rs", {}},
    {"svbare", {}},
    {"ssccptr", {}},
    {"sstvala", {}},
    {"sstvecd", {}},
    {"sscounterenw", {}},
    {"ssu64xl", {}},
    // And those of every hart with the H extension (tests/unit/priv/properties_test.cc).
    {"shcounterenw", {}, {Ext::H}},
    {"shgatpa", {}, {Ext::H}},
    {"shtvala", {}, {Ext::H}},
    {"shvsatpa", {}, {Ext::H}},
    {"shvstvala", {}, {Ext::H}},
    {"shvstvecd", {}, {Ext::H}},
    {"sha", {Ext::H, Ext::Smstateen}},
};

/// What follows a name: nothing, or "2", "2p1". Nothing else is a version.
struct Suffix {
    bool valid = false;
    std::optional<Version> version;
};
Suffix parse_suffix(std::string_view text) {
    if (text.empty()) return {true, {}};
    Version v{0, 0};
    const char* const end = text.data() + text.size();
    const auto major = std::from_chars(text.data(), end, v.major);
    if (major.ec != std::errc{}) return {};
    if (major.ptr == end) return {true, v};
    if (*major.ptr != 'p') return {};
    const auto minor = std::from_chars(major.ptr + 1, end, v.minor);
    return {minor.ec == std::errc{} && minor.ptr == end, v};
}

/// What one name of an ISA string, with its version, asks for.
struct Named {
    IsaSet stands_for, part_of;
    Version version;
    std::optional<Version> asked;
};
/// The longest known name that `text` begins with, if only a version follows it (sv39, sv391p0).
std::optional<Named> find_named(std::string_view text) {
    std::optional<Named> found;
    size_t longest = 0;
    const auto consider = [&](std::string_view name, const Named& named) {
        if (!text.starts_with(name) || name.size() <= longest) return;
        const Suffix suffix = parse_suffix(text.substr(name.size()));
        if (!suffix.valid) return;
        longest = name.size();
        found = named;
        found->asked = suffix.version;
    };
    for (const Row& row : kRows) consider(row.name, {{row.ext}, {}, row.version, {}});
    for (const Other& other : kOthers) consider(other.name, {other.stands_for, other.part_of, {}, {}});
    return found;
}

/// How much of `part` is one name: all of it when z, s or x begins it, else a letter with its version.
size_t name_length(std::string_view part) {
    if (std::string_view("zsx").find(part[0]) != std::string_view::npos) return part.size();
    const auto digits = [&](size_t at) { return std::min(part.find_first_not_of("0123456789", at), part.size()); };
    const size_t major = digits(1);
    if (major == 1 || major == part.size() || part[major] != 'p') return major;
    const size_t minor = digits(major + 1);
    return minor == major + 1 ? major : minor;
}

std::string to_text(Version v) { return std::to_string(v.major) + "." + std::to_string(v.minor); }

IsaSet with_implied(IsaSet set) {
    for (IsaSet before; !(before == set);) {
        before = set;
        for (const Row& row : kRows) {
            if (set.has(row.ext)) set.add(row.implies);
        }
    }
    return set;
}

/// Extensions of S- and M-mode begin with s; H is theirs too.
std::string_view document_of(std::string_view name) {
    return name[0] == 's' || name == "h" ? kPrivileged : kUnprivileged;
}

}  // namespace

std::vector<ExtensionName> extension_names() {
    std::vector<ExtensionName> out;
    for (const Row& row : kRows) {
        const std::string version = row.version == Version{0, 0} ? "draft" : to_text(row.version);
        const auto document = row.document.empty() ? document_of(row.name) : row.document;
        out.push_back({row.name, NameKind::Extension, version, document, row.implies.names()});
    }
    for (const Other& other : kOthers) {
        const NameKind kind = !(other.part_of == IsaSet{})      ? NameKind::Part
                              : !(other.stands_for == IsaSet{}) ? NameKind::Group
                                                                : NameKind::Property;
        const IsaSet& others = kind == NameKind::Part ? other.part_of : other.stands_for;
        out.push_back({other.name, kind, to_text({}), document_of(other.name), others.names()});
    }
    return out;
}

bool is_extension_name(std::string_view name) { return find_named(name).has_value(); }

IsaSet IsaSet::all() {
    IsaSet set{Ext::S};
    for (const Row& row : kRows) set.add(row.ext);
    return set;
}

Expected<IsaSet> IsaSet::parse(std::string_view text) {
    std::string s(text);
    std::ranges::transform(s, s.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    const auto error = [&s](const std::string& what) { return ConfigError{"ISA string '" + s + "'" + what}; };
    if (!s.starts_with("rv64")) return error(" does not start with rv64");

    IsaSet set{Ext::S};
    std::vector<std::pair<std::string, IsaSet>> parts;
    std::string_view rest = std::string_view(s).substr(4);
    for (size_t end = 0; end != std::string_view::npos;) {
        end = rest.find('_');
        std::string_view part = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (part.empty() && s.size() > 4) return error(": empty part");
        // Single letters run together; z, s and x begin a longer name that lasts to the next underscore.
        while (!part.empty()) {
            const std::string name(part.substr(0, name_length(part)));
            const auto named = find_named(name);
            if (!named) return error(": unknown extension '" + name + "'");
            if (named->asked && !named->version.serves(*named->asked))
                return error(": '" + name + "' is not the version implemented, " + to_text(named->version));
            set.add(named->stands_for);
            parts.emplace_back(name, named->part_of);
            part.remove_prefix(name.size());
        }
    }
    if (!set.has(Ext::I)) return error(" lacks the base i");
    set = with_implied(set);
    for (const auto& [name, whole] : parts) {
        if (!set.has(whole)) return error(": '" + name + "' does not exist alone");
    }
    return set;
}

std::vector<std::string_view> IsaSet::names() const {
    std::vector<std::string_view> out;
    for (const Row& row : kRows) {
        if (has(row.ext)) out.push_back(row.name);
    }
    return out;
}

std::string IsaSet::to_string() const {
    std::string out = "rv64";
    for (const std::string_view name : names()) {
        if (name.size() > 1) out += '_';
        out += name;
    }
    return out;
}

std::string_view ext_name(Ext e) {
    for (const Row& row : kRows) {
        if (row.ext == e) return row.name;
    }
    return "s";
}

}  // namespace covesim::isa
