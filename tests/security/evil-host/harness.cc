#include "tests/security/evil-host/harness.h"

#include <initializer_list>

#include "firmware/lib/panic.h"

namespace covesim::security {

using namespace fw;

namespace {

struct Armed {
    bool armed;
    Trap trap;
};
Armed armed[2];
Score the_score;

unsigned this_hart() {
    uint64_t tp;
    asm volatile("mv %0, tp" : "=r"(tp));
    return tp & 1;
}

}  // namespace

Score& score() { return the_score; }

Case::Case(const char* a, const char* b, const char* c, const char* d) {
    for (const char* part : {a, b, c, d}) {
        if (!part) break;
        if (name_.length) name_.put('/');
        for (; *part; ++part) name_.put(*part);
    }
}

Case::~Case() {
    ++the_score.executed;
    if (why_.length) {
        ++the_score.failed;
        print(the_score.console, "FAIL {} {}\n", static_cast<const char*>(name_.text),
              static_cast<const char*>(why_.text));
    } else {
        print(the_score.console, "PASS {}\n", static_cast<const char*>(name_.text));
    }
}

void Case::expect(bool ok, const char* what, uint64_t got) {
    if (!ok && !why_.length) print(why_, "{} ({x})", what, got);
}

void Case::equal(const char* what, uint64_t got, uint64_t want) {
    if (got != want && !why_.length) print(why_, "{}: {x}, expected {x}", what, got, want);
}

void Case::refused(Ret r, int64_t error) {
    if (r.error != error && !why_.length) print(why_, "error {}, expected {}", r.error, error);
}

void give_up(const char* what, uint64_t value) {
    print(the_score.console, "\nGIVEN UP {} ({x})\n", what, value);
    the_score.console.flush();
    for (;;) sbi::call(sbi::kSrst, sbi::srst::kReset, sbi::srst::kShutdown, sbi::srst::kSystemFailure);
}

void need(Ret r, const char* what) {
    if (r.error) give_up(what, uint64_t(r.error));
}

Trap probe(Probe p, uint64_t address, uint64_t value) {
    Armed& a = armed[this_hart()];
    a = {true, {}};
    const uint64_t result = p(address, value);
    a.armed = false;
    a.trap.result = result;
    return a.trap;
}

Ret covh(uint64_t fid, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5) {
    return sbi::call(sbi::kCovh, sbi::routed(1, fid), a0, a1, a2, a3, a4, a5);
}

}  // namespace covesim::security

void covesim::fw::panic(const char* what, uint64_t value) { covesim::security::give_up(what, value); }

extern "C" void evil_trap(uint64_t* x) {
    using namespace covesim::fw;
    using namespace covesim::security;
    constexpr uint64_t kSpv = 1 << 7, kGva = 1 << 6, kSpp = 1 << 8;
    Armed& a = armed[this_hart()];
    if (!a.armed) give_up("trap", csr_read<csr::scause>() << 56 | csr_read<csr::sepc>());
    a.armed = false;
    a.trap.taken = true;
    a.trap.cause = csr_read<csr::scause>();
    a.trap.tval = csr_read<csr::stval>();
    a.trap.htval = csr_read<csr::htval>();
    a.trap.htinst = csr_read<csr::htinst>();
    a.trap.gva = csr_read<csr::hstatus>() & kGva;
    csr_clear<csr::hstatus>(kSpv);
    csr_set<csr::sstatus>(kSpp);
    csr_write<csr::sepc>(x[31]);
}
