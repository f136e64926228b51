// Random machine-code programs for whole harts: integer, multiply, FP, vectors, loads, stores, AMO, LR/SC, branches,
// jumps, CSRs, fences, AMOCAS, shadow stacks, landing pads, tagged pointers, cache-block operations, prefetches,
// non-cacheable pages, compressed instructions, stores to their own code, traps into a handler that changes privilege,
// translation and protection. Everything follows from a seed.
#pragma once
#include "tests/property/random.h"
#include "tests/unit/cpu/rig.h"

namespace covesim::test {

/// Registers by role: a0..a3 point to data, a4 and a5 into code, s2..s7 hold control values, s8 a valid instruction.
class Program {
  public:
    /// `more`: with vectors, AMOCAS, byte AMOs, and with shadow stacks, landing pads and tagged pointers switched on.
    explicit Program(uint64_t seed, bool more = false) : rnd_{mix(seed)}, user_(rnd_.chance(40)), more_(more) {}
    static void enable(Setup& s) {
        HartFeatures& f = s.features;
        f.zicfiss = f.zicfilp = f.ssnpm = f.smnpm = f.smmpm = true;
    }

    static constexpr uint64_t kCodePages = 6, kDataPages = 24;

    /// Small structures, so that everything is displaced often.
    static void shrink(Setup& s, uint64_t seed) {
        Random r{mix(seed ^ 0x5eed)};
        const auto policy = [&] { return static_cast<Replacement>(r.below(4)); };
        auto& m = s.params.mmu;
        m.l1i = {1, 3, 0, policy(), r.chance(50)};
        m.l1d = {1, 4, uint32_t(r.below(2)), policy(), r.chance(50)};
        m.l2 = {4, uint32_t(r.below(3)), 6, policy(), r.chance(50)};
        m.nested = {1, uint32_t(r.below(4)), 1, policy(), true};
        m.fast = {4, 2, r.chance(50)};
        m.pwc_entries = static_cast<uint32_t>(r.below(3));
        m.mpt.placement = r.chance(30) ? MptPlacement::PerAccess : MptPlacement::Inlined;
        m.mpt.order = r.chance(30) ? MptOrder::AfterWalk : MptOrder::CheckBeforeUse;
        m.mpt.permission = {2, 2, 1, policy()};
        m.mpt.superpage = {1, 2, 1, policy()};
        for (auto& p : m.mpt.pointer) p = {1, 2, 1, policy()};
        s.tile.l1i = {4, 2, 3, 2, policy(), r.chance(30) ? Prefetch::NextLine : Prefetch::None};
        s.tile.l1d = {4, 2, 3, 2, policy(), r.chance(30) ? Prefetch::NextLine : Prefetch::None};
        s.tile.has_l2 = r.chance(70);
        s.tile.l2 = {16, 4, 12, 4, policy(), Prefetch::None};
        s.tile.pte_path = static_cast<WalkPath>(r.below(3));
        s.tile.mpt_path = static_cast<WalkPath>(r.below(3));
        s.params.pipeline.store_buffer = static_cast<uint32_t>(1 + r.below(3));
        s.params.pipeline.taken_penalty = static_cast<uint32_t>(r.below(3));
        s.max_pages = 16;
    }

    void load(System& s) {
        s.memory.latency = Tick{40 * s.setup.params.clock_period_fs};
        for (uint64_t p = 0; p < kCodePages; ++p) {
            for (uint64_t at = 0; at < 4096;) {
                if (rnd_.chance(12)) {
                    s.put16(kCode + p * 4096 + at, {compressed()});
                    at += 2;
                } else {
                    s.put(kCode + p * 4096 + at, {word()});
                    at += 4;
                }
            }
        }
        for (uint64_t a = kData; a < kData + kDataPages * 4096; a += 8) s.w64(a, rnd_.next());
        tables(s);
        handler(s);
        for (uint32_t h = 0; h < s.setup.harts; ++h) registers(s, h);
    }

  private:
    uint32_t any(std::initializer_list<uint32_t> l) { return l.begin()[rnd_.below(l.size())]; }
    uint32_t rd() { return any({t0, t1, t2, s0, s1, t3, t4, t5, t6, zero}); }
    uint32_t rs() {
        return rnd_.chance(90) ? any({t0, t1, t2, s0, s1, t3, t4, t5, t6, zero}) : uint32_t(rnd_.below(32));
    }
    uint32_t pointer() { return any({a0, a1, a2, a3}); }
    int32_t offset() {
        return rnd_.chance(85) ? int32_t(rnd_.below(256)) * 8 - 1024 : int32_t(rnd_.below(4096)) - 2048;
    }
    int32_t near() { return (int32_t(rnd_.below(64)) - 16) * 4 + (rnd_.chance(10) ? 2 : 0); }

    uint16_t compressed() {
        switch (rnd_.below(4)) {
            case 0: return c_nop;
            case 1: return c_j(int32_t(2 * (1 + rnd_.below(40))));
            case 2: return static_cast<uint16_t>(0x6000 | rnd_.below(2) << 2 | 2 << 7);  // c.ld from a0
            default: return c_addi(any({t0, t1, t2, t3}), int32_t(rnd_.below(31)) + 1);
        }
    }
    uint32_t word() {
        if (more_ && rnd_.chance(12)) return control_flow();
        if (more_ && rnd_.chance(5)) return vector();
        if (more_ && rnd_.chance(2)) return narrow_or_wide_amo();
        const uint64_t kind = rnd_.below(100);
        if (kind < 22) return r_type(any({0, 0, 0, 0x20}), rs(), rs(), any({0, 5}), rd(), 0x33);
        if (kind < 32) return i_type(int32_t(rnd_.below(4096)) - 2048, rs(), any({0, 2, 3, 4, 6, 7}), rd(), 0x13);
        if (kind < 36) return r_type(1, rs(), rs(), uint32_t(rnd_.below(8)), rd(), 0x33);  // M
        if (kind < 50) return i_type(offset(), pointer(), uint32_t(rnd_.below(7)), rd(), 0x03);
        if (kind < 60) return s_type(offset(), rs(), pointer(), uint32_t(rnd_.below(4)), 0x23);
        if (kind < 64) return amo(any({0, 1, 4, 8, 12}), rd(), rs(), pointer(), rnd_.chance(50));
        if (kind < 66) return rnd_.chance(50) ? lr_d(rd(), a0) : sc_d(rd(), rs(), a0);
        if (kind < 78) return b_type(near(), rs(), rs(), any({0, 1, 4, 5, 6, 7}));
        if (kind < 80) return jal(any({zero, ra, t0}), near());
        if (kind < 81) return jalr(any({zero, ra}), any({a4, a5, ra}), int32_t(rnd_.below(512)) * 4 - 1024);
        if (kind < 84) return code_store();
        if (kind < 86) return floating();
        if (kind < 90) return csr_access();
        if (kind < 91) return any({kEcall, kEbreak, kFenceI, 0x0ff0000f, kMret, kSret, kIllegal});
        if (kind < 92)
            return rnd_.chance(50) ? sfence_vma(any({zero, a0}), any({zero, t0}))
                                   : mfence_pa(any({zero, a1}), any({zero, t0}));
        if (kind < 93)
            return rnd_.chance(60) ? cbo(any({0, 1, 2, 4}), pointer())
                                   : prefetch(any({0, 1, 3}), any({a0, a1, a2, a3, a5}), offset() & ~31);
        if (kind < 94) return rnd_.chance(50) ? hlv_d(rd(), pointer()) : hsv_d(rs(), pointer());
        if (kind < 95) return rnd_.chance(30) ? add(a4, any({s9, s10}), zero) : auipc(a5, 0);  // point into code again
        if (kind < 97)
            return addi(pointer(), any({s2, s3, a6, a7}),
                        rnd_.chance(90) ? int32_t(rnd_.below(512)) * 8 - 2048 : int32_t(rnd_.below(4096)) - 2048);
        return kNop;
    }
    /// AMOCAS of 4, 8 and 16 bytes, AMOs and AMOCAS of bytes and half-words. Registers of AMOCAS.Q are even.
    uint32_t narrow_or_wide_amo() {
        if (rnd_.chance(50))
            return 5U << 27 | any({t1, s0, t3}) << 20 | pointer() << 15 | any({2, 3, 4}) << 12 | any({t1, s0}) << 7 |
                   0x2f;
        return any({0, 1, 4, 5, 8, 12, 16, 28}) << 27 | rs() << 20 | pointer() << 15 | any({0, 1}) << 12 | rd() << 7 |
               0x2f;
    }
    uint32_t control_flow() {
        const uint32_t link = rnd_.chance(50) ? uint32_t{ra} : uint32_t{t0};
        switch (rnd_.below(8)) {
            case 0:
            case 1: return 0xce004073 | link << 20;                                     // sspush
            case 2: return 0xcdc04073 | link << 15;                                     // sspopchk
            case 3: return 0xcdc04073 | rd() << 7;                                      // ssrdp
            case 4: return 0x4800302f | rs() << 20 | pointer() << 15 | rd() << 7;       // ssamoswap.d
            case 5: return csrrw(zero, 0x011, pointer());                               // ssp
            case 6: return uint32_t(rnd_.chance(60) ? 0 : rnd_.below(4)) << 12 | 0x17;  // lpad
            default: return jalr(any({zero, ra}), any({a4, a5, t2}), int32_t(rnd_.below(64)) * 4);
        }
    }
    /// Near the last AUIPC mostly: in decoded code, ahead and behind, whole words and halves.
    uint32_t code_store() {
        if (rnd_.chance(20)) return s_type(offset(), s8, a4, 2, 0x23);
        if (rnd_.chance(10)) return amo(1, rd(), s8, a5, false);
        return s_type(int32_t(rnd_.below(48)) * 2 - 40, rnd_.chance(85) ? uint32_t{s8} : uint32_t{t0}, a5,
                      any({2, 2, 2, 1, 0}), 0x23);
    }
    /// vsetvli; loads and stores of all kinds at the data pointers; arithmetic, some of it with scalar results. Strides
    /// and indices are whatever registers hold, so many of them fault midway.
    uint32_t vector() {
        const auto op_v = [&](uint32_t funct6, uint32_t funct3, uint32_t vs1, uint32_t vd) {
            return funct6 << 26 | uint32_t(rnd_.below(2)) << 25 | any({8, 16, 24}) << 20 | vs1 << 15 | funct3 << 12 |
                   vd << 7 | 0x57;
        };
        const uint32_t group = any({8, 16, 24});
        switch (rnd_.below(8)) {
            case 0:
            case 1:
                return any({0, 1, 2, 3, 7, 8, 9, 16, 17, 23, 24, 25, 26}) << 20 | any({zero, t0, t1, s0}) << 15 |
                       7 << 12 | any({t2, s1}) << 7 | 0x57;
            case 2: return op_v(any({0, 2, 9, 0x25, 0x20, 0x17}), 0, any({8, 16}), group);  // OPIVV
            case 3: return op_v(any({0, 0x20, 0x25, 0x2d, 0x3b}), 6, rs(), group);          // OPMVX
            case 4: return op_v(any({0, 4, 0x24, 0x2c}), 1, any({8, 16}), group);           // OPFVV
            case 5: return op_v(0x10, 2, any({0, 16, 17}), rd());  // vmv.x.s, vcpop.m, vfirst.m
            default: {
                const uint32_t mop = any({0, 0, 0, 1, 2, 3}), nf = any({0, 0, 0, 1, 2});
                const uint32_t store = any({0x07, 0x27});
                const uint32_t second = mop == 0   ? any({0, 0, 0, store == 0x07 ? 16u : 0u, 8, 11})
                                        : mop == 2 ? rs()
                                                   : 24;
                return nf << 29 | mop << 26 | uint32_t(rnd_.below(2)) << 25 | second << 20 | pointer() << 15 |
                       any({0, 5, 6, 7}) << 12 | any({8, 16}) << 7 | store;
            }
        }
    }
    uint32_t floating() {
        const uint32_t a = uint32_t(rnd_.below(8)), b = uint32_t(rnd_.below(8)), d = uint32_t(rnd_.below(8));
        const uint32_t rm = any({0, 1, 2, 3, 4, 7, 7});
        switch (rnd_.below(8)) {
            case 0: return r_type(0x01, b, a, rm, d, 0x53);                               // fadd.d
            case 1: return r_type(0x09, b, a, rm, d, 0x53);                               // fmul.d
            case 2: return r_type(0x0d, b, a, rm, d, 0x53);                               // fdiv.d
            case 3: return uint32_t(rnd_.below(8)) << 27 | r_type(1, b, a, rm, d, 0x43);  // fmadd.d
            case 4: return i_type(offset(), pointer(), 3, d, 0x07);                       // fld
            case 5: return s_type(offset(), b, pointer(), 3, 0x27);                       // fsd
            case 6: return r_type(0x69, 2, rs(), rm, d, 0x53);                            // fcvt.d.l
            default: return r_type(0x61, 2, a, rm, rd(), 0x53);                           // fcvt.l.d
        }
    }
    uint32_t csr_access() {
        switch (rnd_.chance(30) ? rnd_.below(8) : rnd_.below(2)) {
            case 0: return csrr(rd(), any({0xc00, 0xc01, 0xc02, 0xc02, 0xc01, 0xc00, 0xb00, csr::mhpmcounter3}));
            case 1: return csrrw(rd(), csr::fcsr, rs());
            case 2: return csrrw(zero, csr::satp, any({s4, s5, zero}));
            case 3: return csrrs(rd(), csr::mstatus, any({s6, zero}));
            case 4: return i_type(int32_t(csr::mstatus), any({s6, s7}), 3, rd(), 0x73);  // csrrc
            case 5: return csrrw(zero, csr::mmpt, any({tp, gp, gp, tp, zero}));
            case 6: return csrrw(rd(), 0x140, rs());  // sscratch
            default: return csrr(rd(), csr::mip);
        }
    }

    /// Two address spaces over the same pages, with permissions of their own, and an MPT.
    void tables(System& s) {
        s.open_pmp();
        for (uint64_t& root : roots_) {
            root = s.pages(1);
            for (uint64_t p = 0; p < kCodePages; ++p)
                s.map(root, kCode + p * 4096, kCode + p * 4096, kPteRwx | (rnd_.chance(98) == user_ ? kPteU : 0));
            for (uint64_t p = 0; p < kDataPages; ++p) {
                uint64_t flags = kPteV | kPteR | kPteA | kPteD;
                if (rnd_.chance(80)) flags |= kPteW;
                if (rnd_.chance(20)) flags |= kPteX;
                if (rnd_.chance(90) == user_) flags |= kPteU;
                if (rnd_.chance(15)) flags &= ~kPteD;
                if (rnd_.chance(5)) flags &= ~kPteA;
                if (rnd_.chance(3)) flags &= ~kPteV;
                if (rnd_.chance(10)) flags |= (1 + rnd_.below(2)) << 61;                   // NC, IO
                if (more_ && rnd_.chance(30)) flags = (flags & ~(kPteR | kPteX)) | kPteW;  // a shadow stack
                s.map(root, kData + p * 4096, kData + rnd_.below(kDataPages) * 4096, flags);
            }
        }
        vroot_ = roots_[1];
        groot_ = s.pages(4, 4);
        mroot_ = s.pages(1);
        for (uint64_t p = 0; p < kCodePages; ++p)
            s.map(groot_, kCode + p * 4096, kCode + p * 4096, kPteRwx | kPteU, true);
        for (uint64_t p = 0; p < kDataPages; ++p)
            s.map(groot_, kData + p * 4096, kData + p * 4096,
                  (rnd_.chance(85)   ? kPteRwx
                   : rnd_.chance(50) ? kPteV | kPteR | kPteA
                                     : 0) |
                      kPteU,
                  true);
        for (uint64_t p = kTables; p < kTables + 0x80000; p += 4096) s.map(groot_, p, p, kPteRwx | kPteU, true);
        for (uint64_t p = kTables; p < kTables + 0x100000; p += 4096) s.mpt(mroot_, p, 3);
        for (uint64_t p = 0; p < kCodePages; ++p) s.mpt(mroot_, kCode + p * 4096, 7);
        constexpr uint64_t kPermissions[] = {3, 3, 3, 7, 3, 3, 3, 3, 1, 0};
        for (uint64_t p = 0; p < kDataPages; ++p) s.mpt(mroot_, kData + p * 4096, kPermissions[rnd_.below(10)]);
    }

    /// Skips the instruction (or returns to the first page after a fault on a fetch), and goes on in another mode.
    void handler(System& s) {
        std::vector<uint32_t> c = {
            csrrw(sp, 0x340, sp),  // mscratch: the handler's block
            sd(t0, 0, sp), sd(t1, 8, sp), sd(t2, 16, sp), ld(t2, 24, sp), addi(t2, t2, 1),
            sd(t2, 24, sp),  // trap count
            csrr(t0, csr::mcause), csrr(t1, csr::mepc),
            0x0002c463 | 0,  // placeholder: bge t0, zero, +8 (exceptions)
            jal(zero, 44),   // interrupts: nothing to skip
            addi(t1, t1, 4), i_type(-13, t0, 0, t0, 0x13), beq(t0, zero, 8),  // cause 13 continues
            addi(t0, t0, 12), beq(t0, zero, 8),                               // cause 1: fetch access
            jal(zero, 20), i_type(7, t2, 7, t1, 0x13), slli(t1, t1, 3), add(t1, t1, sp), ld(t1, 128, t1),
            csrw(csr::mepc, t1),
            // Mode from the count: mstatus.MPP and MPV from a table of eight values.
            i_type(7, t2, 7, t0, 0x13), slli(t0, t0, 3), add(t0, t0, sp), ld(t1, 64, t0), ld(t0, 32, sp),
            csrrs(zero, csr::mstatus, zero), i_type(int32_t(csr::mstatus), t0, 3, zero, 0x73),  // clear MPP, MPV
            csrrs(zero, csr::mstatus, t1),
            // The next timer interrupt: time plus something.
            csrr(t0, csr::time), i_type(3, t2, 7, t1, 0x13), add(t0, t0, t1), addi(t0, t0, 6), csrw(csr::stimecmp, t0),
            ld(t0, 0, sp), ld(t1, 8, sp), ld(t2, 16, sp), ld(a0, 192, sp), ld(a1, 200, sp), ld(a2, 208, sp),
            csrrw(sp, 0x340, sp), kMret};
        c[9] = b_type(8, zero, t0, 5);
        // Causes 12 (fetch page fault), 1 and 20 go back to the start of the code; the chain above is written out.
        c[12] = addi(t0, t0, -12);
        c[13] = beq(t0, zero, 16);  // 12 → restart
        c[14] = addi(t0, t0, 11);
        c[15] = beq(t0, zero, 8);  // 1 → restart
        c[16] = jal(zero, 20);
        s.put(kHandler, c);
        for (uint32_t h = 0; h < s.setup.harts; ++h) {
            const uint64_t block = kHandler + 0x1000 + h * 0x1000;
            s.w64(block + 32, uint64_t{3} << 11 | uint64_t{1} << 39);
            for (int i = 0; i < 8; ++i) {
                const uint64_t below = user_ ? 0 : 1;
                const uint64_t kModes[] = {below, below, below, below, below, rnd_.chance(10) ? 1 - below : 3};
                uint64_t v = kModes[rnd_.below(6)] << 11;
                if (v != uint64_t{3} << 11 && rnd_.chance(50)) v |= uint64_t{1} << 39;
                s.w64(block + 64 + 8 * uint64_t(i), v);
                s.w64(block + 128 + 8 * uint64_t(i), kCode + rnd_.below(kCodePages * 1024) * 4);
            }
        }
    }

    void registers(System& s, uint32_t h) {
        HartState& st = s.state(h);
        st.mscratch = kHandler + 0x1000 + h * 0x1000;
        for (uint32_t r : {t0, t1, t2, s0, s1, t3, t4, t5, t6})
            st.x[r] = rnd_.chance(50) ? rnd_.next() : rnd_.below(64);
        for (uint32_t r : {a0, a1, a2, a3}) st.x[r] = kData + rnd_.below(kDataPages) * 4096 + 2048;
        for (uint32_t i = 0; i < 3; ++i) s.w64(st.mscratch + 192 + 8 * i, st.x[a0 + i]);
        st.x[a4] = st.x[s9] = kCode + 0x400;
        st.x[a5] = st.x[s10] = kCode + rnd_.below(kCodePages) * 4096 + 0x800;
        st.x[s2] = kData + 4096;
        st.x[s3] = kData + (kDataPages - 1) * 4096;
        st.x[a6] = kData + (1 + rnd_.below(kDataPages - 2)) * 4096;
        st.x[a7] = kData + (1 + rnd_.below(kDataPages - 2)) * 4096;
        if (more_) {
            for (const uint32_t r : {s2, s3, a6, a7, a0, a1})
                if (rnd_.chance(60)) st.x[r] |= rnd_.below(64) << 58;
            st.ssp = kData + rnd_.below(kDataPages) * 4096 + 2048;
        }
        st.x[s4] = uint64_t{8} << 60 | uint64_t{1} << 44 | roots_[0] >> 12;
        st.x[s5] = uint64_t{8} << 60 | uint64_t{2} << 44 | roots_[1] >> 12;
        st.x[s6] = (uint64_t{1} << 18) | (uint64_t{1} << 19);  // SUM, MXR
        st.x[s7] = (uint64_t{1} << 17) | (uint64_t{1} << 19);  // MPRV, MXR
        st.x[s8] = addi(t0, t0, 1);
        st.x[tp] = uint64_t{1} << 60 | uint64_t{1} << 52 | mroot_ >> 12;
        st.x[gp] = uint64_t{1} << 60 | uint64_t{2} << 52 | mroot_ >> 12;
        for (int i = 0; i < 8; ++i) st.f[i] = rnd_.chance(70) ? mix(rnd_.next()) : uint64_t{0x3ff} << 52;
        st.satp = st.x[s4];
        st.vsatp = uint64_t{8} << 60 | vroot_ >> 12;
        st.hgatp = uint64_t{8} << 60 | uint64_t{1} << 44 | groot_ >> 12;
        st.mmpt = rnd_.chance(80) ? st.x[tp] : 0;
        st.mcounteren = st.hcounteren = st.scounteren = 7;
        // CBO enables, PBMTE, STCE, ADUE.
        st.menvcfg = 0xf0 | uint64_t{6} << 61 | (rnd_.chance(50) ? uint64_t{1} << 61 : 0);
        st.henvcfg = 0xf0 | (st.menvcfg & uint64_t{3} << 61);
        st.senvcfg = 0xf0;
        if (more_) {
            // SSE, PMM = 2 or 3, and LPE of one mode or the other.
            const auto extra = [&] { return uint64_t{8} | (2 + rnd_.below(2)) << 32 | (rnd_.chance(40) ? 4 : 0); };
            st.menvcfg |= extra();
            st.henvcfg |= extra();
            st.senvcfg |= extra();
            st.mseccfg |= rnd_.chance(50) ? uint64_t{2} << 32 : 0;
        }
        st.mstatus |= kStatusFs | kStatusVs;
        st.vsstatus |= kStatusFs | kStatusVs;
        st.vector.vtype = 0, st.vector.vl = 16;
        st.hstatus |= uint64_t{1} << 8 | uint64_t{1} << 9;
        st.mie = 1 << 5 | 1 << 7;  // STIE, MTIE
        st.mstatus |= 1 << 3;      // MIE: the one way out of a loop in M-mode
        s.tiles[h].log.one_shot = &s.hart(h);
        st.hpm[3].event = 2;
        s.hart(h).privileged().refresh();
        st.pc = kCode + h * 0x800;
    }

    Random rnd_;
    const bool user_;  ///< the code belongs to user mode
    const bool more_;
    uint64_t roots_[2]{}, vroot_ = 0, groot_ = 0, mroot_ = 0;
};

}  // namespace covesim::test
