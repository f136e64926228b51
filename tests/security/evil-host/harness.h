// Cases, probes and the machine's parts as the malicious host knows them.
#pragma once
#include <stdint.h>

#include "firmware/lib/console.h"
#include "firmware/lib/csr.h"
#include "firmware/lib/print.h"
#include "firmware/lib/sbi.h"

namespace covesim::security {

using fw::sbi::Ret;

/// Counts and output of the whole run.
struct Score {
    unsigned executed = 0, failed = 0;
    fw::SbiConsole console;
};
Score& score();

/// One case: its name is "a/b/c"; the first failed expectation is printed with it.
class Case {
  public:
    Case(const char* a, const char* b, const char* c = nullptr, const char* d = nullptr);
    ~Case();
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;

    void expect(bool ok, const char* what, uint64_t got = 0);
    void equal(const char* what, uint64_t got, uint64_t want);
    /// The call was refused with this error.
    void refused(Ret r, int64_t error);

  private:
    fw::TextBuffer<100> name_;
    fw::TextBuffer<120> why_;
};

/// A failure without a case: set-up that did not work. Ends the machine.
[[noreturn]] void give_up(const char* what, uint64_t value = 0);
void need(Ret r, const char* what);

/// What the last armed instruction did on this hart.
struct Trap {
    bool taken = false, gva = false;
    uint64_t cause = 0, tval = 0, htval = 0, htinst = 0, result = 0;
};
using Probe = uint64_t (*)(uint64_t address, uint64_t value);
Trap probe(Probe p, uint64_t address, uint64_t value);
/// Traps that have been taken on hart 1 or 0 outside of a probe end the machine.

/// Physical memory with 256 MiB of RAM and one or two harts.
inline constexpr uint64_t kRdsm = 0x8000'0000, kTsmImage = 0x8020'0000, kHostBegin = 0x8040'0000,
                          kTsmPool = 0x8fa0'0000, kMptPool = 0x8fe0'0000, kRamEnd = 0x9000'0000, kMailbox = 0x1020'0000,
                          kEncryption = 0x1021'0000, kAclint = 0x0200'0000, kUart = 0x1000'0000;

/// COVH to domain 1.
Ret covh(uint64_t fid, uint64_t a0 = 0, uint64_t a1 = 0, uint64_t a2 = 0, uint64_t a3 = 0, uint64_t a4 = 0,
         uint64_t a5 = 0);

}  // namespace covesim::security

extern "C" {
uint64_t evil_ld(uint64_t, uint64_t), evil_lw(uint64_t, uint64_t), evil_lhu(uint64_t, uint64_t),
    evil_lbu(uint64_t, uint64_t), evil_fld(uint64_t, uint64_t), evil_flw(uint64_t, uint64_t),
    evil_sd(uint64_t, uint64_t), evil_sw(uint64_t, uint64_t), evil_sh(uint64_t, uint64_t), evil_sb(uint64_t, uint64_t),
    evil_fsd(uint64_t, uint64_t), evil_amoadd(uint64_t, uint64_t), evil_amoswap(uint64_t, uint64_t),
    evil_amomax(uint64_t, uint64_t), evil_lr(uint64_t, uint64_t), evil_lrw(uint64_t, uint64_t),
    evil_sc(uint64_t, uint64_t), evil_fetch(uint64_t, uint64_t), evil_vs_fetch(uint64_t, uint64_t),
    evil_cbo_inval(uint64_t, uint64_t), evil_cbo_clean(uint64_t, uint64_t), evil_cbo_flush(uint64_t, uint64_t),
    evil_cbo_zero(uint64_t, uint64_t), evil_hlv_d(uint64_t, uint64_t), evil_hlv_bu(uint64_t, uint64_t),
    evil_hlvx_hu(uint64_t, uint64_t), evil_hlvx_wu(uint64_t, uint64_t), evil_hsv_d(uint64_t, uint64_t),
    evil_hsv_b(uint64_t, uint64_t);
}
