// The command line: options, their order, exit codes of wrong usage; what `run` places where.
#include <catch2/catch.hpp>

#include <cstring>

#include "sim/platform/boot_plan.h"
#include "sim/platform/params_command.h"
#include "tests/unit/platform/elf_builder.h"

using namespace covesim;

namespace {
Expected<ParsedOptions, Failure> parse(std::vector<const char*> args) {
    args.insert(args.begin(), "covesim");
    return parse_options(static_cast<int>(args.size()), args.data());
}
std::string error(std::vector<const char*> args, int code = 2) {
    const auto p = parse(std::move(args));
    if (p) return "none";
    CHECK(p.error().code == code);
    CHECK(p.error().message.find('\n') == std::string::npos);
    return p.error().message;
}
/// totalsize of a flattened device tree: the second word, big-endian.
uint64_t tree_size(const Blob& tree) {
    const auto byte = [&](size_t i) { return std::to_integer<uint64_t>(tree[i]); };
    return byte(4) << 24 | byte(5) << 16 | byte(6) << 8 | byte(7);
}
const std::vector<test::Load> kProgram{{0x8000'0000, {1, 2, 3, 4}, 4}};
}  // namespace

TEST_CASE("platform/options 1: run") {
    const auto p = parse({"run", "--harts", "2", "--ram", "1G", "--mode", "timed", "--max-instructions", "1000",
                          "--timeout", "2.5", "--trace", "sbi,mmio", "--htif", "off", "--semihosting", "+signature=sig",
                          "+signature-granularity=8", "prog.elf"});
    REQUIRE(p);
    const auto& o = p->options;
    CHECK(o.command == Command::Run);
    CHECK(o.elf == "prog.elf");
    CHECK(o.params.harts == 2);
    CHECK(o.params.ram == 1073741824);
    CHECK(o.params.mode == Mode::Timed);
    CHECK(o.max_instructions == 1000);
    CHECK(o.timeout == 2.5);
    CHECK(o.trace == std::vector<std::string>{"sbi", "mmio"});
    CHECK_FALSE(o.htif);
    CHECK(o.semihosting);
    CHECK(o.signature == "sig");
    CHECK(o.signature_granularity == 8);
    CHECK(o.console == "stdio");
    CHECK(o.report == "none");
}

TEST_CASE("platform/options 2: preset, then file, then --set, then the short options") {
    const test::TempFile file("harts = 3\nram = \"64M\"\n", ".toml");
    const auto p = parse({"run", "--set", "harts=4", "--config", file.path().c_str(), "--preset", "default", "x.elf"});
    REQUIRE(p);
    CHECK(p->options.params.harts == 4);
    CHECK(p->options.params.ram == 67108864);
    CHECK(parse({"run", "--trace", "sbi", "x.elf"})->options.elf == "x.elf");
    CHECK(parse({"run", "--set", "harts=4", "--harts", "5", "x.elf"})->options.params.harts == 5);
}

TEST_CASE("platform/options 3: boot and params") {
    const auto b = parse({"boot"});
    REQUIRE(b);
    CHECK(b->options.command == Command::Boot);
    CHECK(b->options.guest == "linux");
    CHECK(b->options.report == "text");
    CHECK(parse({"boot", "--guest", "tiny"})->options.guest == "tiny");
    CHECK(b->options.host == "vmm");
    const auto hosted = parse({"boot", "--host", "linux", "--append", "quiet rdinit=/bin/sh"});
    REQUIRE(hosted);
    CHECK(hosted->options.host == "linux");
    CHECK(hosted->options.append == "quiet rdinit=/bin/sh");
    CHECK(parse({"params", "--format", "schema"})->options.format == "schema");
    CHECK(parse({"--help"})->print);
    CHECK(parse({"run", "--help"})->print);
    CHECK(parse({"--version"})->print->starts_with("covesim"));
}

TEST_CASE("platform/options 4: wrong usage is one line and code 2") {
    CHECK(error({}) != "none");
    CHECK(error({"bot"}) != "none");
    CHECK(error({"run"}) == "nothing to run: give an ELF file, --bios or --kernel");
    CHECK(error({"run", "--no-such-option", "1", "x"}) != "none");
    CHECK(error({"run", "--harts", "9", "x"}) == "harts = 9: must be 1 to 8");
    CHECK(error({"run", "--set", "hart.mmu.l1d.setz=2", "x"}) ==
          "unknown parameter 'hart.mmu.l1d.setz'; the nearest is 'hart.mmu.l1d.sets'");
    CHECK(error({"run", "--set", "hart.mmu.l1d.sets=3", "x"}) ==
          "hart.mmu.l1d.sets = 3: must be a power of two up to 65536");
    CHECK(error({"run", "--isa", "rv64gcq", "x"}).starts_with("isa rv64gcq: "));
    CHECK(error({"run", "--preset", "smal-tlb", "x"}) == "unknown preset 'smal-tlb'; the nearest is 'small-tlb'");
    CHECK(error({"run", "--mode", "warp", "x"}) == "mode = warp: must be one of fast, warm, timed");
    CHECK(error({"run", "--signature-granularity", "5", "x"}) != "none");
    CHECK(error({"run", "--max-instructions", "many", "x"}) != "none");
    CHECK(error({"run", "--timeout", "-1", "x"}) != "none");
    CHECK(error({"run", "--trace", "everything", "x"}) != "none");
    CHECK(error({"run", "--kernel", "k"}) == "--kernel needs --bios FILE, or --bios none to enter it in M-mode");
    CHECK(error({"boot", "--append", "quiet"}) == "--append needs --host linux or a description");
    CHECK(error({"boot", "--host", "linux", "--guest", "tiny"}) ==
          "--guest needs the host VMM: no other host here runs a TVM");
    CHECK(error({"run", "--config", "/nonexistent.toml", "x"}, 3) ==
          "cannot open '/nonexistent.toml': No such file or directory");
}

TEST_CASE("platform/options 5: funct7 of MFENCE.PA and MINVAL.PA are theirs alone") {
    const auto funct7 = [](const char* mfence, const char* minval) {
        const std::string a = std::string("mfence_pa_funct7=") + mfence, b = std::string("minval_pa_funct7=") + minval;
        return error({"run", "--set", a.c_str(), "--set", b.c_str(), "prog.elf"});
    };
    CHECK(funct7("25", "27") == "none");
    CHECK(funct7("0x70", "0x71") == "none");
    CHECK(funct7("27", "27") == "mfence_pa_funct7 = 27, minval_pa_funct7 = 27: each must be its instruction's alone");
    // ECALL and EBREAK, SRET and WFI, SFENCE.VMA, SINVAL.VMA, SFENCE.W.INVAL, HFENCE.VVMA, HINVAL.VVMA, MRET,
    // HFENCE.GVMA, HINVAL.GVMA
    for (const char* taken : {"0x00", "0x08", "0x09", "0x0b", "0x0c", "0x11", "0x13", "0x18", "0x31", "0x33"}) {
        CHECK(funct7(taken, "27") != "none");
        CHECK(funct7("25", taken) != "none");
    }
}

TEST_CASE("platform/plan 1: an ELF file and a device tree") {
    const test::TempFile elf(test::elf(0x8000'0002, kProgram, {{"tohost", 0x8000'1000}}));
    Options o;
    o.elf = elf.path();
    o.params.ram = 16 << 20;
    const auto plan = plan_run(o, Isa::full());
    REQUIRE(plan);
    CHECK(plan->entry == 0x8000'0002);
    CHECK(plan->symbols.at("tohost") == 0x8000'1000);
    CHECK(plan->device_tree > 0x8000'1000);
    CHECK(plan->device_tree < 0x8100'0000);
    CHECK(plan->device_tree % 4096 == 0);
    CHECK(plan->fw_dynamic == 0);
}

TEST_CASE("platform/plan 2: firmware, kernel, initrd") {
    std::vector<uint8_t> kernel(0x100);
    test::put(kernel, 8, 0x20'0000, 8);
    test::put(kernel, 16, 0x10'0000, 8);
    std::memcpy(kernel.data() + 0x38, "RSC\x05", 4);
    const test::TempFile bios(std::string("firmware")), image(kernel), initrd(std::string("ramdisk"));
    Options o;
    o.bios = bios.path(), o.kernel = image.path(), o.initrd = initrd.path();
    o.params.ram = 16 << 20;
    const auto plan = plan_run(o, Isa::full());
    REQUIRE(plan);
    CHECK(plan->entry == 0x8000'0000);
    CHECK(plan->images[1].begin() == 0x8020'0000);
    CHECK(plan->images[1].end() == 0x8030'0000);
    CHECK(plan->images[2].component == "initrd");
    REQUIRE(plan->fw_dynamic != 0);
    const auto& info = plan->images.back().segments[0].data;
    uint64_t words[4];
    std::memcpy(words, info.data(), sizeof words);
    CHECK(words[0] == 0x4942534f);
    CHECK(words[2] == 0x8020'0000);
    // Firmware expands the device tree where it lies: 64 KiB behind it are RAM, and nobody's.
    const auto& tree = plan->images[3].segments[0];
    REQUIRE(tree.base == plan->device_tree);
    const uint64_t room = tree.base + tree_size(tree.data) + 0x1'0000;
    CHECK(room <= 0x8100'0000);
    for (const size_t other : {0, 1, 2, 4})
        CHECK((plan->images[other].end() <= tree.base || plan->images[other].begin() >= room));
    CHECK(words[3] == 1);
    o.params.ram = 2 << 20;
    CHECK(plan_run(o, Isa::full()).error().code == 3);
}

TEST_CASE("platform/plan 3: unusable input files are code 3") {
    const test::TempFile text(std::string("#!/bin/sh\n")), elf(test::elf(0x8000'0000, kProgram));
    Options o;
    o.elf = text.path();
    CHECK(plan_run(o, Isa::full()).error().message == "'" + text.path() + "' is not an ELF file");
    CHECK(plan_run(o, Isa::full()).error().code == 3);
    o.elf = elf.path();
    o.dtb = text.path();
    CHECK(plan_run(o, Isa::full()).error().message == "'" + text.path() + "' is not a device tree blob");
    o.dtb.clear();
    o.bios = elf.path();
    CHECK(plan_run(o, Isa::full()).error().message ==
          "'" + elf.path() + "' and '" + elf.path() + "' overlap at 0x80000000");
    o.bios = "/nonexistent";
    CHECK(plan_run(o, Isa::full()).error().code == 3);
}

TEST_CASE("platform/params 1: every format") {
    const MachineParams p;
    CHECK(show_params(p, "text").find("hart.mmu.l1d.sets") != std::string::npos);
    CHECK(show_params(p, "json").find("\"mmu\": {") != std::string::npos);
    CHECK(show_params(p, "schema").find("\"$schema\"") != std::string::npos);
    CHECK(show_params(p, "markdown").find("| `harts` | `1` |  | 1 to 8 | Number of harts. |") != std::string::npos);
}
