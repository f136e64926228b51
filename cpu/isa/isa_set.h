// Which extensions a hart has: parsed from and printed as an ISA string (unprivileged specification, chapter "ISA
// Extension Naming Conventions"; device tree properties riscv,isa and riscv,isa-extensions).
//
// A version after a name ("m2p0", "zba1p0") must be the implemented one: the same major number, a minor number not
// above it. Left out: RV32; profile names, which are the platform's. Extensions without a switch here do not exist in
// any hart.
#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "cpu/isa/op.h"
#include "sim/core/expected.h"

namespace covesim::isa {

/// A set of extensions.
class IsaSet {
  public:
    constexpr IsaSet() = default;
    constexpr IsaSet(std::initializer_list<Ext> list) {
        for (const Ext e : list) add(e);
    }

    /// Everything that is implemented.
    static IsaSet all();
    /// From text such as "rv64imafdch_zicsr_zba_sstc" or "rv64i2p1_m2p0": case does not matter; g, b, zkn and ssstateen
    /// stand for others; what an extension implies is added (D gives F gives Zicsr). Properties that profiles name and
    /// every hart has (zicclsm, svbare …) add nothing. Supervisor and user mode always exist.
    static Expected<IsaSet> parse(std::string_view text);

    constexpr bool has(Ext e) const { return words_[word(e)] & bit(e); }
    constexpr bool has(const IsaSet& all) const {
        return (words_[0] & all.words_[0]) == all.words_[0] && (words_[1] & all.words_[1]) == all.words_[1];
    }
    constexpr bool has_any(const IsaSet& some) const {
        return ((words_[0] & some.words_[0]) | (words_[1] & some.words_[1])) != 0;
    }
    constexpr IsaSet& add(Ext e) { return words_[word(e)] |= bit(e), *this; }
    constexpr IsaSet& add(const IsaSet& s) {
        words_[0] |= s.words_[0];
        words_[1] |= s.words_[1];
        return *this;
    }
    constexpr IsaSet& remove(Ext e) { return words_[word(e)] &= ~bit(e), *this; }
    constexpr IsaSet& remove(const IsaSet& s) {
        words_[0] &= ~s.words_[0];
        words_[1] &= ~s.words_[1];
        return *this;
    }
    constexpr bool operator==(const IsaSet&) const = default;

    /// The names in canonical order, for riscv,isa-extensions: "i", "m", …, "zicsr", ….
    std::vector<std::string_view> names() const;
    /// The canonical string, for riscv,isa: "rv64imafdch_zicbom_…".
    std::string to_string() const;

  private:
    static constexpr size_t word(Ext e) { return unsigned(e) / 64; }
    static constexpr uint64_t bit(Ext e) { return uint64_t{1} << unsigned(e) % 64; }
    std::array<uint64_t, 2> words_{};
};

/// The name of one extension, in lower case.
std::string_view ext_name(Ext e);

/// What a name of an ISA string is.
enum class NameKind : uint8_t {
    Extension,  ///< with a switch of its own
    Group,      ///< stands for others (g, b, zkn)
    Part,       ///< of others, which no hart has without the whole (zaamo)
    Property,   ///< of every hart (zicclsm)
};

/// A name that IsaSet::parse accepts, for documentation.
struct ExtensionName {
    std::string_view name;
    NameKind kind;
    std::string version;                   ///< "2.1", or "draft"
    std::string_view document;             ///< title of the specification
    std::vector<std::string_view> others;  ///< what it implies, stands for, or is part of
};
/// All of them: the extensions in canonical order, then the others.
std::vector<ExtensionName> extension_names();
/// Whether parse accepts the name (a version may follow it).
bool is_extension_name(std::string_view name);

}  // namespace covesim::isa
