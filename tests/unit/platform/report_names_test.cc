// Names of calls and causes, milestones, and the guest console seen from traps: literals from the specifications.
#include <catch2/catch.hpp>

#include "sim/platform/report/cause_names.h"
#include "sim/platform/report/milestones.h"
#include "sim/platform/report/sbi_names.h"
#include "sim/platform/report/tvm_console.h"

using namespace covesim;

TEST_CASE("names 1: SBI and CoVE calls by number", "[report]") {
    CHECK(sbi_name(0x434F5648, 15) == "COVH run_tvm_vcpu");
    CHECK(sbi_name(0x434F5648, (uint64_t{1} << 26) | 11) == "COVH add_tvm_measured_pages");
    CHECK(sbi_name(0x434F5648, 19) == "COVH tvm_remove_pages");
    CHECK(sbi_name(0x434F5648, 20) == "COVH #20");
    CHECK(sbi_name(0x434F5647, 2) == "COVG share_memory_region");
    CHECK(sbi_name(0x434F5649, 10) == "COVI rebind_aia_imsic_end");
    CHECK(sbi_name(0x53555044, 0) == "SUPD get_active_domains");
    CHECK(sbi_name(0x4E41434C, (uint64_t{1} << 26) | 1) == "NACL set_shmem");
    CHECK(sbi_name(0x4442434E, 2) == "DBCN console_write_byte");
    CHECK(sbi_name(0x48534D, 0) == "HSM hart_start");
    CHECK(sbi_name(0x504D55, 7) == "PMU snapshot_set_shmem");
    CHECK(sbi_name(0x10, 3) == "BASE probe_extension");
    CHECK(sbi_name(0x01, 77) == "LEGACY console_putchar");
    CHECK(sbi_name(0xABC, 7) == "SBI 0xabc #7");
    CHECK(sbi_extension(0x53525354) == "SRST");
    CHECK(sbi_extension(0xABC).empty());
    // Only CoVE, NACL and BASE, whose probe_extension may be about another domain, carry one in a6.
    CHECK(sbi_function(0x434F5648, 0x0400000F) == 15);
    CHECK(sbi_function(0x4442434E, 0x04000000) == 0x04000000);
}

TEST_CASE("names 1b: SBI calls with their arguments, by the names that the specifications give them", "[report]") {
    const uint64_t a[6] = {1, 0x8123'4000, 0x8800'0000, 2, 64, 0xffff'f000};
    const auto call = [&](uint64_t a7, uint64_t a6) { return sbi_call(a7, a6, a); };
    CHECK(call(0x434F5648, (uint64_t{1} << 26) | 15) ==
          "COVH run_tvm_vcpu(tvm_guest_id=1, tvm_vcpu_id=2166571008) domain=1");
    CHECK(call(0x434F5648, 11) ==
          "COVH add_tvm_measured_pages(tvm_guest_id=1, source_address=0x81234000, dest_address=0x88000000, "
          "tsm_page_type=2, num_pages=64, tvm_guest_gpa=0xfffff000)");
    CHECK(call(0x434F5647, 2) == "COVG share_memory_region(tvm_gpa_addr=0x1, region_len=0x81234000)");
    CHECK(call(0x48534D, 0) == "HSM hart_start(hartid=1, start_addr=0x81234000, opaque=0x88000000)");
    CHECK(call(0x10, 0) == "BASE get_spec_version()");
    CHECK(call(0x01, 99) == "LEGACY console_putchar(ch=0x1)");
    CHECK(call(0xABC, 7) == "SBI 0xabc #7(a0=0x1, a1=0x81234000, a2=0x88000000, a3=0x2, a4=0x40, a5=0xfffff000)");
    CHECK(call(0x504D55, 77) == "PMU #77(a0=0x1, a1=0x81234000, a2=0x88000000, a3=0x2, a4=0x40, a5=0xfffff000)");
    const uint64_t probed[6] = {0x434F5648}, unknown[6] = {0xABC};
    CHECK(sbi_call(0x10, 3, probed) == "BASE probe_extension(extension_id=COVH)");
    CHECK(sbi_call(0x10, (uint64_t{1} << 26) | 3, probed) == "BASE probe_extension(extension_id=COVH) domain=1");
    CHECK(sbi_call(0x10, 3, unknown) == "BASE probe_extension(extension_id=0xabc)");
}

TEST_CASE("names 1c: what SBI calls return", "[report]") {
    CHECK(sbi_result(0x10, 0, 0x3000000) == "SUCCESS value=0x3000000");
    CHECK(sbi_result(0x434F5648, uint64_t(-3), 9) == "INVALID_PARAM");
    CHECK(sbi_result(0x434F5648, uint64_t(-7), 9) == "ALREADY_STARTED");
    CHECK(sbi_result(0x46574654, uint64_t(-14), 9) == "DENIED_LOCKED");
    CHECK(sbi_result(0x434F5648, uint64_t(-1001), 0) == "OUT_OF_MEMORY");
    CHECK(sbi_result(0x10, uint64_t(-99), 0) == "error -99");
    CHECK(sbi_result(0x02, uint64_t(-1), 5) == "-1");  // legacy: a0 alone
    CHECK(sbi_result(0x02, 65, 5) == "65");
}

TEST_CASE("names 2: trap causes", "[report]") {
    CHECK(cause_name(9) == "ecall from S");
    CHECK(cause_name(10) == "ecall from VS");
    CHECK(cause_name(20) == "instruction guest-page fault");
    CHECK(cause_name(22) == "virtual instruction");
    CHECK(cause_name(23) == "store guest-page fault");
    CHECK(cause_name(uint64_t{1} << 63 | 5) == "timer interrupt");
    CHECK(cause_name(uint64_t{1} << 63 | 12) == "guest external interrupt");
    CHECK(cause_name(14) == "exception 14");
    CHECK(cause_name(uint64_t{1} << 63 | 40) == "interrupt 40");
}

TEST_CASE("milestones 1: the earliest counts, and the list is by time", "[report]") {
    Milestones m;
    m.note("tsm: first instruction", 1, 10, Tick{500});
    m.note("tsm: first instruction", 0, 30, Tick{400});
    m.note("tsm: first instruction", 1, 20, Tick{400});
    m.note("rom: first instruction", 0, 0, Tick{0});
    const auto list = m.list();
    REQUIRE(list.size() == 2);
    CHECK(list[0].name == "rom: first instruction");
    CHECK(list[1].hart == 0);
    CHECK(list[1].instructions == 30);
    CHECK(list[1].at == Tick{400});
}

TEST_CASE("console 1: a byte in the transmit register of an emulated 16550, not in its divisor", "[report]") {
    TvmConsole c;
    uint64_t x[32] = {};
    const auto store = [&](uint64_t offset, uint64_t value, uint64_t tinst) {
        x[11] = value;
        return c.trap({23, 0xffff'0000 + offset, (0x1000'0000 + offset) >> 2, tinst, true, false}, x);
    };
    constexpr uint64_t kSbA1 = 0x00b0'0023;            // sb a1, 0(x0): rs1 and the offset are 0 when transformed
    constexpr uint64_t kSwA1Compressed = 0x00b0'2021;  // c.sw: bit 1 is 0
    CHECK_FALSE(store(1, 0, kSbA1));                   // IER
    CHECK_FALSE(store(3, 0x80, kSbA1));                // LCR.DLAB
    CHECK_FALSE(store(0, 1, kSbA1));                   // divisor
    CHECK_FALSE(store(3, 0x03, kSbA1));
    CHECK_FALSE(store(0, 'A', 0));       // unknown instruction
    CHECK_FALSE(store(0, 'A', 0x3020));  // page-walk pseudoinstruction
    CHECK_FALSE(store(8, 'A', kSbA1));   // behind the UART
    CHECK(store(0, 'A', kSwA1Compressed));
    CHECK(store(0, 'A', kSbA1));
    CHECK_FALSE(c.trap({21, 0, 0x1000'0000 >> 2, 0x3, true, false}, x));  // a load
}

TEST_CASE("console 2: SBI calls that print", "[report]") {
    TvmConsole c;
    uint64_t x[32] = {};
    const auto call = [&](uint64_t eid, uint64_t fid, uint64_t a0) {
        x[17] = eid, x[16] = fid, x[10] = a0;
        return c.trap({10, 0, 0, 0, false, false}, x);
    };
    CHECK(call(0x4442434E, 0, 5));
    CHECK_FALSE(call(0x4442434E, 0, 0));  // nothing to write
    CHECK_FALSE(call(0x4442434E, 1, 5));  // read
    CHECK(call(0x4442434E, 2, 'A'));
    CHECK(call(1, 0, 'A'));
    CHECK_FALSE(call(0x54494D45, 0, 5));
}
