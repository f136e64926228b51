// The program end to end on hand-encoded workloads: every way a run can end, its exit code, its one line of error.
// A machine is a process (SystemC has one kernel), so each case runs the covesim executable.
#include <fmt/format.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <cstdio>
#include <filesystem>

#include "sim/platform/files.h"
#include "tests/unit/platform/elf_builder.h"

using namespace covesim;
namespace fs = std::filesystem;

namespace {
struct Run {
    int code = -1;
    std::string out;  ///< standard output and error
};
Run simulate(const std::string& arguments) {
    Run r;
    std::FILE* p = ::popen((std::string(COVESIM_EXECUTABLE) + " " + arguments + " 2>&1 </dev/null").c_str(), "r");
    REQUIRE(p);
    char buffer[4096];
    for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, p)) > 0;) r.out.append(buffer, n);
    const int status = ::pclose(p);
    r.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    return r;
}
std::vector<uint8_t> words(std::initializer_list<uint32_t> code) {
    std::vector<uint8_t> out;
    for (const uint32_t w : code) test::put(out, out.size(), w, 4);
    return out;
}
/// Code at 0x80000000 in 8 KiB of memory; tohost at 0x80001000, signature at 0x80001010..0x80001018.
test::TempFile program(std::initializer_list<uint32_t> code) {
    return test::TempFile(test::elf(0x8000'0000, {{0x8000'0000, words(code), 0x2000}},
                                    {{"tohost", 0x8000'1000},
                                     {"fromhost", 0x8000'1008},
                                     {"begin_signature", 0x8000'1010},
                                     {"end_signature", 0x8000'1018},
                                     {"spot", 0x8000'0008}}));
}
constexpr uint32_t kLoop = 0x0000006f;  // j .
// auipc t0, 1; addi t1, zero, 7; sd t1, 0x10(t0); sd t1, 0(t0); j .
const std::initializer_list<uint32_t> kExit3 = {0x00001297, 0x00700313, 0x0062b823, 0x0062b023, kLoop};
}  // namespace

TEST_CASE("platform/machine 1: HTIF exit in every mode, signature, statistics, commit log") {
    const auto elf = program(kExit3);
    for (const std::string mode : {"fast", "warm", "timed"})
        CHECK(simulate("run --mode " + mode + " " + elf.path()).code == 3);
    const auto dir = fs::temp_directory_path() / ("covesim-machine-" + std::to_string(::getpid()));
    fs::create_directories(dir);
    const auto sig = (dir / "sig").string(), stats = (dir / "stats.json").string(), log = (dir / "log").string();
    CHECK(simulate("run +signature=" + sig + " +signature-granularity=8 --stats " + stats + " --log-commits --log " +
                   log + " " + elf.path())
              .code == 3);
    const auto text = [](const std::string& f) {
        const auto d = read_file(f);
        return d ? std::string(reinterpret_cast<const char*>(d->data()), d->size()) : "missing";
    };
    CHECK(text(sig) == "0000000000000007\n");
    CHECK(text(stats).starts_with("{\n  \"instructions\": "));
    CHECK(text(log).starts_with(
        "core   0: 3 0x0000000080000000 (0x00001297) x5  0x0000000080001000\n"
        "core   0: 3 0x0000000080000004 (0x00700313) x6  0x0000000000000007\n"
        "core   0: 3 0x0000000080000008 (0x0062b823) mem 0x0000000080001010 0x0000000000000007\n"));
    CHECK(std::distance(fs::directory_iterator(dir), fs::directory_iterator()) == 3);
    fs::remove_all(dir);
}

TEST_CASE("platform/machine 1b: CSRs in the commit log, as Spike prints them") {
    // lui t0, 4; addi t0, t0, -0x800; csrs mstatus, t0 (FS = Initial, MPP = M); csrw mscratch, t0; csrr t1, mscratch;
    // csrwi fcsr, 1; fcvt.d.w fa1, t0; fdiv.d fa0, fa1, fa1; csrrw t1, fflags, zero; fsqrt.d fa2, fa1; fsqrt.d ft0,
    // fa1; fsqrt.d fa2, fa1; feq.d t1, fa1, fa1; csrrsi t1, fflags, 0; csrw sie, t0; csrw sstatus, zero; auipc t1, 0;
    // addi t1, t1, 16; csrw mepc, t1; mret; sret
    const auto elf = program({0x000042b7, 0x80028293, 0x3002a073, 0x34029073, 0x34002373, 0x0030d073, 0xd20285d3,
                              0x1ab5f553, 0x00101373, 0x5a05f653, 0x5a05f053, 0x5a05f653, 0xa2b5a353, 0x00106373,
                              0x10429073, 0x10001073, 0x00000317, 0x01030313, 0x34131073, 0x30200073, 0x10200073});
    const auto log = (fs::temp_directory_path() / ("covesim-csr-log-" + std::to_string(::getpid()))).string();
    const std::string expected =
        "core   0: 3 0x0000000080000000 (0x000042b7) x5  0x0000000000004000\n"
        "core   0: 3 0x0000000080000004 (0x80028293) x5  0x0000000000003800\n"
        "core   0: 3 0x0000000080000008 (0x3002a073) c768_mstatus 0x0000000a00003800\n"
        "core   0: 3 0x000000008000000c (0x34029073) c832_mscratch 0x0000000000003800\n"
        "core   0: 3 0x0000000080000010 (0x34002373) x6  0x0000000000003800\n"
        "core   0: 3 0x0000000080000014 (0x0030d073) c1_fflags 0x0000000000000001 c2_frm 0x0000000000000000 "
        "c768_mstatus 0x8000000a00007800\n"
        "core   0: 3 0x0000000080000018 (0xd20285d3) f11 0x40cc000000000000\n"
        "core   0: 3 0x000000008000001c (0x1ab5f553) f10 0x3ff0000000000000\n"
        "core   0: 3 0x0000000080000020 (0x00101373) c1_fflags 0x0000000000000000 x6  0x0000000000000001\n"
        "core   0: 3 0x0000000080000024 (0x5a05f653) c1_fflags 0x0000000000000001 f12 0x405deeea11683f49\n"
        "core   0: 3 0x0000000080000028 (0x5a05f053) f0  0x405deeea11683f49 c1_fflags 0x0000000000000001\n"
        "core   0: 3 0x000000008000002c (0x5a05f653) c1_fflags 0x0000000000000001 f12 0x405deeea11683f49\n"
        "core   0: 3 0x0000000080000030 (0xa2b5a353) x6  0x0000000000000001\n"
        "core   0: 3 0x0000000080000034 (0x00106373) x6  0x0000000000000001\n"
        "core   0: 3 0x0000000080000038 (0x10429073) c260_sie 0x0000000000000000 c772_mie 0x0000000000000000\n"
        "core   0: 3 0x000000008000003c (0x10001073) c768_mstatus 0x0000000a00001800\n"
        "core   0: 3 0x0000000080000040 (0x00000317) x6  0x0000000080000040\n"
        "core   0: 3 0x0000000080000044 (0x01030313) x6  0x0000000080000050\n"
        "core   0: 3 0x0000000080000048 (0x34131073) c833_mepc 0x0000000080000050\n"
        "core   0: 3 0x000000008000004c (0x30200073) c768_mstatus 0x0000000a00000080\n"
        "core   0: 3 0x0000000080000050 (0x10200073) c768_mstatus 0x0000000a000000a0 c1536_hstatus "
        "0x0000000200000000\n";
    for (const std::string more : {"", "--set accelerators.host_fp=false"}) {
        CHECK(simulate("run --max-instructions 21 --log-commits --log " + log + " " + more + " " + elf.path()).code ==
              125);
        const auto d = read_file(log);
        REQUIRE(d);
        CHECK(std::string(reinterpret_cast<const char*>(d->data()), d->size()) == expected);
    }
    // A jump retires although its target cannot be fetched.
    CHECK(simulate("run --max-instructions 9 --log-commits --log " + log + " " + program({0x00000067}).path()).code ==
          125);
    const auto d = read_file(log);
    REQUIRE(d);
    CHECK(std::string(reinterpret_cast<const char*>(d->data()), d->size()) ==
          "core   0: 3 0x0000000080000000 (0x00000067)\n");
    fs::remove(log);
}

TEST_CASE("platform/machine 1c: counters, devices and CBO.ZERO in the commit log, as Spike prints them") {
    // csrwi mcycle, 5; lui t0, 0x10000; sb zero, 7(t0); lbu t1, 5(t0); auipc t2, 2; cbo.zero (t2)
    const auto elf = program({0xb002d073, 0x100002b7, 0x000283a3, 0x0052c303, 0x00002397, 0x0043a00f});
    const auto log = (fs::temp_directory_path() / ("covesim-io-log-" + std::to_string(::getpid()))).string();
    std::string expected =
        "core   0: 3 0x0000000080000000 (0xb002d073) c2816_mcycle 0x0000000000000005\n"
        "core   0: 3 0x0000000080000004 (0x100002b7) x5  0x0000000010000000\n"
        "core   0: 3 0x0000000080000008 (0x000283a3) mem 0x0000000010000007 0x00\n"
        "core   0: 3 0x000000008000000c (0x0052c303) x6  0x0000000000000060 mem 0x0000000010000005\n"
        "core   0: 3 0x0000000080000010 (0x00002397) x7  0x0000000080002010\n"
        "core   0: 3 0x0000000080000014 (0x0043a00f)";
    for (int i = 0; i < 64; ++i) expected += fmt::format(" mem 0x{:016x} 0x00", 0x80002000 + i);
    expected += '\n';
    CHECK(simulate("run --max-instructions 6 --log-commits --log " + log + " " + elf.path()).code == 125);
    const auto d = read_file(log);
    REQUIRE(d);
    CHECK(std::string(reinterpret_cast<const char*>(d->data()), d->size()) == expected);
    fs::remove(log);
}

TEST_CASE("platform/machine 2: the test finisher") {
    // lui t0, 0x100; lui t1, 5; addi t1, t1, 0x555; sw t1, 0(t0); j .
    CHECK(simulate("run " + program({0x001002b7, 0x00005337, 0x55530313, 0x0062a023, kLoop}).path()).code == 0);
    // … with 0x73333: fail, code 7
    CHECK(simulate("run " + program({0x001002b7, 0x00073337, 0x33330313, 0x0062a023, kLoop}).path()).code == 7);
    // … with 0x1003333 (code 0x100) and 0x3333 (code 0): failures
    const auto fail256 = simulate("run " + program({0x001002b7, 0x01003337, 0x33330313, 0x0062a023, kLoop}).path());
    CHECK(fail256.code == 255);
    CHECK(fail256.out ==
          "covesim: error: the guest failed with code 256, whose low byte would say success: exit code 255\n");
    CHECK(simulate("run " + program({0x001002b7, 0x00003337, 0x33330313, 0x0062a023, kLoop}).path()).code == 1);
}

TEST_CASE("platform/machine 3: a hang is never a pass") {
    const auto loop = program({kLoop});
    const auto limit = simulate("run --max-instructions 1000 " + loop.path());
    CHECK(limit.code == 125);
    CHECK(limit.out == "covesim: error: instruction limit reached (1000)\n");
    CHECK(simulate("run --timeout 0.2 " + loop.path()).code == 124);
    CHECK(simulate("run --timeout 0.2 --mode timed --harts 2 " + loop.path()).code == 124);
    const auto wait = simulate("run --timeout 20 " + program({0x10500073, 0xffdff06f}).path());  // wfi; j -4
    CHECK(wait.code == 124);
    CHECK(wait.out == "covesim: error: every hart waits for an interrupt and none can come\n");
}

TEST_CASE("platform/machine 4: console output, stop pattern, stop address") {
    // lui t0, 0x10000; addi t1, zero, 'A'; sb t1, 0(t0); j .
    const auto elf = program({0x100002b7, 0x04100313, 0x00628023, kLoop});
    const auto r = simulate("run --timeout 20 --stop-on-console A " + elf.path());
    CHECK(r.code == 0);
    CHECK(r.out == "A");
    CHECK(simulate("run --timeout 20 --console none --stop-on-console A " + elf.path()).out.empty());
    CHECK(simulate("run --timeout 20 --stop-pc spot " + elf.path()).code == 0);
    CHECK(simulate("run --stop-pc nowhere " + elf.path()).out ==
          "covesim: error: --stop-pc nowhere: neither an address nor a symbol of the program\n");
}

TEST_CASE("platform/machine 5: semihosting exit") {
    // auipc a1, 1; addi a0, zero, 0x20; slli zero, zero, 0x1f; ebreak; srai zero, zero, 7; j .
    auto file = words({0x00001597, 0x02000513, 0x01f01013, 0x00100073, 0x40705013, kLoop});
    file.resize(0x1000);
    test::put(file, 0x1000, 0x20026, 8);
    test::put(file, 0x1008, 9, 8);
    const test::TempFile elf(test::elf(0x8000'0000, {{0x8000'0000, file, 0x2000}}));
    CHECK(simulate("run --semihosting --timeout 20 " + elf.path()).code == 9);
}

TEST_CASE("platform/machine 5b: a code whose low byte is 0 is no success") {
    // auipc t0, 1; lui t1, N; addi t1, t1, 1; sd t1, 0(t0); j .: tohost = N << 12 | 1, code N << 11
    const auto exit = [](uint32_t lui) {
        return simulate("run " + program({0x00001297, lui, 0x00130313, 0x0062b023, kLoop}).path());
    };
    const auto r = exit(0x00001337);
    CHECK(r.code == 255);
    CHECK(r.out ==
          "covesim: error: the guest failed with code 2048, whose low byte would say success: exit code 255\n");
    CHECK(exit(0x00000337).code == 0);
    // addi t1, zero, 1; slli t1, t1, 40; addi t1, t1, 1: more than 32 bits
    CHECK(simulate("run " + program({0x00001297, 0x00100313, 0x02831313, 0x00130313, 0x0062b023, kLoop}).path()).code ==
          255);
}

TEST_CASE("platform/machine 6: user errors are one line and their code") {
    const auto loop = program({kLoop});
    const auto check = [](const std::string& arguments, int code) {
        const auto r = simulate(arguments);
        INFO(arguments << ": " << r.out);
        CHECK(r.code == code);
        CHECK(r.out.starts_with("covesim: error: "));
        CHECK(std::count(r.out.begin(), r.out.end(), '\n') == 1);
    };
    check("run /nonexistent", 3);
    check("run " + program({}).path() + " --signature /nonexistent/sig", 3);
    check("run " + loop.path() + " --stats /nonexistent/stats", 3);
    check("run " + loop.path() + " --ram 1M", 2);
    check("run " + loop.path() + " --tohost nowhere", 2);
    check("run " + loop.path() + " --stop-on-console '('", 2);
    check("run " + loop.path() + " --max-instructions 10 --stats /dev/full", 3);
    check("boot --guest nonesuch", 2);
    check("frobnicate", 2);
}

TEST_CASE("platform/machine 7: two runs give the same bytes") {
    const auto elf = program({0x00001297, 0x00128293, 0xfff00313, 0xffdff06f});  // a loop of additions
    const auto once = simulate("run --mode timed --harts 2 --max-instructions 20000 --report json " + elf.path());
    CHECK(once.code == 125);
    CHECK(once.out == simulate("run --mode timed --harts 2 --max-instructions 20000 --report json " + elf.path()).out);
}

TEST_CASE("platform/machine 8: docs/parameters.md is what the program prints") {
    const auto file = read_file(COVESIM_SOURCE "/docs/parameters.md");
    REQUIRE(file);
    CHECK(simulate("params --format markdown").out ==
          std::string(reinterpret_cast<const char*>(file->data()), file->size()));
}
