// run_tvm_vcpu with a scripted guest: each exit's registers, what the host may answer, and what it may not see.
#include <catch2/catch.hpp>

#include "tests/unit/firmware/tsm_fake_hw.h"

using namespace covesim;
using covesim::test::Bench;
using tsm::Vcpu;

namespace {

constexpr uint64_t kCovg = 0x434F5647, kMemory = 0x8000'0000, kUart = 0x1000'0000;

void ecall(Vcpu& v, uint64_t eid, uint64_t fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0) {
    v.trap.scause = 10;
    v.x[10] = a0, v.x[11] = a1, v.x[12] = a2, v.x[16] = fid, v.x[17] = eid;
}
void fault(Vcpu& v, uint64_t cause, uint64_t gpa, uint64_t htinst) {
    v.trap.scause = cause;
    v.trap.htval = gpa >> 2;
    v.trap.stval = gpa & 0xfff;
    v.trap.htinst = htinst;
}
void timer(Vcpu& v) { v.trap.scause = 1ull << 63 | 5; }

struct Guest : Bench {
    uint64_t id = runnable();
    template <class... F>
    void does(F... f) {
        (hw.script.push_back(f), ...);
    }
    tsm::SbiRet run(uint64_t vcpu = 0) { return call(0x434F5648, 15, id, vcpu); }
};

}  // namespace

TEST_CASE("run 1: arguments and first entry") {
    Guest g;
    CHECK(g.call(0x434F5648, 15, g.id + 1, 0).error == -3);
    CHECK(g.run(1).error == -3);
    CHECK(g.run(9).error == -3);
    g.does([](Vcpu& v) {
        CHECK(v.pc == kMemory);
        CHECK(v.x[10] == 0);
        CHECK(v.x[11] == 7);
        CHECK(v.trap.spp == 1);
        CHECK(v.cs.vstimecmp == ~0ull);
        timer(v);
    });
    const auto r = g.run();
    CHECK(r.error == 0);
    CHECK(r.value == 0);
    CHECK(g.hw.scause == (1ull << 63 | 5));
    CHECK(g.hw.scrubs == 1);
    CHECK(g.hw.last_hgatp >> 60 == 9);
    CHECK((g.hw.last_hgatp >> 44 & 0x3fff) == 1);
    CHECK(g.csr(0x24d) == ~0ull);
    CHECK(g.csr(0x605) == uint64_t(-1000));
    CHECK(g.call(0x4E41434C, 1, ~0ull, ~0ull).error == 0);
    CHECK(g.run().error == -9);
}

TEST_CASE("run 2: not before finalize") {
    Bench b;
    const uint64_t id = b.create();
    CHECK(b.covh(15, id, 0) == -3);
}

TEST_CASE("run 3: calls that the TSM serves do not exit") {
    Guest g;
    g.does([](Vcpu& v) { ecall(v, 0x10, 0); },
           [](Vcpu& v) {
               CHECK(v.pc == kMemory + 4);
               CHECK(v.x[10] == 0);
               CHECK(v.x[11] == 0x0200'0000);
               ecall(v, 0x10, 3, 0x4442434E);
           },
           [](Vcpu& v) {
               CHECK(v.x[11] == 1);
               ecall(v, 0x10, 3, 0x504D55);  // PMU
           },
           [](Vcpu& v) {
               CHECK(v.x[11] == 0);
               ecall(v, 0x54494D45, 0, 12345);
           },
           [](Vcpu& v) {
               CHECK(v.cs.vstimecmp == 12345);
               ecall(v, 0x735049, 0, 1, 0);  // IPI to itself
           },
           [](Vcpu& v) {
               CHECK(v.x[10] == 0);
               CHECK(v.cs.hvip == 4);
               ecall(v, 0x735049, 0, 2, 0);  // vCPU 1 does not exist
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               ecall(v, 0x52464E43, 1, 1, 0, 0);
           },
           [](Vcpu& v) {
               CHECK(v.x[10] == 0);
               ecall(v, 0x434F5648, 0, kMemory, 48);  // COVH is not for a TVM
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -2);
               ecall(v, 0x01, 0, 'x');  // legacy putchar
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -2);
               timer(v);
           });
    g.gpr(10) = 0x5eed;
    CHECK(g.run().error == 0);
    CHECK(g.hw.entries == 10);
    CHECK(g.hw.fp_loads == 1);
    CHECK(g.gpr(10) == 0x5eed);  // the host saw nothing
    CHECK(g.hw.vs_fences == 2);  // first entry, RFENCE
}

TEST_CASE("run 4: confidential faults show the page only; zero page; the access is repeated") {
    Guest g;
    g.does([](Vcpu& v) { fault(v, 21, kMemory + 0x201'238, 0x4283); });
    CHECK(g.run().value == 0);
    CHECK(g.hw.scause == 21);
    CHECK(g.hw.stval == 0);
    CHECK(g.csr(0x643) << 2 == kMemory + 0x201'000);
    CHECK(g.csr(0x64a) == 0);
    REQUIRE(g.covh(12, g.id, g.converted(1), 0, 1, kMemory + 0x201'000) == 0);
    g.gpr(10) = 0x1111;
    g.does(
        [](Vcpu& v) {
            CHECK(v.pc == kMemory);
            CHECK(v.x[10] == 0);  // the host's a0 is nobody's business here
            fault(v, 23, kMemory + 0x201'238, 0);
        },
        timer);  // present now: stale entry, fenced and repeated
    const unsigned fences = g.hw.tvm_fences;
    CHECK(g.run().value == 0);
    CHECK(g.hw.tvm_fences == fences + 1);
}

TEST_CASE("run 5: MMIO is exact, through a0 only, and extended by the TSM") {
    Guest g;
    g.does([](Vcpu& v) { ecall(v, kCovg, 0, kUart, 0x1000); });
    CHECK(g.run().value == 0);
    CHECK(g.hw.scause == 10);
    CHECK(g.gpr(17) == kCovg);
    CHECK(g.gpr(10) == kUart);
    g.gpr(10) = 77;
    g.does([](Vcpu& v) {
        CHECK(v.x[10] == 0);  // the TSM's own answer
        v.x[5] = 0xaaaa;
        fault(v, 21, kUart + 5, 0x0000'0283);  // lb x5
    });
    g.gpr(5) = 1;
    CHECK(g.run().value == 0);
    CHECK(g.hw.scause == 21);
    CHECK(g.hw.stval == 1);
    CHECK(g.csr(0x643) << 2 == kUart + 4);
    CHECK(g.csr(0x64a) == 0x0000'0503);
    CHECK(g.gpr(5) == 1);
    g.gpr(10) = 0x1f0;
    g.does([](Vcpu& v) {
        CHECK(v.x[5] == 0xffff'ffff'ffff'fff0);
        CHECK(v.pc == kMemory + 8);
        v.x[9] = 0x1122'3344'5566'7788;
        fault(v, 23, kUart + 4, 0x0090'2021);  // compressed sw x9
    });
    CHECK(g.run().value == 0);
    CHECK(g.gpr(10) == 0x5566'7788);
    CHECK(g.csr(0x64a) == 0x00a0'2021);
    // No transformed instruction: the TSM reads it itself.
    g.hw.guest_inst = 0x0055'4283;  // lbu x5, 5(x10)
    g.does([](Vcpu& v) {
        CHECK(v.pc == kMemory + 10);
        fault(v, 21, kUart + 5, 0);
    });
    CHECK(g.run().value == 0);
    CHECK(g.csr(0x64a) == 0x0000'4503);
}

TEST_CASE("run 6: what ends a vCPU") {
    const auto fatal = [](std::function<void(Vcpu&)> what) {
        Guest g;
        g.does([](Vcpu& v) { ecall(v, kCovg, 0, kUart, 0x1000); });
        REQUIRE(g.run().value == 0);
        g.does(what);
        const auto r = g.run();
        CHECK(r.error == 0);
        CHECK(r.value != 0);
        CHECK(g.run().error == -3);
        CHECK(g.covh(8, g.id) == 0);
    };
    fatal([](Vcpu& v) { fault(v, 21, 0x2000'0000, 0x4283); });  // no region
    fatal([](Vcpu& v) { fault(v, 21, 1ull << 51, 0x4283); });
    fatal([](Vcpu& v) { fault(v, 20, kUart, 0); });         // fetch from MMIO
    fatal([](Vcpu& v) { fault(v, 21, kUart, 0x3000); });    // page walk in MMIO
    fatal([](Vcpu& v) { fault(v, 23, kUart, 0x4283); });    // store fault with a load
    fatal([](Vcpu& v) { fault(v, 23, kUart, 0x202f); });    // atomic
    fatal([](Vcpu& v) { v.trap.scause = 5; });              // access fault
    fatal([](Vcpu& v) { ecall(v, 0x53525354, 0, 0, 0); });  // SRST
}

TEST_CASE("run 7: WFI") {
    Guest g;
    g.does(
        [](Vcpu& v) {
            v.trap.scause = 22, v.trap.stval = 0x1050'0073;
            v.trap.hip = 1 << 6, v.cs.vsie = 1 << 5;  // VSTIP pending and enabled
        },
        [](Vcpu& v) {
            CHECK(v.pc == kMemory + 4);
            v.trap.scause = 22, v.trap.stval = 0x1050'0073;
            v.trap.hip = 1 << 6, v.cs.vsie = 1 << 1;
            v.cs.vstimecmp = 5000;
        });
    CHECK(g.run().value == 0);
    CHECK(g.hw.scause == 22);
    CHECK(g.csr(0x64a) == 0x1050'0073);
    CHECK(g.csr(0x24d) == 5000);
    CHECK(g.csr(0x204) == 2);
    g.does(
        [](Vcpu& v) {
            CHECK(v.pc == kMemory + 8);
            v.cs.vstvec = kMemory + 0x100;
            v.cs.vsstatus = 2;
            v.trap.scause = 22, v.trap.stval = 0x6800'2073;  // csrr x0, hgatp
        },
        [](Vcpu& v) {
            CHECK(v.pc == kMemory + 0x100);
            CHECK(v.cs.vscause == 2);
            CHECK(v.cs.vsepc == kMemory + 8);
            CHECK(v.cs.vstval == 0x6800'2073);
            CHECK(v.cs.vsstatus == 0x120);  // SPP, SPIE; SIE off
            timer(v);
        });
    CHECK(g.run().value == 0);
}

TEST_CASE("run 8: sharing takes effect only when the host has withdrawn the pages") {
    Guest g;
    const uint64_t gpa = kMemory + 0x5000, p = g.converted(1);
    REQUIRE(g.covh(12, g.id, p, 0, 1, gpa) == 0);
    g.does([&](Vcpu& v) { ecall(v, kCovg, 2, gpa, 0x800); },
           [&](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               ecall(v, kCovg, 2, kMemory + 0x200'0000, 0x1000);
           },
           [&](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               ecall(v, kCovg, 2, gpa, 0x1000);
           });
    CHECK(g.run().value == 0);
    g.gpr(10) = 0;
    CHECK(g.run().error == -1);  // still mapped
    CHECK(g.covh(19, g.id, gpa, 4096) == -5);
    REQUIRE(g.covh(17, g.id, gpa, 4096) == 0);
    CHECK(g.covh(19, g.id, gpa, 4096) == -5);  // not fenced
    REQUIRE(g.covh(16, g.id) == 0);
    CHECK(g.covh(19, g.id, gpa, 4096) == 0);
    CHECK(g.covh(12, g.id, g.converted(1), 0, 1, gpa) == -5);  // not a confidential region any more
    g.does([&](Vcpu& v) {
        CHECK(v.x[10] == 0);
        fault(v, 21, gpa + 8, 0x4283);
    });
    CHECK(g.run().value == 0);
    const uint64_t shared = g.host(1);
    CHECK(g.covh(13, g.id, g.converted(1), 0, 1, gpa) == -5);  // confidential page
    CHECK(g.covh(13, g.id, shared, 0, 1, gpa) == 0);
    CHECK(g.covh(1, shared, 1) == -5);  // in use
    g.does([&](Vcpu& v) { fault(v, 20, gpa, 0); });
    CHECK(g.run().value == 1);  // never executed
}

TEST_CASE("run 9: a refused share restores the region") {
    Guest g;
    g.does([](Vcpu& v) { ecall(v, kCovg, 2, kMemory, 0x1000); });
    CHECK(g.run().value == 0);
    g.gpr(10) = uint64_t(-1);
    g.does([](Vcpu& v) {
        CHECK(int64_t(v.x[10]) == -1);
        timer(v);
    });
    CHECK(g.run().value == 0);
    CHECK(g.covh(12, g.id, g.converted(1), 0, 1, kMemory) == 0);
}

TEST_CASE("run 10: console text travels through the shared memory") {
    Guest g;
    const uint64_t p = g.converted(2);
    REQUIRE(g.covh(12, g.id, p, 0, 2, kMemory) == 0);
    std::memcpy(reinterpret_cast<char*>(g.hw.memory(p + 0xff8)), "abcdefghijkl", 12);
    g.does([](Vcpu& v) { ecall(v, 0x4442434E, 0, 12, 0x2000'0000, 0); },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               ecall(v, 0x4442434E, 0, 12, kMemory + 0xff8, 0);
           });
    CHECK(g.run().value == 0);
    CHECK(g.gpr(10) == 12);
    CHECK(g.gpr(11) == g.shmem + 256);
    CHECK(std::string(reinterpret_cast<char*>(g.hw.memory(g.shmem)) + 256, 12) == "abcdefghijkl");
    g.gpr(10) = 0;
    g.gpr(11) = 1000;  // more than there was
    g.does([](Vcpu& v) {
        CHECK(v.x[10] == 0);
        CHECK(v.x[11] == 12);
        timer(v);
    });
    CHECK(g.run().value == 0);
}

TEST_CASE("run 11: entropy goes into confidential memory only") {
    Guest g;
    const uint64_t p = g.converted(1);
    REQUIRE(g.covh(12, g.id, p, 0, 1, kMemory) == 0);
    g.does([](Vcpu& v) { ecall(v, 0x08524E47, 0, kMemory + 8, 64); },
           [](Vcpu& v) {
               CHECK(v.x[10] == 0);
               CHECK(v.x[11] == 64);
               ecall(v, 0x08524E47, 0, kMemory, 0);
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               ecall(v, 0x08524E47, 0, kMemory + 0x4000, 8);
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -5);
               timer(v);
           });
    CHECK(g.run().value == 0);
    CHECK(g.hw.memory(p)[0] == 0);
    CHECK(g.hw.memory(p)[1] == 0x5a5a'5a5a'5a5a'5a5a);
    CHECK(g.hw.memory(p)[9] == 0);
}

TEST_CASE("run 12: a second vCPU starts by HSM and its entry stays secret") {
    Bench b;
    const uint64_t id = b.create();
    REQUIRE(b.covh(14, id, 1, b.converted(1)) == 0);
    REQUIRE(b.covh(6, id, kMemory, 7, 0) == 0);
    b.shmem = b.host(3);
    REQUIRE(b.call(0x4E41434C, 1, b.shmem).error == 0);
    CHECK(b.covh(15, id, 1) == -3);  // not started
    b.hw.script.push_back([](Vcpu& v) { ecall(v, 0x48534D, 0, 1, kMemory + 0x40, 99); });
    CHECK(b.covh(15, id, 0) == 0);
    CHECK(b.gpr(10) == 1);
    CHECK(b.gpr(11) == 0);
    CHECK(b.gpr(12) == 0);
    b.hw.script.push_back([](Vcpu& v) {
        CHECK(v.pc == kMemory + 0x40);
        CHECK(v.x[10] == 1);
        CHECK(v.x[11] == 99);
        timer(v);
    });
    CHECK(b.covh(15, id, 1) == 0);
    b.hw.script.push_back([](Vcpu& v) {
        CHECK(v.x[10] == 0);
        ecall(v, 0x48534D, 1);
    });
    CHECK(b.covh(15, id, 0) == 0);
    CHECK(b.covh(15, id, 0) == -3);  // stopped itself
}

namespace {

/// Two harts and two started vCPUs.
struct Pair : Bench {
    uint64_t id = create(), shmem_1 = 0;
    Pair() {
        REQUIRE(covh(14, id, 1, converted(1)) == 0);
        REQUIRE(covh(6, id, kMemory, 7, 0) == 0);
        tsm.hart_online(1);
        shmem = host(3), shmem_1 = host(3);
        REQUIRE(call(0x4E41434C, 1, shmem).error == 0);
        REQUIRE(call(0x4E41434C, 1, shmem_1, 0, 0, 0, 0, 0, 1).error == 0);
        does([](Vcpu& v) { ecall(v, 0x48534D, 0, 1, kMemory + 0x40, 0); });
        REQUIRE(run(0, 0).error == 0);
    }
    template <class... F>
    void does(F... f) {
        (hw.script.push_back(f), ...);
    }
    tsm::SbiRet run(uint64_t vcpu, unsigned hart) { return call(0x434F5648, 15, id, vcpu, 0, 0, 0, 0, hart); }
};

void rfence(Vcpu& v, uint64_t fid, uint64_t mask, uint64_t base = 0) { ecall(v, 0x52464E43, fid, mask, base); }

}  // namespace

TEST_CASE("run 13: a vCPU is on one hart at a time") {
    Pair p;
    p.does([&](Vcpu& v) {
        CHECK(p.run(1, 0).error == -3);
        CHECK(p.run(1, 1).error == -3);
        CHECK(p.covh(8, p.id) == -1);  // nor is its TVM destroyed
        timer(v);
    });
    CHECK(p.run(1, 1).error == 0);
    p.does(timer);
    CHECK(p.run(1, 0).error == 0);
    CHECK(p.covh(8, p.id) == 0);
}

TEST_CASE("run 14: a remote fence holds its caller until every target that was running has trapped") {
    for (const uint64_t fid : {0, 1, 2}) {
        Pair p;
        p.does([&](Vcpu& second) {
            p.does([&](Vcpu& v) { rfence(v, fid, 2); });
            CHECK(p.run(0, 0).error == 0);
            CHECK(p.hw.scause == 10);
            CHECK(p.gpr(17) == 0x52464E43);
            CHECK(p.gpr(16) == fid);
            CHECK(p.gpr(10) == 2);
            // Whatever the host answers, and on whichever hart: the vCPU is not entered.
            p.gpr(10) = 0;
            CHECK(p.run(0, 0).error == -1003);
            p.gpr(10) = uint64_t(-1);
            CHECK(p.run(0, 0).error == -1003);
            timer(second);
        });
        CHECK(p.run(1, 1).error == 0);
        p.does([](Vcpu& v) {
            CHECK(v.x[10] == 0);
            CHECK(v.x[11] == 0);
            timer(v);
        });
        CHECK(p.run(0, 0).error == 0);
        // The target's own fence comes with its next entry.
        const unsigned fences = p.hw.vs_fences;
        p.does(timer);
        CHECK(p.run(1, 1).error == 0);
        CHECK(p.hw.vs_fences == fences + 1);
        p.does(timer);
        CHECK(p.run(1, 1).error == 0);
        CHECK(p.hw.vs_fences == fences + 1);
    }
}

TEST_CASE("run 15: a target that trapped and was entered again has fenced") {
    Pair p;
    const auto entered_again = [&](Vcpu& second) {
        p.does([](Vcpu& v) {
            CHECK(v.x[10] == 0);
            timer(v);
        });
        CHECK(p.run(0, 0).error == 0);
        timer(second);
    };
    p.does([&](Vcpu& second) {
        p.does([](Vcpu& v) { rfence(v, 1, 0, ~0ull); });  // all of them, itself too
        CHECK(p.run(0, 0).error == 0);
        CHECK(p.run(0, 0).error == -1003);
        p.does(entered_again);
        ecall(second, 0x10, 0);  // the TSM answers and goes on: a trap, but no exit
    });
    const unsigned before = p.hw.vs_fences;
    CHECK(p.run(1, 1).error == 0);
    // vCPU 1's first entry on hart 1, its fence, and vCPU 0's on hart 0.
    CHECK(p.hw.vs_fences == before + 3);
}

TEST_CASE("run 16: remote fences that need no exit, or are refused") {
    Pair p;
    p.does([](Vcpu& v) { rfence(v, 1, 2); },  // vCPU 1 is on no hart: it fences when it enters
           [](Vcpu& v) {
               CHECK(v.x[10] == 0);
               rfence(v, 1, 4);
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               rfence(v, 1, 1, 63);
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -3);
               rfence(v, 3, 2);  // HFENCE: the TVM has no H
           },
           [](Vcpu& v) {
               CHECK(int64_t(v.x[10]) == -2);
               timer(v);
           });
    CHECK(p.run(0, 0).error == 0);
    p.does(timer);
    const unsigned before = p.hw.vs_fences;
    CHECK(p.run(1, 0).error == 0);
    CHECK(p.hw.vs_fences == before + 1);
}
