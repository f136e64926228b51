// Decoding: an encoding of every instruction as data, the operand fields of every format, which extension brings what,
// specialised and reserved encodings. Works without any tool installed.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "cpu/isa/all.h"
#include "cpu/isa/c.h"
#include "cpu/isa/disasm.h"

using namespace covesim::isa;

namespace {

struct Example {
    uint32_t bits;
    std::string text;
};
const Example kExamples[] = {
#include "tests/unit/isa/encodings.inc"
};

std::string_view name(uint32_t bits, const IsaSet& isa = IsaSet::all(), const DecodeOptions& options = {}) {
    return kInfo[decode(bits, isa, options).op].name;
}

/// The operand fields of a slot.
struct Fields {
    int rd, rs1, rs2;
    int32_t imm;
    bool operator==(const Fields&) const = default;
};
std::ostream& operator<<(std::ostream& os, const Fields& f) {
    return os << "rd " << f.rd << " rs1 " << f.rs1 << " rs2 " << f.rs2 << " imm " << f.imm;
}
Fields fields(uint32_t bits) {
    const Slot s = decode(bits, IsaSet::all());
    return {s.rd, s.rs1, s.rs2, s.imm};
}

IsaSet without(Ext e) { return IsaSet::all().remove(e); }

}  // namespace

TEST_CASE("isa 001: one encoding of every instruction, and none is forgotten") {
    std::set<uint16_t> seen;
    for (const Example& example : kExamples) {
        CHECK(disassemble(example.bits, 0, IsaSet::all(), {},
                          [](uint16_t n) -> std::string_view { return n == 0x340 ? "mscratch" : ""; }) == example.text);
        seen.insert(decode(example.bits, IsaSet::all()).op);
    }
    seen.insert(decode(0x5c152013, IsaSet::all(), {.control_hints = true}).op);  // isa 016
    CHECK(seen.size() == size_t(kOpCount - kFirstRealOp));
    CHECK_FALSE(seen.contains(kOpIllegal));
}

TEST_CASE("isa 002: op numbers 0 to 3 are pseudo-ops and no encoding decodes to them but illegal") {
    CHECK(kInfo[1].name == "illegal");
    CHECK(op_index<Lui> == 4);
    CHECK(kInfo[op_index<Packw>].name == "packw");
    CHECK(uint16_t(OpId::Mret) == op_index<Mret>);
}

TEST_CASE("isa 003: operand fields of each format") {
    constexpr int sink = 32;
    CHECK(fields(0x00c58533) == Fields{10, 11, 12, 0});              // add a0,a1,a2
    CHECK(fields(0x00c58033) == Fields{sink, 11, 12, 0});            // add zero,a1,a2
    CHECK(fields(0x00000033) == Fields{sink, 0, 0, 0});              // sources x0 stay 0
    CHECK(fields(0x80058513) == Fields{10, 11, 0, -2048});           // addi a0,a1,-2048
    CHECK(fields(0x03f59513) == Fields{10, 11, 0, 63});              // slli a0,a1,63
    CHECK(fields(0x41f5d51b) == Fields{10, 11, 0, 31});              // sraiw a0,a1,31
    CHECK(fields(0x7ff5b503) == Fields{10, 11, 0, 2047});            // ld a0,2047(a1)
    CHECK(fields(0xfec5bfa3) == Fields{0, 11, 12, -1});              // sd a2,-1(a1)
    CHECK(fields(0x80c58063) == Fields{0, 11, 12, -4096});           // beq a1,a2,.-4096
    CHECK(fields(0x7ec58fe3) == Fields{0, 11, 12, 4094});            // beq a1,a2,.+4094
    CHECK(fields(0x80000537) == Fields{10, 0, 0, -2147483647 - 1});  // lui a0,0x80000
    CHECK(fields(0x8000006f) == Fields{sink, 0, 0, -1048576});       // j .-1048576
    CHECK(fields(0x7ffff0ef) == Fields{1, 0, 0, 1048574});           // jal ra,.+1048574
    CHECK(fields(0x00008067) == Fields{sink, 1, 0, 0});              // ret
    CHECK(fields(0x06c5b52f) == Fields{10, 11, 12, 0});              // amoadd.d.aqrl a0,a2,(a1)
    CHECK(fields(0x1605a52f) == Fields{10, 11, 0, 0});               // lr.w.aqrl a0,(a1)
    CHECK(fields(0xf1402573) == Fields{10, 0, 0, 0xf14});            // csrr a0,mhartid
    CHECK(fields(0x34cfd073) == Fields{sink, 31, 0, 0x34c});         // csrwi 0x34c,31
    CHECK(fields(0x8330000f) == Fields{0, 0, 0, 0x833});             // fence.tso
    CHECK(fields(0x12c58073) == Fields{0, 11, 12, 0});               // sfence.vma a1,a2
    CHECK(fields(0x6c05c573) == Fields{10, 11, 0, 0});               // hlv.d a0,(a1)
    CHECK(fields(0x6ec5c073) == Fields{0, 11, 12, 0});               // hsv.d a2,(a1)
    CHECK(fields(0x0045a00f) == Fields{0, 11, 0, 0});                // cbo.zero (a1)
    CHECK(fields(0xfe15e013) == Fields{0, 11, 0, -32});              // prefetch.r -32(a1)
    CHECK(fields(0x31a59513) == Fields{10, 11, 0, 10});              // aes64ks1i a0,a1,10
    CHECK(fields(0x0085b007) == Fields{0, 11, 0, 8});                // fld ft0,8(a1): f0 is a register
    CHECK(fields(0xfe05bc27) == Fields{0, 11, 0, -8});               // fsd ft0,-8(a1)
    CHECK(fields(0x22c58053) == Fields{0, 11, 12, 0});               // fsgnj.d ft0,fa1,fa2
    CHECK(fields(0x02c5f053) == Fields{0, 11, 12, 7 << 8});          // fadd.d ft0,fa1,fa2
    CHECK(fields(0x5a059053) == Fields{0, 11, 0, 1 << 8});           // fsqrt.d ft0,fa1,rtz
    CHECK(fields(0x6ac5a043) == Fields{0, 11, 12, 13 | 2 << 8});     // fmadd.d ft0,fa1,fa2,fa3,rdn
    CHECK(fields(0xa2c5a053) == Fields{sink, 11, 12, 0});            // feq.d zero,fa1,fa2
    CHECK(fields(0xe2058553) == Fields{10, 11, 0, 0});               // fmv.x.d a0,fa1
    CHECK(fields(0xc2059553) == Fields{10, 11, 0, 1 << 8});          // fcvt.w.d a0,fa1,rtz
    CHECK(fields(0xf2058053) == Fields{0, 11, 0, 0});                // fmv.d.x ft0,a1
    CHECK(fields(0xd225f053) == Fields{0, 11, 0, 7 << 8});           // fcvt.d.l ft0,a1
}

TEST_CASE("isa 004: specialised encodings win, and give way when their extension is off") {
    CHECK(name(0x0005e013) == "prefetch.i");
    CHECK(name(0x0035e013) == "prefetch.w");
    CHECK(name(0x0025e013) == "ori");  // no prefetch has 2
    CHECK(name(0x0005e513) == "ori");  // rd is not x0
    CHECK(name(0x0035e013, without(Ext::Zicbop)) == "ori");
    CHECK(name(0x0100000f) == "pause");
    CHECK(name(0x0110000f) == "fence");
    CHECK(name(0x0100000f, without(Ext::Zihintpause)) == "fence");
    CHECK(name(0x0805c53b) == "zext.h");
    CHECK(name(0x08c5c53b) == "packw");
    CHECK(name(0x0805c53b, without(Ext::Zbb)) == "packw");
    CHECK(name(0x08c5c53b, without(Ext::Zbkb)) == "illegal");
    CHECK(name(0x0805c53b, without(Ext::Zbkb)) == "zext.h");
    CHECK(name(0x12345017) == "lpad");
    CHECK(name(0x12345097) == "auipc");
    CHECK(name(0x12345017, without(Ext::Zicfilp)) == "auipc");
}

TEST_CASE("isa 013: shadow-stack instructions have these encodings and no others") {
    CHECK(name(0xce104073) == "sspush");    // x1
    CHECK(name(0xce504073) == "sspush");    // x5
    CHECK(name(0xcdc0c073) == "sspopchk");  // x1
    CHECK(name(0xcdc2c073) == "sspopchk");  // x5
    CHECK(name(0xcdc040f3) == "ssrdp");
    CHECK(name(0x6081) == "sspush");
    CHECK(fields(0x6081) == Fields{0, 0, 1, 0});
    CHECK(name(0x6281) == "sspopchk");
    CHECK(fields(0x6281) == Fields{0, 5, 0, 0});
    // Other link registers, rd not x0, and every compressed may-be-operation but 1 and 5.
    for (const uint32_t bits : {0xce204073u, 0xce704073u, 0xce1040f3u, 0xce10c073u, 0xcdc14073u, 0xcdc0c0f3u})
        CHECK(name(bits) != "sspush");
    for (const uint32_t bits : {0xcdc14073u, 0xcdc3c073u, 0xcdc0c0f3u}) CHECK(name(bits) != "sspopchk");
    for (const uint32_t bits : {0x6181u, 0x6381u, 0x6481u, 0x6581u, 0x6681u, 0x6781u, 0x6101u})
        CHECK(std::string_view(name(bits)).substr(0, 2) != "ss");
    for (const uint32_t bits : {0x6081u, 0x6281u, 0xce104073u, 0xcdc0c073u, 0xcdc040f3u, 0x4800202fu, 0x4800302fu})
        CHECK(std::string_view(name(bits, without(Ext::Zicfiss))).substr(0, 2) != "ss");
}

TEST_CASE("isa 005: an instruction exists with any extension that has it, and only then") {
    CHECK(name(0x40c5f533, without(Ext::Zbb)) == "andn");  // Zbkb
    CHECK(name(0x40c5f533, without(Ext::Zbkb)) == "andn");
    CHECK(name(0x40c5f533, without(Ext::Zbb).remove(Ext::Zbkb)) == "illegal");
    CHECK(name(0x31a59513, without(Ext::Zknd)) == "aes64ks1i");          // Zkne
    CHECK(name(0x18000073, without(Ext::Svinval)) == "sfence.w.inval");  // Smsd
    CHECK(name(0x18000073, without(Ext::Svinval).remove(Ext::Smsd)) == "illegal");
    CHECK(name(0x26c58073) == "hinval.vvma");
    CHECK(name(0x26c58073, without(Ext::H)) == "illegal");
    CHECK(name(0x26c58073, without(Ext::Svinval)) == "illegal");
    CHECK(name(0x02c58533, without(Ext::M)) == "illegal");
    CHECK(name(0x02c5f053, without(Ext::D)) == "illegal");
    CHECK(name(0x00c5f053, without(Ext::D)) == "fadd.s");
    CHECK(name(0x34cfd073, without(Ext::Zicsr)) == "illegal");
}

TEST_CASE("isa 006: fence ignores its reserved fields; other reserved encodings are illegal") {
    CHECK(name(0xf513058f) == "fence");
    CHECK(name(0xfff5958f) == "fence.i");
    CHECK(name(0x31b59513) == "illegal");  // aes64ks1i with round number 11
    CHECK(name(0x0400101b) == "illegal");  // slliw with imm[6] = 1
    CHECK(name(0x0200101b) == "illegal");  // slliw with shamt[5] = 1
    CHECK(name(0x3805b52f) == "illegal");  // funct5 = 7
    CHECK(name(0x10c5b52f) == "illegal");  // lr.d with rs2 != 0
    CHECK(name(0x00002063) == "illegal");  // branch with funct3 = 2
    CHECK(name(0x0000707b) == "illegal");
    CHECK(name(0xffffffff) == "illegal");
    CHECK(name(0x3020007f) == "illegal");  // longer than 32 bits
    CHECK(name(0x30200173) == "illegal");  // mret with rd != 0
}

TEST_CASE("isa 007: an illegal slot holds the instruction's bits and its length") {
    Slot s = decode(0xffffffff, IsaSet::all());
    CHECK(s.len == 2);
    CHECK(uint32_t(s.imm) == 0xffffffff);
    s = decode(0xabcd0000, IsaSet::all());  // only the low half belongs to it
    CHECK(s.op == kOpIllegal);
    CHECK(s.len == 1);
    CHECK(s.imm == 0);
    s = decode(0x12348002, IsaSet::all());
    CHECK(s.len == 1);
    CHECK(s.imm == 0x8002);
    CHECK(disassemble(0x8002, 0) == ".2byte 0x8002");
    CHECK(disassemble(0xffffffff, 0) == ".4byte 0xffffffff");
}

TEST_CASE("isa 008: the funct7 of MFENCE.PA and MINVAL.PA is a choice") {
    CHECK(name(0x32c58073) == "mfence.pa");
    CHECK(name(0x36c58073) == "minval.pa");
    CHECK(name(0x32c580f3) == "illegal");  // rd != 0
    CHECK(name(0x32c58073, without(Ext::Smsd)) == "illegal");

    const DecodeOptions other{.mfence_pa_funct7 = 0x1d, .minval_pa_funct7 = 0x19};
    CHECK(other.valid());
    CHECK(name(0x3ac58073, IsaSet::all(), other) == "mfence.pa");
    CHECK(name(0x32c58073, IsaSet::all(), other) == "minval.pa");
    CHECK(name(0x36c58073, IsaSet::all(), other) == "illegal");
    const Slot s = decode(0x36c58073, IsaSet::all(), other);
    CHECK(s.imm == 0x36c58073);

    CHECK(DecodeOptions{}.valid());
    CHECK_FALSE(DecodeOptions{.mfence_pa_funct7 = 0x09}.valid());  // sfence.vma
    CHECK_FALSE(DecodeOptions{.minval_pa_funct7 = 0x18}.valid());  // mret
    CHECK_FALSE(DecodeOptions{.mfence_pa_funct7 = 0x1b}.valid());  // equal
    CHECK_FALSE(DecodeOptions{.mfence_pa_funct7 = 0x80}.valid());
}

TEST_CASE("isa 009: compressed instructions decode as what they stand for, with length 1") {
    const Slot s = decode(0xffff1141, IsaSet::all());  // c.addi sp,-16
    CHECK(s.op == op_index<Addi>);
    CHECK(s.len == 1);
    CHECK(Fields{s.rd, s.rs1, s.rs2, s.imm} == Fields{2, 2, 0, -16});
    CHECK(disassemble(0x8082, 0) == "jalr zero,0(ra)");
    CHECK(disassemble(0x9002, 0) == "ebreak");
    CHECK(disassemble(0xa001, 0x80000000) == "jal zero,0x80000000");
    CHECK(disassemble(0x0808, 0) == "addi a0,sp,16");
    CHECK(disassemble(0x2108, 0) == "fld fa0,0(a0)");
    CHECK(disassemble(0x6105, 0) == "addi sp,sp,32");
    CHECK(disassemble(0x7139, 0) == "addi sp,sp,-64");
    CHECK(disassemble(0x757d, 0) == "lui a0,0xfffff");
    CHECK(disassemble(0x852e, 0) == "add a0,zero,a1");
    CHECK(disassemble(0xe406, 0) == "sd ra,8(sp)");
    CHECK(disassemble(0xdd7d, 0x1000) == "beq a0,zero,0xffe");
}

TEST_CASE("isa 010: compressed reserved encodings and HINTs") {
    for (const uint16_t reserved :
         {0x0000, 0x0004, 0x2001, 0x207d, 0x6101, 0x6501, 0x4002, 0x6002, 0x8002, 0x9c79, 0x9c7d}) {
        CHECK(expand(reserved, IsaSet::all()) == kReserved);
    }
    CHECK(expand(0x0001, IsaSet::all()) == 0x00000013);  // c.nop
    CHECK(expand(0x0005, IsaSet::all()) == 0x00100013);  // c.nop 1: HINT
    CHECK(expand(0x0501, IsaSet::all()) == 0x00050513);  // c.addi a0,0: HINT
    CHECK(expand(0x4005, IsaSet::all()) == 0x00100013);  // c.li zero,1: HINT
    CHECK(expand(0x6005, IsaSet::all()) == 0x00001037);  // c.lui zero,1: HINT
    CHECK(expand(0x0006, IsaSet::all()) == 0x00101013);  // c.slli zero,1: HINT
    CHECK(expand(0x8101, IsaSet::all()) == 0x00055513);  // c.srli a0,0: HINT
    CHECK(expand(0x802e, IsaSet::all()) == 0x00b00033);  // c.mv zero,a1: HINT
    CHECK(expand(0x902e, IsaSet::all()) == 0x00b00033);  // c.add zero,a1: HINT
}

TEST_CASE("isa 011: compressed instructions need C, and the floating-point ones D") {
    CHECK(name(0x1141, without(Ext::C)) == "illegal");
    CHECK(decode(0x1141, without(Ext::C)).len == 1);
    CHECK(name(0x2108, without(Ext::D)) == "illegal");
    CHECK(name(0xa108, without(Ext::D)) == "illegal");
    CHECK(name(0x4108, without(Ext::D)) == "lw");
}

TEST_CASE("isa 012: every decodable word is decoded by exactly the row that a plain search finds") {
    uint32_t bits = 0x12345678;
    for (int n = 0; n < 20000; ++n) {
        bits = bits * 1664525 + 1013904223;
        const uint32_t word = bits | 3;
        uint16_t best = kOpIllegal;
        for (uint16_t op = kFirstRealOp; op < kOpCount; ++op) {
            const Info& info = kInfo[op];
            if ((word & info.mask) != info.match) continue;
            if (best == kOpIllegal || (info.mask & ~kInfo[best].mask) != 0) best = op;
        }
        if (kInfo[best].name == "aes64ks1i" && (word >> 20 & 15) > 10) best = kOpIllegal;
        if (kInfo[best].name == "amocas.q" && (word & 0x00100080) != 0) best = kOpIllegal;
        if (decode(word, IsaSet::all()).op != best) FAIL(std::hex << word);
    }
}

TEST_CASE("isa 013: Zcb: the 32-bit instruction that each stands for, and what it needs beside Zcb") {
    const auto shown = [](uint16_t bits, const IsaSet& isa = IsaSet::all()) { return disassemble(bits, 0, isa); };
    CHECK(shown(0x80ec) == "lbu a1,3(s1)");  // c.lbu: uimm[0] is bit 6
    CHECK(shown(0x80cc) == "lbu a1,1(s1)");
    CHECK(shown(0x80ac) == "lbu a1,2(s1)");
    CHECK(shown(0x84ac) == "lhu a1,2(s1)");  // c.lhu
    CHECK(shown(0x848c) == "lhu a1,0(s1)");
    CHECK(shown(0x84ec) == "lh a1,2(s1)");        // c.lh
    CHECK(shown(0x88ec) == "sb a1,3(s1)");        // c.sb
    CHECK(shown(0x8cac) == "sh a1,2(s1)");        // c.sh
    CHECK(shown(0x8cec) == ".2byte 0x8cec");      // reserved: c.sh with bit 6 set
    CHECK(shown(0x90ac) == ".2byte 0x90ac");      // 100 100: not used
    CHECK(shown(0x9fe1) == "andi a5,a5,255");     // c.zext.b
    CHECK(shown(0x9fe5) == "sext.b a5,a5");       // c.sext.b
    CHECK(shown(0x9fe9) == "zext.h a5,a5");       // c.zext.h
    CHECK(shown(0x9fed) == "sext.h a5,a5");       // c.sext.h
    CHECK(shown(0x9ff1) == "add.uw a5,a5,zero");  // c.zext.w
    CHECK(shown(0x9ff5) == "xori a5,a5,-1");      // c.not
    CHECK(shown(0x9fd1) == "mul a5,a5,a2");       // c.mul
    for (const uint16_t any :
         {0x80ec, 0x84ac, 0x84ec, 0x88ec, 0x8cac, 0x9fe1, 0x9fe5, 0x9fe9, 0x9fed, 0x9ff1, 0x9ff5, 0x9fd1}) {
        CHECK(name(any, without(Ext::Zcb)) == "illegal");
        CHECK(name(any, without(Ext::C)) == "illegal");
    }
    for (const uint16_t zbb : {0x9fe5, 0x9fe9, 0x9fed}) CHECK(name(zbb, without(Ext::Zbb)) == "illegal");
    CHECK(name(0x9fe1, without(Ext::Zbb)) == "andi");
    CHECK(name(0x9ff1, without(Ext::Zba)) == "illegal");
    CHECK(name(0x9fd1, without(Ext::M)) == "illegal");
}

TEST_CASE("isa 014: may-be-operations and their numbers") {
    // MOP.R.n: 1-n4-00-n3:2-0111-n1:0; MOP.RR.n: 1-n2-00-n1:0-1; funct3 = 4 of SYSTEM.
    CHECK(disassemble(0x81c5c573, 0) == "mop.r.0 a0,a1");
    CHECK(disassemble(0x81d5c573, 0) == "mop.r.1 a0,a1");
    CHECK(disassemble(0x85c5c573, 0) == "mop.r.4 a0,a1");
    CHECK(disassemble(0xc1c5c573, 0) == "mop.r.16 a0,a1");
    CHECK(disassemble(0xcdf5c573, 0) == "mop.r.31 a0,a1");
    CHECK(disassemble(0x82c5c573, 0) == "mop.rr.0 a0,a1,a2");
    CHECK(disassemble(0xcec5c573, 0) == "mop.rr.7 a0,a1,a2");
    CHECK(name(0x81c5c573, without(Ext::Zimop)) == "illegal");
    CHECK(name(0xcec5c573, without(Ext::Zimop)) == "illegal");
    for (const uint16_t odd : {0x6081, 0x6181, 0x6281, 0x6381, 0x6481, 0x6581, 0x6681, 0x6781}) {
        CHECK(expand(odd, without(Ext::Zicfiss)) == 0x00000013);  // c.mop.1 to c.mop.15
        CHECK(expand(odd, without(Ext::Zicfiss).remove(Ext::Zcmop)) == kReserved);
    }
    for (const uint16_t other : {0x6001, 0x6101, 0x6201, 0x6401, 0x6881, 0x6f81})
        CHECK(expand(other, IsaSet::all()) == kReserved);
}

TEST_CASE("isa 015: what needs two extensions, register pairs, the fixed rounding mode, locality hints") {
    CHECK(name(0x2805852f, without(Ext::Zacas)) == "illegal");  // amocas.b
    CHECK(name(0x2805852f, without(Ext::Zabha)) == "illegal");
    CHECK(name(0x2805a52f, without(Ext::Zabha)) == "amocas.w");
    CHECK(name(0x28c5c52f) == "amocas.q");
    CHECK(name(0x28c5c5af) == "illegal");                     // rd = a1, odd
    CHECK(name(0x28d5c52f) == "illegal");                     // rs2 = a3, odd
    CHECK(fields(0x28c5a52f) == Fields{10, 11, 12, 10});      // rd is a source too
    CHECK(fields(0x28c5a02f) == Fields{32, 11, 12, 0});       // and x0 is x0 there
    CHECK(name(0xf4158553, without(Ext::Zfh)) == "illegal");  // fli.h
    CHECK(name(0xf2158553, without(Ext::D)) == "illegal");    // fli.d
    CHECK(name(0xf0158553, without(Ext::D)) == "fli.s");
    CHECK(name(0x42258553, without(Ext::D)) == "illegal");     // fcvt.d.h
    CHECK(name(0x40258553, without(Ext::Zfh)) == "fcvt.s.h");  // Zfhmin
    CHECK(name(0x04c58553, without(Ext::Zfh)) == "illegal");   // fadd.h
    CHECK(name(0xc2859553) == "fcvtmod.w.d");
    CHECK(name(0xc2858553) == "illegal");  // rm = RNE
    CHECK(name(0xc285f553) == "illegal");  // rm = DYN
    CHECK(name(0x9016) == "ntl.all");      // c.add zero,t0
    CHECK(name(0x00200033, without(Ext::Zihintntl)) == "add");
    CHECK(name(0x00600033) == "add");
}

TEST_CASE(
    "isa 016: control hints are SLTIs to x0 with the immediates 0x5c0 to 0x5cf, and only where they are asked for") {
    const DecodeOptions on{.control_hints = true};
    const auto shown = [&](uint32_t bits, const DecodeOptions& options) { return name(bits, IsaSet::all(), options); };
    for (const uint32_t bits : {0x5c052013u, 0x5cf52013u, 0x5c002013u}) {  // slti zero, a0 or zero, 0x5c0 or 0x5cf
        CHECK(shown(bits, {}) == "slti");
        CHECK(shown(bits, on) == "covesim.control");
    }
    CHECK(shown(0x5d052013, on) == "slti");   // slti zero, a0, 0x5d0
    CHECK(shown(0x5bf52013, on) == "slti");   // slti zero, a0, 0x5bf
    CHECK(shown(0xdc052013, on) == "slti");   // slti zero, a0, -0x240
    CHECK(shown(0x5c052093, on) == "slti");   // slti ra, a0, 0x5c0
    CHECK(shown(0x5c053013, on) == "sltiu");  // sltiu zero, a0, 0x5c0
    CHECK(decode(0x5c352013, IsaSet::all(), on).rs1 == 10);
    CHECK((decode(0x5c352013, IsaSet::all(), on).imm & 0xf) == 3);
}
