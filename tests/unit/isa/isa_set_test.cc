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
    CHECK(canonical("rv64iv") == "rv64ifdv_zicsr");
    CHECK(canonical("rv64iv_zvl128b_zve64d_zvkt") == "rv64ifdv_zicsr_zvkt");
    CHECK(canonical("rv64i_zvbb_zvfhmin") == "rv64ifdv_zicsr_zvbb_zvfhmin_zvkb");
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
    CHECK(canonical("rv64i2p1_m2p0_q2p2") == "ISA string 'rv64i2p1_m2p0_q2p2': unknown extension 'q2p2'");
    CHECK(canonical("rv64i_zfoo1p0") == "ISA string 'rv64i_zfoo1p0': unknown extension 'zfoo1p0'");
}

TEST_CASE("isa 605: names for the device tree") {
    const std::vector<std::string_view> expected{"i", "m", "zicsr", "sstc"};
    CHECK(IsaSet::parse("rv64im_sstc")->names() == expected);
    CHECK(ext_name(Ext::Zicsr) == "zicsr");
}

TEST_CASE("isa 606: versions, as compilers and firmware print them") {
    // Tag_RISCV_arch of an object file.
    const std::string arch =
        "rv64i2p1_m2p0_a2p1_f2p2_d2p2_c2p0_zicsr2p0_zifencei2p0_zmmul1p0_zaamo1p0_zalrsc1p0_zca1p0_zcd1p0";
    CHECK(canonical(arch) == "rv64imafdc_zicsr_zifencei");
    CHECK(canonical("rv64i2m2a2f2d2c2h1_zba1p0_zbb1") == "rv64imafdch_zicsr_zba_zbb");
    CHECK(canonical("RV64I2P1_C2P0") == "rv64ic");
    CHECK(canonical("rv64i_sv391p0_sv48_svnapot1") == "rv64i_sv39_sv48_svnapot");  // a name that ends in digits
    CHECK(canonical("rv64i_zic64b1p0_za64rs") == "rv64i");
    // "Changes in only the minor version number must be backwards-compatible."
    CHECK(canonical("rv64i2p0_a2p0_f2p0_d2p0") == "rv64iafd_zicsr");
    for (const std::string newer : {"i2p2", "i3p0", "i1p0", "m2p1", "a2p2", "f2p3", "c3p0", "zba2p0", "zicsr1p0"}) {
        const std::string text = newer[0] == 'i' ? "rv64" + newer : "rv64i_" + newer;
        const std::string start = "ISA string '" + text + "': '" + newer + "' is not the version implemented, ";
        CHECK(canonical(text).starts_with(start));
    }
    for (const std::string no : {"rv64i2p", "rv64ip1", "rv64i_zba1p", "rv64i_zbap1", "rv64i_zba1.0"})
        CHECK(canonical(no).find("unknown extension") != std::string::npos);
}

TEST_CASE("isa 607: Ssstateen is Smstateen's; parts of an extension come only with the whole") {
    CHECK(canonical("rv64i_ssstateen") == "rv64i_zicsr_smstateen");
    CHECK(canonical("rv64im_zmmul") == "rv64im");
    CHECK(canonical("rv64i_zve64x").ends_with("'zve64x' does not exist alone"));
    CHECK(canonical("rv64i_zmmul") == "ISA string 'rv64i_zmmul': 'zmmul' does not exist alone");
    CHECK(canonical("rv64if_zcd_c").ends_with("'zcd' does not exist alone"));
}

TEST_CASE("isa 608: properties of harts with the H extension, and what stands for several names") {
    for (const std::string name : {"shcounterenw", "shgatpa", "shtvala", "shvsatpa", "shvstvala", "shvstvecd"}) {
        CHECK(canonical("rv64ih_" + name) == "rv64ih_zicsr");
        CHECK(canonical("rv64i_" + name).ends_with("'" + name + "' does not exist alone"));
    }
    CHECK(canonical("rv64i_sha") == "rv64ih_zicsr_smstateen");
    CHECK(canonical("rv64i_supm") == "rv64i_zicsr_ssnpm");
    CHECK(canonical("rv64i_sspm") == "rv64i_zicsr_smnpm");
    CHECK(canonical("rv64i_ssccfg") == "rv64i_zicsr_ssccfg_sscsrind_smcdeleg_smcsrind");
    CHECK(canonical("rv64i_zicfiss_zicfilp") == "rv64ia_zicfilp_zicfiss_zicsr_zimop");
}
