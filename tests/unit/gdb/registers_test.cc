// GDB manual, "RISC-V Features": what the description must name; register values and widths; CSR numbers are literals
// of the privileged specification.
#include "sim/platform/gdb/registers.h"

#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint32_t kCsr = 65;  // GDB's own numbering of CSRs

std::string le(uint64_t v, size_t n = 8) { return {reinterpret_cast<const char*>(&v), n}; }
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
std::string describe(const Setup& setup) {
    System s(setup);
    return gdb::target_description(s.hart());
}

}  // namespace

TEST_CASE("gdb.registers.1 the description names the features that the hart has") {
    Setup setup;
    const std::string all = describe(setup);
    CHECK(has(all, "<architecture>riscv:rv64</architecture>"));
    for (const char* f : {"cpu", "fpu", "csr", "virtual", "vector"})
        CHECK(has(all, "<feature name=\"org.gnu.gdb.riscv." + std::string(f) + "\">"));
    CHECK(has(all, "<reg name=\"zero\" bitsize=\"64\" type=\"int\" regnum=\"0\"/>"));
    CHECK(has(all, "<reg name=\"pc\" bitsize=\"64\" type=\"code_ptr\" regnum=\"32\"/>"));
    CHECK(
        has(all, "<reg name=\"mstatus\" bitsize=\"64\" type=\"uint64\" regnum=\"833\" group=\"csr\"/>"));  // 65 + 0x300
    CHECK(has(all, "\"mhpmcounter31\""));
    CHECK(has(all, "\"vsatp\""));
    CHECK(has(all, "<vector id=\"bytes\" type=\"uint8\" count=\"16\"/>"));
    CHECK(has(all, "<reg name=\"v31\" bitsize=\"128\""));

    setup.features.h = setup.features.v = setup.features.f = setup.features.d = false;
    const std::string less = describe(setup);
    CHECK_FALSE(has(less, "\"vsatp\""));
    CHECK_FALSE(has(less, "riscv.fpu"));
    CHECK_FALSE(has(less, "riscv.vector"));
    CHECK_FALSE(has(less, "\"fcsr\""));
}

TEST_CASE("gdb.registers.2 widths follow D and VLEN") {
    Setup setup;
    setup.features.d = false;
    setup.params.vector.vlen = 512;
    const std::string text = describe(setup);
    CHECK(has(text, "<reg name=\"ft0\" bitsize=\"32\" type=\"ieee_single\" regnum=\"33\"/>"));
    CHECK(has(text, "<vector id=\"longs\" type=\"uint64\" count=\"8\"/>"));
    CHECK(has(text, "<reg name=\"v0\" bitsize=\"512\""));
    System s(setup);
    CHECK(gdb::read_register(s.hart(), gdb::reg::kV)->size() == 64);
    CHECK_FALSE(gdb::write_register(s.hart(), 33, std::string("\0\0\x80\x3f", 4)));
    CHECK(s.state().f[0] == 0xffffffff3f800000);  // NaN-boxed 1.0
}

TEST_CASE("gdb.registers.3 what is written is read, x0 apart") {
    System s;
    Hart& h = s.hart();
    for (uint32_t n : {1u, 31u, 32u, 33u, 64u, kCsr + 0x340}) {
        INFO("register " << n);
        CHECK_FALSE(gdb::write_register(h, n, le(0x1122334455667788)));
        CHECK(gdb::read_register(h, n) == le(0x1122334455667788));
    }
    CHECK(s.state().pc == 0x1122334455667788);
    CHECK(s.state().f[31] == 0x1122334455667788);
    CHECK(s.csr(0x340) == 0x1122334455667788);  // mscratch
    CHECK_FALSE(gdb::write_register(h, 0, le(5)));
    CHECK(gdb::read_register(h, 0) == le(0));
    const std::string v = "0123456789abcdef";
    CHECK_FALSE(gdb::write_register(h, gdb::reg::kV + 31, v));
    CHECK(gdb::read_register(h, gdb::reg::kV + 31) == v);
    CHECK(std::memcmp(s.state().vector.reg + 31 * 16, v.data(), 16) == 0);
}

TEST_CASE("gdb.registers.4 what cannot be: no such register, a wrong width, read-only, an odd pc") {
    System s;
    Hart& h = s.hart();
    CHECK_FALSE(gdb::read_register(h, kCsr + 0x7ff));
    CHECK_FALSE(gdb::read_register(h, gdb::reg::kV + 32));
    CHECK(gdb::write_register(h, kCsr + 0x7ff, le(0)));
    CHECK(gdb::write_register(h, 1, le(0, 4)));
    CHECK(gdb::write_register(h, kCsr + 0xf14, le(7)));  // mhartid
    CHECK(gdb::write_register(h, gdb::reg::kPriv, le(0, 1)));
    CHECK(gdb::write_register(h, 32, le(kCode + 1)));
    CHECK(s.state().pc == kCode);
}

TEST_CASE("gdb.registers.5 priv: the privilege, and bit 2 for V") {
    System s;
    CHECK(gdb::read_register(s.hart(), gdb::reg::kPriv) == le(3, 1));
    s.state().priv = Priv::S;
    s.state().v = true;
    CHECK(gdb::read_register(s.hart(), gdb::reg::kPriv) == le(5, 1));
}

TEST_CASE("gdb.registers.6 a CSR that is written acts at once: translation with the new satp") {
    for (Setup setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t root = s.pages(1);
        constexpr uint64_t kUser = 0x4000'0000;
        s.map(root, kUser, kCode, kPteRwx);
        s.map(root, kHandler, kHandler, kPteRwx);
        s.put(kCode, {addi(a0, zero, 1), addi(a0, a0, 2), addi(a0, a0, 4), kWfi});
        s.start(kCode, Priv::S);
        s.hart().step();
        CHECK(s.run() == RunEnd::Stop);  // MRET
        s.hart().step();
        CHECK(s.run() == RunEnd::Stop);
        s.hart().end_step();
        CHECK(s.state().pc == kCode + 4);
        CHECK_FALSE(gdb::write_register(s.hart(), kCsr + 0x180, le(uint64_t{8} << 60 | root >> 12)));
        CHECK_FALSE(gdb::write_register(s.hart(), 32, le(kUser + 8)));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(a0) == 5);
        CHECK(s.traps().empty());
    }
}

TEST_CASE("gdb.registers.7 also for the instruction that is next") {
    for (Setup setup : all_setups()) {
        INFO(name_of(setup));
        System s(setup);
        s.open_pmp();
        const uint64_t root = s.pages(1);
        constexpr uint64_t kUser = 0x4000'0000;
        s.map(root, kUser, kData, kPteRwx);
        s.map(root, kCode, kCode, kPteRwx);
        s.w64(kData, 4711);
        s.put(kCode, {kNop, ld(a0, 0, a1), kWfi});
        s.state().x[a1] = kUser;
        s.start(kCode, Priv::S);
        for (int i = 0; i < 2; ++i) {  // MRET, NOP
            s.hart().step();
            CHECK(s.run() == RunEnd::Stop);
            s.hart().end_step();
        }
        CHECK_FALSE(gdb::write_register(s.hart(), kCsr + 0x180, le(uint64_t{8} << 60 | root >> 12)));
        CHECK(s.run() == RunEnd::Wait);
        CHECK(s.x(a0) == 4711);
        CHECK(s.traps().empty());
    }
}
