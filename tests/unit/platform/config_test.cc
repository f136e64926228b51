// Machine parameters by preset, file and --set; ISA strings.
#include <catch2/catch.hpp>

#include "sim/core/schema/assign.h"
#include "sim/core/schema/describe.h"
#include "sim/platform/isa_string.h"
#include "sim/platform/machine_params.h"
#include "sim/platform/presets.h"
#include "tests/unit/platform/elf_builder.h"

using namespace covesim;

TEST_CASE("platform/config 1: defaults pass their own checks") {
    MachineParams p;
    for (const auto& leaf : config::leaves(p))
        if (leaf.scalar()) {
            CHECK_FALSE(leaf.doc.empty());
            const auto s = leaf.kind == config::Kind::String ? Status{} : leaf.set_text(leaf.text());
            INFO(leaf.path);
            CHECK(s);
        }
}

TEST_CASE("platform/config 2: JSON out and in is the same machine") {
    MachineParams p;
    REQUIRE(apply_setting(p, "ram=1G"));
    REQUIRE(apply_setting(p, "harts=4"));
    REQUIRE(apply_setting(p, "mode=timed"));
    const auto text = config::json_text(config::tree_of(p));
    MachineParams q;
    REQUIRE(config::set(q, *config::parse_json(text, "x")));
    CHECK(config::json_text(config::tree_of(q)) == text);
    CHECK(q.ram == 1073741824);
    CHECK(q.harts == 4);
    CHECK(q.mode == Mode::Timed);
}

TEST_CASE("platform/config 3: every preset applies; an unknown one names the nearest") {
    const auto names = preset_names();
    CHECK(std::find(names.begin(), names.end(), "default") != names.end());
    for (const auto& name : names) {
        MachineParams p;
        const auto s = apply_preset(p, name);
        INFO(name << ": " << (s ? "" : s.error().message));
        CHECK(s);
    }
    MachineParams p;
    const auto s = apply_preset(p, "defualt");
    REQUIRE_FALSE(s);
    CHECK(s.error().message == "unknown preset 'defualt'; the nearest is 'default'");
    CHECK(s.error().code == 2);
}

TEST_CASE("platform/config 4: settings and files that are wrong") {
    MachineParams p;
    CHECK(apply_setting(p, "harts").error().message == "--set harts: must be path=value");
    CHECK(apply_setting(p, "hart=2").error().message == "hart is a group of parameters, not a value");
    CHECK(apply_setting(p, "hats=2").error().message == "unknown parameter 'hats'; the nearest is 'harts'");
    CHECK(apply_setting(p, "harts=9").error().message == "harts = 9: must be 1 to 8");
    CHECK(apply_setting(p, "timebase=3000000").error().message ==
          "timebase = 3000000: must be 1000 to 10^9, a divisor of 10^15");
    const test::TempFile bad("harts = 0\n", ".toml");
    CHECK(apply_config_file(p, bad.path()).error().message == bad.path() + ": harts = 0: must be 1 to 8");
    CHECK(apply_config_file(p, "/nonexistent.toml").error().code == 3);
    const test::TempFile good("{\"harts\": 3}", ".json");
    REQUIRE(apply_config_file(p, good.path()));
    CHECK(p.harts == 3);
}

TEST_CASE("platform/isa 1: strings") {
    using isa::Ext;
    const auto isa = Isa::parse("rv64imac_zba");
    REQUIRE(isa);
    CHECK(isa->has(Ext::Zba));
    CHECK_FALSE(isa->has(Ext::Zbb));
    CHECK_FALSE(isa->features().f);
    CHECK_FALSE(isa->features().h);
    CHECK(isa->features().c);
    CHECK(isa->string() == "rv64imac_zicsr_zba_sv39_svade");
    CHECK(Isa::parse("RV64GCB")->has(Ext::Zbs));
    CHECK(Isa::parse("RV64GCB")->features().b);
    CHECK(Isa::parse("rv64gc_zicclsm")->has(Ext::D));
    CHECK(Isa::parse("")->string() == Isa::full().string());
    CHECK(Isa::parse(Isa::full().string())->string() == Isa::full().string());
    CHECK(Isa::full().features().smsd);
    CHECK_FALSE(Isa::full().has(Ext::Ssaia));
    // What software must know of is there only where it is named.
    for (const Ext e : {Ext::Smdbltrp, Ext::Smrnmi, Ext::Smcdeleg}) CHECK_FALSE(Isa::full().has(e));
    const auto more = Isa::parse("max_smrnmi_smdbltrp_smcdeleg");
    REQUIRE(more);
    CHECK(more->has(Ext::Zicfiss));
    CHECK(more->features().smrnmi);
    CHECK(more->features().smdbltrp);
    CHECK(more->features().smcdeleg);
    CHECK(more->features().csrind);
}

TEST_CASE("platform/isa 2: profiles") {
    using isa::Ext;
    REQUIRE(Isa::parse("rva20s64"));
    CHECK(Isa::parse("rva20s64")->has(Ext::Zifencei));
    CHECK_FALSE(Isa::parse("rva20s64")->has(Ext::Zba));
    CHECK(Isa::parse("rva20s64_zba")->has(Ext::Zba));
    CHECK(Isa::parse("rva22u64")->has(Ext::Zfhmin));
    REQUIRE(Isa::parse("RVA22S64_zfa"));
    CHECK(Isa::parse("rva22s64_zfa")->has(Ext::Svinval));
    CHECK(Isa::parse("rva22s64_zfa")->has(Ext::Zfa));
    CHECK_FALSE(Isa::parse("rva22s64")->has(Ext::Zfa));
}

TEST_CASE("platform/isa 2b: a profile is accepted when nothing mandatory is missing, else the error names what is") {
    // RVA23S64: its mandatory extensions beyond RVA22S64's, from the profile's text; Sha by its parts.
    const char* const kNew[] = {"v",       "zvfhmin",  "zvbb",      "zvkt",     "zihintntl", "zicond",       "zimop",
                                "zcmop",   "zcb",      "zfa",       "zawrs",    "supm",      "svnapot",      "sstc",
                                "ssnpm",   "sscofpmf", "ssu64xl",   "h",        "ssstateen", "shcounterenw", "shgatpa",
                                "shtvala", "shvsatpa", "shvstvala", "shvstvecd"};
    const auto isa = Isa::parse("rva23s64");
    size_t missing = 0;
    for (const char* const name : kNew) {
        INFO(name);
        const bool known(Isa::parse("rv64gch_sv39_" + std::string(name)));
        missing += !known;
        if (isa) CHECK(known);
        else CHECK((isa.error().message.find(" " + std::string(name)) != std::string::npos) == !known);
    }
    CHECK(bool(isa) == (missing == 0));
    if (!isa) CHECK(isa.error().message.starts_with("isa rva23s64: this machine lacks "));
}

TEST_CASE("platform/isa 3: unsupported parts are errors") {
    CHECK(Isa::parse("rv64gcq").error().message.find("'q'") != std::string::npos);
    CHECK(Isa::parse("rv64gc_zfoo").error().message.find("'zfoo'") != std::string::npos);
    for (const char* bad : {"rv32i", "rv64", "rv64e", "rva99"}) CHECK_FALSE(Isa::parse(bad));
}

TEST_CASE("platform/isa 5: AIA comes with IMSICs, or by name without them") {
    using isa::Ext;
    MachineParams p;
    p.isa = "rv64gch_smstateen";
    CHECK_FALSE(machine_isa(p)->has(Ext::Smaia));
    CHECK_FALSE(machine_isa(p)->features().aia);
    p.irqchip = IrqChip::Aia;
    CHECK(machine_isa(p)->string().find("_ssaia_") != std::string::npos);
    CHECK(machine_isa(p)->string().find("_smaia_") != std::string::npos);
    CHECK(machine_isa(p)->features().imsic);
    p.irqchip = IrqChip::Plic;
    p.isa = "rv64gc_ssaia";
    CHECK(machine_isa(p)->has(Ext::Smaia));
    CHECK(machine_isa(p)->features().aia);
    CHECK_FALSE(machine_isa(p)->features().imsic);
}

TEST_CASE("platform/isa 4: Ssstateen brings its CSRs; versions and properties") {
    CHECK(Isa::parse("rv64gch_ssstateen")->features().smstateen);
    CHECK_FALSE(Isa::parse("rv64gch")->features().smstateen);
    CHECK(Isa::parse("rv64i2p1_m2p0_zicsr2p0_zicclsm1p0")->string() == "rv64im_zicsr_sv39_svade");
    CHECK(Isa::parse("rv64i2p1_m3p0").error().message.find("'m3p0' is not the version implemented, 2.0") !=
          std::string::npos);
}
