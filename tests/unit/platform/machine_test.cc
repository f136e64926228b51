// The program end to end on hand-encoded workloads: every way a run can end, its exit code, its one line of error.
// A machine is a process (SystemC has one kernel), so each case runs the covesim executable.
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

TEST_CASE("platform/machine 2: the test finisher") {
    // lui t0, 0x100; lui t1, 5; addi t1, t1, 0x555; sw t1, 0(t0); j .
    CHECK(simulate("run " + program({0x001002b7, 0x00005337, 0x55530313, 0x0062a023, kLoop}).path()).code == 0);
    // … with 0x73333: fail, code 7
    CHECK(simulate("run " + program({0x001002b7, 0x00073337, 0x33330313, 0x0062a023, kLoop}).path()).code == 7);
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
