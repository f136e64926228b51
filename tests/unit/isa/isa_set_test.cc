// ISA strings: parsing, implied extensions, canonical order, errors.
#include <catch2/catch.hpp>

#include "cpu/isa/isa_set.h"

using namespace covesim::isa;

namespace {
std::string canonical(std::string_view text) {
    const auto set = IsaSet::parse(text);
    return set ? set->to_string() : set.error().message;
}
}  // namespace

TEST_CASE("isa 601: canonical strings parse to themselves") {
    const std::string text =
        "rv64imafdch_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zihpm_zawrs_zba_zbb_zbkb_zbkc_zbkx_"
        "zbs_zknd_zkne_zknh_sscofpmf_sstc_svadu_svinval_svnapot_svpbmt_smepmp_smstateen";
    CHECK(canonical("rv64imac") == "rv64imac");
    CHECK(canonical("rv64i") == "rv64i");
    const auto all = IsaSet::all();
    CHECK(canonical(all.to_string()) == all.to_string());
    CHECK(*IsaSet::parse(all.to_string()) == all);
    CHECK(IsaSet::parse(text)->has(Ext::Zbkx));
    CHECK_FALSE(IsaSet::parse(text)->has(Ext::Smsd));
}

TEST_CASE("isa 602: order, case and groups") {
    CHECK(canonical("RV64IMAC_Zbb_Zba") == "rv64imac_zba_zbb");
    CHECK(canonical("rv64gc") == "rv64imafdc_zicsr_zifencei");
    CHECK(canonical("rv64imac_zbs_zicsr_zawrs") == "rv64imac_zicsr_zawrs_zbs");
    CHECK(canonical("rv64icb") == "rv64ic_zba_zbb_zbs");
    CHECK(canonical("rv64i_zkn") == "rv64i_zbkb_zbkc_zbkx_zknd_zkne_zknh");
    CHECK(canonical("rv64i_m_a") == "rv64ima");
}

TEST_CASE("isa 603: implied extensions are added") {
    CHECK(canonical("rv64id") == "rv64ifd_zicsr");
    CHECK(canonical("rv64ih") == "rv64ih_zicsr");
    CHECK(canonical("rv64i_smmpt52") == "rv64i_zicsr_smmpt43_smmpt52_smsd");
    CHECK(canonical("rv64i_sv57") == "rv64i_sv39_sv48_sv57");
    CHECK(IsaSet::parse("rv64i")->has(Ext::S));
}

TEST_CASE("isa 604: errors name what is unknown") {
    CHECK(canonical("rv32imac") == "ISA string 'rv32imac' does not start with rv64");
    CHECK(canonical("rv64imaq") == "ISA string 'rv64imaq': unknown extension 'q'");
    CHECK(canonical("rv64imac_zfoo_zba") == "ISA string 'rv64imac_zfoo_zba': unknown extension 'zfoo'");
    CHECK(canonical("rv64ma") == "ISA string 'rv64ma' lacks the base i");
    CHECK(canonical("rv64") == "ISA string 'rv64' lacks the base i");
    CHECK(canonical("rv64i__m") == "ISA string 'rv64i__m': empty part");
    CHECK(canonical("rv64i_") == "ISA string 'rv64i_': empty part");
    CHECK(canonical("") == "ISA string '' does not start with rv64");
}

TEST_CASE("isa 605: names for the device tree") {
    const std::vector<std::string_view> expected{"i", "m", "zicsr", "sstc"};
    CHECK(IsaSet::parse("rv64im_sstc")->names() == expected);
    CHECK(ext_name(Ext::Zicsr) == "zicsr");
}
