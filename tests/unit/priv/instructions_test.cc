// Bodies of CSR, supervisor, hypervisor, Svinval and Smsd instructions over a fake execution context: legality by mode,
// operands, effects. H extension, virtual-instruction list; Svinval; checklist D01-D06, D08, D11.
#include "cpu/isa/hypervisor.h"
#include "cpu/isa/smsd.h"
#include "cpu/isa/system.h"
#include "cpu/isa/zicsr.h"
#include "tests/unit/priv/fixture.h"

using namespace covesim;
using namespace covesim::test;
using namespace covesim::isa;

namespace {

struct FakeExec {
    Hart& h;
    uint64_t* x;
    char trap = 'o';
    uint64_t cause = 99, tval = 0;
    Effect seen = Effect::None;
    std::string access;

    explicit FakeExec(Hart& hart) : h(hart), x(hart.s.x) {}
    HartState& state() { return h.s; }
    Privileged& priv() { return h.p; }
    uint64_t pc() const { return 0x400; }
    bool illegal() { return trap = 'i', false; }
    bool virtual_instruction() { return trap = 'v', false; }
    bool raise(uint64_t c, uint64_t t) { return trap = 'e', cause = c, tval = t, false; }
    void effects(Effect e) { seen |= e; }
    template <class T>
    bool hv_load(uint64_t va, uint64_t& out, bool hlvx) {
        access = std::string(hlvx ? "x" : "l") + std::to_string(sizeof(T)) + (std::is_signed_v<T> ? "s" : "u");
        out = va + 1;
        return true;
    }
    template <class T>
    bool hv_store(uint64_t va, uint64_t v) {
        access = "s" + std::to_string(sizeof(T)) + " " + std::to_string(va) + " " + std::to_string(v);
        return true;
    }
};

template <class Op>
char run_in(Hart& h, In mode, Slot o = {}) {
    h.enter(mode);
    FakeExec e(h);
    if constexpr (requires { Op::system(e, o); }) {
        const Flow flow = Op::system(e, o);
        CHECK((flow == Flow::Trap) == (e.trap != 'o'));
    } else {
        const bool done = Op::exec(e, o);
        CHECK(done == (e.trap == 'o'));
    }
    return e.trap;
}

/// Outcome in M, HS, U, VS, VU.
template <class Op>
std::string in_all_modes(uint64_t mstatus = 0, uint64_t hstatus = 0) {
    std::string got;
    for (In mode : kModes) {
        Hart h;
        h.w(0x300, mstatus);
        h.w(0x600, hstatus);
        got += run_in<Op>(h, mode);
    }
    return got;
}

constexpr uint64_t kTvm = 1 << 20, kTw = 1 << 21,
                   kTsr = 1 << 22;  // mstatus; VTVM, VTW, VTSR are the same bits of hstatus
constexpr uint64_t kHu = 1 << 9;

}  // namespace

TEST_CASE("S01 SRET, MRET, WFI by mode, with TSR, VTSR, TW and VTW") {
    CHECK(in_all_modes<Mret>() == "oiiii");
    CHECK(in_all_modes<Sret>() == "ooiov");
    CHECK(in_all_modes<Sret>(kTsr, 0) == "oiiov");
    CHECK(in_all_modes<Sret>(0, kTsr) == "ooivv");
    CHECK(in_all_modes<Wfi>() == "ooiov");
    CHECK(in_all_modes<Wfi>(kTw, 0) == "oiiii");
    CHECK(in_all_modes<Wfi>(0, kTw) == "ooivv");
    CHECK(in_all_modes<Wfi>(kTw, kTw) == "oiiii");
}

TEST_CASE("S02 SFENCE.VMA and SINVAL.VMA by mode, with TVM and VTVM") {
    CHECK(in_all_modes<SfenceVma>() == "ooiov");
    CHECK(in_all_modes<SfenceVma>(kTvm, 0) == "oiiov");
    CHECK(in_all_modes<SfenceVma>(0, kTvm) == "ooivv");
    CHECK(in_all_modes<SinvalVma>() == "ooiov");
    CHECK(in_all_modes<SinvalVma>(kTvm, 0) == "oiiov");
    CHECK(in_all_modes<SinvalVma>(0, kTvm) == "ooivv");
    for (uint64_t m : {uint64_t{0}, kTvm}) {
        CHECK(in_all_modes<SfenceWInval>(m, m) == "ooiov");
        CHECK(in_all_modes<SfenceInvalIr>(m, m) == "ooiov");
    }
}

TEST_CASE("S03 HFENCE and HINVAL by mode; TVM stops only the G-stage ones") {
    CHECK(in_all_modes<HfenceVvma>() == "ooivv");
    CHECK(in_all_modes<HfenceVvma>(kTvm, kTvm) == "ooivv");
    CHECK(in_all_modes<HinvalVvma>(kTvm, kTvm) == "ooivv");
    CHECK(in_all_modes<HfenceGvma>() == "ooivv");
    CHECK(in_all_modes<HfenceGvma>(kTvm, 0) == "oiivv");
    CHECK(in_all_modes<HinvalGvma>(kTvm, 0) == "oiivv");
}

TEST_CASE("S04 HLV, HLVX, HSV by mode; HU opens U-mode only") {
    CHECK(in_all_modes<HlvD>() == "ooivv");
    CHECK(in_all_modes<HlvD>(0, kHu) == "ooovv");
    CHECK(in_all_modes<HlvxHu>(0, kHu) == "ooovv");
    CHECK(in_all_modes<HsvB>() == "ooivv");
    CHECK(in_all_modes<HsvB>(0, kHu) == "ooovv");
    CHECK(in_all_modes<HfenceVvma>(0, kHu) == "ooivv");
}

TEST_CASE("S05 ECALL and EBREAK: cause and tval by mode") {
    const uint64_t causes[] = {11, 9, 8, 10, 8};
    for (In mode : kModes) {
        Hart h;
        h.enter(mode);
        FakeExec e(h);
        CHECK(Ecall::system(e, Slot{}) == Flow::Trap);
        CHECK(e.cause == causes[int(mode)]);
        CHECK(e.tval == 0);
        CHECK(Ebreak::system(e, Slot{}) == Flow::Trap);
        CHECK(e.cause == 3);
        CHECK(e.tval == 0x400);
    }
}

TEST_CASE(
    "S06 fence operands: register number x0, not value zero; ASID and VMID cut to their widths; GPA shifted left by "
    "two") {
    Hart h;
    h.s.x[5] = 0;
    h.s.x[6] = 0xffff0007;
    auto run = [&](auto op, uint8_t rs1, uint8_t rs2) {
        Slot o;
        o.rs1 = rs1;
        o.rs2 = rs2;
        run_in<decltype(op)>(h, h.s.v ? In::VS : In::HS, o);
        return h.env.fences.back();
    };
    CHECK(run(SfenceVma{}, 0, 0) == "sfence.vma");
    CHECK(run(SfenceVma{}, 5, 0) == "sfence.vma address 0");
    CHECK(run(SfenceVma{}, 0, 5) == "sfence.vma id 0");
    CHECK(run(SfenceVma{}, 5, 6) == "sfence.vma address 0 id 7");
    CHECK(run(HfenceVvma{}, 6, 6) == "hfence.vvma address 4294901767 id 7");
    CHECK(run(HfenceGvma{}, 6, 6) == "hfence.gvma address 17179607068 id 7");
    CHECK(run(HinvalGvma{}, 6, 0) == "hinval.gvma address 17179607068");
    CHECK(run(HinvalVvma{}, 0, 6) == "hinval.vvma id 7");
    CHECK(run(SinvalVma{}, 6, 0) == "sinval.vma address 4294901767");
    CHECK(run(SfenceWInval{}, 0, 0) == "sfence.w.inval");
    CHECK(run(SfenceInvalIr{}, 0, 0) == "sfence.inval.ir");
    h.enter(In::VS);
    CHECK(run(SfenceVma{}, 0, 6) == "sfence.vma V id 7");
}

TEST_CASE(
    "D01 D11 MFENCE.PA and MINVAL.PA: M-mode only, illegal anywhere else, also with V=1; rd != 0 does not match") {
    CHECK(in_all_modes<MfencePa>() == "oiiii");
    CHECK(in_all_modes<MinvalPa>() == "oiiii");
    CHECK(MfencePa::info.match == 0x32000073);
    CHECK(MinvalPa::info.match == 0x36000073);
    CHECK((0x320000f3 & MfencePa::info.mask) != MfencePa::info.match);
}

TEST_CASE("D02 D03 D04 D05 D06 D08 operands of MFENCE.PA and MINVAL.PA") {
    PrivParams params;
    params.sdidlen = 4;
    Hart h(params);
    h.s.x[5] = 0;
    h.s.x[6] = 0xffffffffffffff35;
    auto run = [&](auto op, uint8_t rs1, uint8_t rs2) {
        Slot o;
        o.rs1 = rs1;
        o.rs2 = rs2;
        run_in<decltype(op)>(h, In::M, o);
        return h.env.fences.back();
    };
    CHECK(run(MfencePa{}, 0, 0) == "mfence.pa");
    CHECK(run(MfencePa{}, 0, 6) == "mfence.pa id 5");
    CHECK(run(MfencePa{}, 5, 0) == "mfence.pa address 0");
    CHECK(run(MfencePa{}, 5, 5) == "mfence.pa address 0 id 0");
    CHECK(run(MinvalPa{}, 0, 6) == "minval.pa id 5");
    CHECK(run(MinvalPa{}, 5, 0) == "minval.pa address 0");
}

TEST_CASE("S07 HLV and HSV widths, signs and HLVX") {
    Hart h;
    h.s.x[7] = 0x1000;
    h.s.x[8] = 3;
    Slot o;
    o.rd = 9;
    o.rs1 = 7;
    o.rs2 = 8;
    auto run = [&](auto op) {
        FakeExec e(h);
        CHECK(decltype(op)::exec(e, o));
        return e.access;
    };
    CHECK(run(HlvB{}) == "l1s");
    CHECK(run(HlvBu{}) == "l1u");
    CHECK(run(HlvH{}) == "l2s");
    CHECK(run(HlvHu{}) == "l2u");
    CHECK(run(HlvxHu{}) == "x2u");
    CHECK(run(HlvW{}) == "l4s");
    CHECK(run(HlvWu{}) == "l4u");
    CHECK(run(HlvxWu{}) == "x4u");
    CHECK(run(HlvD{}) == "l8s");
    CHECK(h.s.x[9] == 0x1001);
    CHECK(run(HsvB{}) == "s1 4096 3");
    CHECK(run(HsvH{}) == "s2 4096 3");
    CHECK(run(HsvW{}) == "s4 4096 3");
    CHECK(run(HsvD{}) == "s8 4096 3");
}

TEST_CASE("S08 encodings of the manual's instruction listings") {
    CHECK(Ecall::info.match == 0x00000073);
    CHECK(Ebreak::info.match == 0x00100073);
    CHECK(Sret::info.match == 0x10200073);
    CHECK(Mret::info.match == 0x30200073);
    CHECK(Wfi::info.match == 0x10500073);
    // funct7 at 31:25, rs2 at 24:20, funct3 at 14:12
    struct {
        Info info;
        uint32_t funct7, rs2, funct3;
    } rows[] = {
        {SfenceVma::info, 0x09, 0, 0},     {SinvalVma::info, 0x0b, 0, 0},  {SfenceWInval::info, 0x0c, 0, 0},
        {SfenceInvalIr::info, 0x0c, 1, 0}, {HfenceVvma::info, 0x11, 0, 0}, {HfenceGvma::info, 0x31, 0, 0},
        {HinvalVvma::info, 0x13, 0, 0},    {HinvalGvma::info, 0x33, 0, 0}, {HlvB::info, 0x30, 0, 4},
        {HlvBu::info, 0x30, 1, 4},         {HsvB::info, 0x31, 0, 4},       {HlvH::info, 0x32, 0, 4},
        {HlvHu::info, 0x32, 1, 4},         {HlvxHu::info, 0x32, 3, 4},     {HsvH::info, 0x33, 0, 4},
        {HlvW::info, 0x34, 0, 4},          {HlvWu::info, 0x34, 1, 4},      {HlvxWu::info, 0x34, 3, 4},
        {HsvW::info, 0x35, 0, 4},          {HlvD::info, 0x36, 0, 4},       {HsvD::info, 0x37, 0, 4},
    };
    for (const auto& x : rows) CHECK(x.info.match == (x.funct7 << 25 | x.rs2 << 20 | x.funct3 << 12 | 0x73));
}

TEST_CASE("S09 CSR instructions: which read and which write, and rd") {
    Hart h;
    h.s.x[5] = 0xf0;
    FakeExec e(h);
    auto slot = [](uint16_t csr, uint8_t rd, uint8_t rs1) {
        Slot o;
        o.imm = csr;
        o.rd = rd;
        o.rs1 = rs1;
        return o;
    };
    CHECK(Csrrw::system(e, slot(0x340, 10, 5)) == Flow::Next);
    CHECK(h.s.x[10] == 0);
    CHECK(Csrrs::system(e, slot(0x340, 10, 0)) == Flow::Next);
    CHECK(h.s.x[10] == 0xf0);
    CHECK(Csrrsi::system(e, slot(0x340, 10, 3)) == Flow::Next);
    CHECK(h.s.mscratch == 0xf3);
    CHECK(Csrrci::system(e, slot(0x340, 32, 1)) == Flow::Next);
    CHECK(h.s.mscratch == 0xf2);
    CHECK(Csrrc::system(e, slot(0x340, 32, 5)) == Flow::Next);
    CHECK(h.s.mscratch == 0x02);
    CHECK(Csrrwi::system(e, slot(0x340, 10, 31)) == Flow::Next);
    CHECK(h.s.mscratch == 31);
    CHECK(h.s.x[10] == 2);
    CHECK(h.s.x[0] == 0);
    // Read-only CSR: CSRRS with x0 and CSRRSI with 0 do not write; CSRRW and CSRRS with a register holding 0 do.
    CHECK(Csrrs::system(e, slot(0xf14, 10, 0)) == Flow::Next);
    CHECK(Csrrsi::system(e, slot(0xf14, 10, 0)) == Flow::Next);
    h.s.x[6] = 0;
    CHECK(Csrrs::system(e, slot(0xf14, 10, 6)) == Flow::Trap);
    CHECK(Csrrw::system(e, slot(0xf14, 32, 6)) == Flow::Trap);
    CHECK(e.trap == 'i');
    CHECK(Csrrw::system(e, slot(0x180, 32, 6)) == Flow::Next);
}

TEST_CASE("S10 cache-block enables: menvcfg, henvcfg, senvcfg by mode") {
    // enable bits m, h, s -> HS, U, VS, VU
    struct {
        bool m, h, s;
        const char* want;
    } rows[] = {{false, true, true, "iiii"},
                {true, false, false, "oivv"},
                {true, false, true, "oovv"},
                {true, true, false, "oiov"},
                {true, true, true, "oooo"}};
    for (uint64_t field : {uint64_t{0x30}, uint64_t{0x40}, uint64_t{0x80}}) {
        for (const auto& c : rows) {
            Hart h;
            h.w(0x30a, c.m ? field : 0);
            h.w(0x60a, c.h ? field : 0);
            h.w(0x10a, c.s ? field : 0);
            std::string got;
            InvalAs how;
            auto check = [&] {
                if (field == 0x30) return h.p.check_cbo_inval(how);
                return field == 0x40 ? h.p.check_cbo_clean_flush() : h.p.check_cbo_zero();
            };
            CHECK(check() == Legal::Ok);  // M-mode
            for (In m : {In::HS, In::U, In::VS, In::VU}) {
                h.enter(m);
                got += letter(check());
            }
            CHECK(got == c.want);
        }
    }
}

TEST_CASE("S11 cbo.inval becomes a flush where a CBIE that applies is 01") {
    struct {
        uint64_t m, h, s;
        const char* want;  // M, HS, U, VS, VU: i invalidate, f flush
    } rows[] = {{0x30, 0x30, 0x30, "iiiii"},
                {0x10, 0x30, 0x30, "iffff"},
                {0x30, 0x10, 0x30, "iiiff"},
                {0x30, 0x30, 0x10, "iifif"}};
    for (const auto& c : rows) {
        Hart h;
        h.w(0x30a, c.m);
        h.w(0x60a, c.h);
        h.w(0x10a, c.s);
        std::string got;
        for (In m : kModes) {
            h.enter(m);
            InvalAs how;
            CHECK(h.p.check_cbo_inval(how) == Legal::Ok);
            got += how == InvalAs::Flush ? 'f' : 'i';
        }
        CHECK(got == c.want);
    }
}

TEST_CASE("S12 FIOM of the levels that apply") {
    auto all = [](uint64_t m, uint64_t hv, uint64_t s) {
        Hart h;
        h.w(0x30a, m);
        h.w(0x60a, hv);
        h.w(0x10a, s);
        std::string got;
        for (In mode : kModes) {
            h.enter(mode);
            got += h.p.fiom() ? '1' : '0';
        }
        return got;
    };
    CHECK(all(0, 0, 0) == "00000");
    CHECK(all(1, 0, 0) == "01111");
    CHECK(all(0, 1, 0) == "00011");
    CHECK(all(0, 0, 1) == "00101");
}
