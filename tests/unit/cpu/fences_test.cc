// MFENCE.PA and the Svinval sequence that equals it, executed by a whole hart whose own stores change the MPT.
// Supervisor domains §3.2 and §3.3; checklist rows D07, D12, D13, D14.
#include "tests/unit/cpu/rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

constexpr uint64_t kMprv = uint64_t{1} << 17, kMppS = uint64_t{1} << 11;
constexpr uint64_t kVaA = 0x40'0000, kVaB = 0x40'1000, kVaMpt = 0x40'2000;
constexpr uint64_t kPageA = kData, kPageB = kData + 0x10'0000;  // under different leaf MPTEs of one table
constexpr uint32_t kSfenceWInval = 0x1800'0073, kSfenceInvalIr = 0x1810'0073;
constexpr uint32_t minval_pa(uint32_t rs1, uint32_t rs2) { return r_type(0x1b, rs2, rs1, 0, 0, 0x73); }

enum class How { Mfence, Sequence, Apart, MinvalAlone, None };

/// Operands: register numbers, so that zero means x0. s2 holds page A's address, s3 and s4 hold SDIDs 1 and 2.
struct Operands {
    uint32_t rs1, rs2;
};
constexpr uint32_t kSpaA = 18, kSdid1 = 19, kSdid2 = 20;

std::vector<uint32_t> fence(How how, Operands o) {
    switch (how) {
        case How::Mfence: return {mfence_pa(o.rs1, o.rs2)};
        case How::Sequence: return {kSfenceWInval, minval_pa(o.rs1, o.rs2), kSfenceInvalIr};
        case How::Apart: return {kSfenceWInval, kNop, minval_pa(o.rs1, o.rs2), kNop, kNop, kSfenceInvalIr};
        case How::MinvalAlone: return {minval_pa(o.rs1, o.rs2)};
        case How::None: break;
    }
    return {};
}

/// Loads both pages with permission, revokes both by stores to their MPTEs, fences, loads one of them: the cause of
/// its trap, or 0. In M-mode with MPRV, as domain 1.
uint64_t after_revocation(const Setup& setup, How how, Operands o, bool page_b) {
    System s(setup);
    s.open_pmp();
    const uint64_t root = s.pages(1), mroot = s.pages(1);
    s.map(root, kVaA, kPageA, kPteRwx);
    s.map(root, kVaB, kPageB, kPteRwx);
    for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, 7);
    s.mpt(mroot, kPageA, 7);
    s.mpt(mroot, kPageB, 7);
    const auto next = [&](uint64_t table, uint64_t index) { return s.r64(table + index * 8) >> 10 << 12; };
    const uint64_t leaves = next(next(mroot, kPageA >> 34 & 511), kPageA >> 25 & 511);
    s.map(root, kVaMpt, leaves, kPteRwx);
    std::vector<uint32_t> code{ld(t0, 0, a0), ld(t1, 0, a1), sd(a4, 0, a2), sd(a4, 0, a3)};
    for (const uint32_t op : fence(how, o)) code.push_back(op);
    code.insert(code.end(), {ld(t2, 0, page_b ? a1 : a0), kWfi});
    s.put(kCode, code);
    s.state().x[a0] = kVaA;
    s.state().x[a1] = kVaB;
    s.state().x[a2] = kVaMpt + (kPageA >> 16 & 511) * 8;
    s.state().x[a3] = kVaMpt + (kPageB >> 16 & 511) * 8;
    s.state().x[a4] = 3;  // a valid leaf without any permission
    s.state().x[kSpaA] = kPageA;
    s.state().x[kSdid1] = 1;
    s.state().x[kSdid2] = 2;
    s.state().satp = uint64_t{8} << 60 | root >> 12;
    s.state().mmpt = uint64_t{1} << 60 | uint64_t{1} << 52 | mroot >> 12;
    s.state().mstatus |= kMprv | kMppS;
    s.hart().privileged().refresh();
    CHECK(s.run() == RunEnd::Wait);
    CHECK(s.traps().size() <= 1);
    return s.traps().empty() ? 0 : s.trap().cause;
}

constexpr Operands kOperands[] = {{0, 0}, {0, kSdid1}, {0, kSdid2}, {kSpaA, 0}, {kSpaA, kSdid1}, {kSpaA, kSdid2}};

/// What MFENCE.PA promises for a revoked page of domain 1.
bool promised(Operands o, bool page_b) { return o.rs2 != kSdid2 && (!page_b || o.rs1 == 0); }

}  // namespace

TEST_CASE("cpu.fences.1 D07 D13: SFENCE.W.INVAL, MINVAL.PA, SFENCE.INVAL.IR do what MFENCE.PA does, for all operands") {
    for (const Setup& setup : all_setups())
        for (const Operands& o : kOperands)
            for (const bool page_b : {false, true}) {
                INFO(name_of(setup) << " rs1 x" << o.rs1 << " rs2 x" << o.rs2 << (page_b ? " page B" : " page A"));
                const uint64_t by_mfence = after_revocation(setup, How::Mfence, o, page_b);
                if (promised(o, page_b)) CHECK(by_mfence == 5);
                CHECK(after_revocation(setup, How::Sequence, o, page_b) == by_mfence);
            }
}

TEST_CASE("cpu.fences.2 D12: the three need not be adjacent; their order is all that counts") {
    for (const Setup& setup : all_setups())
        for (const Operands& o : kOperands)
            for (const bool page_b : {false, true}) {
                INFO(name_of(setup) << " rs1 x" << o.rs1 << " rs2 x" << o.rs2 << (page_b ? " page B" : " page A"));
                if (promised(o, page_b)) CHECK(after_revocation(setup, How::Apart, o, page_b) == 5);
            }
}

TEST_CASE(
    "cpu.fences.3 D14: MINVAL.PA alone promises nothing, so either permission may hold, and nothing else happens") {
    for (const Setup& setup : all_setups())
        for (const How how : {How::MinvalAlone, How::None}) {
            const uint64_t cause = after_revocation(setup, how, {0, 0}, false);
            INFO(name_of(setup) << " cause " << cause);
            CHECK((cause == 0 || cause == 5));
        }
}
