// A hart without memory: state, a programmable environment that logs fences, and short ways to enter a mode and to use
// a CSR as an instruction would. Tests use literal numbers from the manuals, never the names of the code under test.
#pragma once
#include <catch2/catch.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cpu/priv/privileged.h"

namespace covesim::test {

enum class In { M, HS, U, VS, VU };
inline constexpr In kModes[] = {In::M, In::HS, In::U, In::VS, In::VU};

inline std::string name(In m) {
    const char* names[] = {"M", "HS", "U", "VS", "VU"};
    return names[int(m)];
}

struct FakeEnv final : HartEnv {
    uint64_t now = 0, cycles = 0, retired = 0;
    std::map<uint16_t, uint64_t> events;
    std::vector<std::string> fences;
    unsigned turns = 0;  ///< how often an instruction waited for its turn

    void await_turn() override { ++turns; }
    uint64_t time() override { return now; }
    uint16_t entropy(uint64_t n) override { return uint16_t(0x1234 + n); }
    uint64_t cycle() override { return cycles; }
    uint64_t instret() override { return retired; }
    uint64_t event_count(uint16_t e) override { return events[e]; }

    void log(std::string what, const FenceArgs& a) {
        if (a.by_address) what += " address " + std::to_string(a.address);
        if (a.by_id) what += " id " + std::to_string(a.id);
        fences.push_back(what);
    }
    void sfence_vma(const FenceArgs& a, bool v) override { log(v ? "sfence.vma V" : "sfence.vma", a); }
    void hfence_vvma(const FenceArgs& a) override { log("hfence.vvma", a); }
    void hfence_gvma(const FenceArgs& a) override { log("hfence.gvma", a); }
    void mfence_pa(const FenceArgs& a) override { log("mfence.pa", a); }
    void sinval_vma(const FenceArgs& a, bool v) override { log(v ? "sinval.vma V" : "sinval.vma", a); }
    void hinval_vvma(const FenceArgs& a) override { log("hinval.vvma", a); }
    void hinval_gvma(const FenceArgs& a) override { log("hinval.gvma", a); }
    void minval_pa(const FenceArgs& a) override { log("minval.pa", a); }
    void sfence_w_inval() override { fences.push_back("sfence.w.inval"); }
    void sfence_inval_ir() override { fences.push_back("sfence.inval.ir"); }
};

struct Hart {
    HartState s;
    FakeEnv env;
    Privileged p;

    explicit Hart(const PrivParams& params = {}, const HartFeatures& features = {}) : p(s, env, params, features) {
        p.reset(0);
    }

    /// Enters a mode without side effects.
    void enter(In m) {
        p.counters().change_mode(m == In::M                   ? Priv::M
                                 : m == In::HS || m == In::VS ? Priv::S
                                                              : Priv::U,
                                 m == In::VS || m == In::VU);
    }
    /// Opens everything that M-mode software can open for the levels below it.
    void open() {
        enter(In::M);
        w(0x300, r(0x300) | 0x6000);  // FS = Dirty
        w(0x200, 0x6000);             // vsstatus.FS
        for (unsigned csr : {0x306u, 0x106u, 0x606u, 0x30cu, 0x30du, 0x30eu, 0x30fu, 0x60cu, 0x60du, 0x60eu, 0x60fu}) {
            w(csr, ~uint64_t{0});
        }
        w(0x30a, 0xe0000000000000f1);  // menvcfg: everything
        w(0x60a, 0xe0000000000000f1);  // henvcfg
        w(0x747, 0x300);               // mseccfg: seed for S and U
    }

    /// csrrs x, csr, x0 in the current mode.
    CsrResult read(unsigned csr) { return p.access(csr, CsrOp::Set, 0, true, false); }
    /// csrrw x, csr, value in the current mode.
    CsrResult write(unsigned csr, uint64_t v) { return p.access(csr, CsrOp::Write, v, true, true); }

    /// Must succeed in the current mode.
    uint64_t r(unsigned csr) {
        const CsrResult x = read(csr);
        INFO("read of CSR 0x" << std::hex << csr);
        REQUIRE(x.status == Legal::Ok);
        return x.old;
    }
    void w(unsigned csr, uint64_t v) {
        INFO("write of CSR 0x" << std::hex << csr);
        REQUIRE(write(csr, v).status == Legal::Ok);
    }
    /// Writes, then reads back, as M-mode.
    uint64_t wr(unsigned csr, uint64_t v) {
        w(csr, v);
        return r(csr);
    }
};

/// 'o' permitted, 'i' illegal instruction, 'v' virtual instruction.
inline char letter(Legal l) { return l == Legal::Ok ? 'o' : l == Legal::Illegal ? 'i' : 'v'; }

}  // namespace covesim::test
