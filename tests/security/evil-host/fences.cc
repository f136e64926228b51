// Two harts and the fence protocol: while one of them has not fenced since a conversion, it may still reach the page
// through what it has cached, so nobody may use the page. CoVE: global_fence, local_fence; threat T017.
#include "firmware/lib/insn.h"
#include "tests/security/evil-host/victim.h"
#include "tests/security/registers.h"

extern "C" void evil_secondary();

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

namespace {

constexpr int64_t kBadParam = -3, kBadAddress = -5, kStarted = -7, kFailed = -1;
constexpr uint64_t kP = kPageSize, kGpa = kDemandGpa + 128 * kP;

volatile struct {
    uint64_t (*function)(uint64_t);
    uint64_t argument, result;
    uint64_t ready;
} job;

uint64_t local_fence(uint64_t) { return uint64_t(covh(kLocalFence).error); }
/// Leaves a translation and the data in this hart's caches.
uint64_t touch(uint64_t pa) {
    probe(evil_sd, pa, 0x5354'414c'45);
    return probe(evil_ld, pa, 0).result;
}
uint64_t load_cause(uint64_t pa) {
    const Trap t = probe(evil_ld, pa, 0);
    return t.taken ? t.cause : 0;
}
uint64_t store_through_stale(uint64_t pa) { return probe(evil_sd, pa, 0x5354'414c'4521).taken; }

uint64_t on_other(uint64_t (*f)(uint64_t), uint64_t argument) {
    start_other(f, argument);
    return wait_other();
}

Ret zero_page(World& w, uint64_t pa, uint64_t gpa) { return covh(kAddZeroPages, w.runner.id, pa, 0, 1, gpa); }

}  // namespace

void start_other(uint64_t (*f)(uint64_t), uint64_t argument) {
    job.argument = argument;
    job.function = f;
    __atomic_store_n(&job.ready, 1, __ATOMIC_RELEASE);
}

uint64_t wait_other() {
    while (__atomic_load_n(&job.ready, __ATOMIC_ACQUIRE)) pause();
    return job.result;
}

void start_hart_1(World& w) {
    job.ready = 1;
    job.function = [](uint64_t) { return uint64_t{0}; };
    need(sbi::call(sbi::kHsm, sbi::hsm::kStart, 1, reinterpret_cast<uint64_t>(evil_secondary), 0), "hart_start");
    wait_other();
    const auto set_up = [](uint64_t shm) {
        return uint64_t(sbi::call(sbi::kNacl, sbi::routed(1, sbi::nacl::kSetupShmem), shm, 0, 0).error);
    };
    if (const uint64_t error = on_other(set_up, reinterpret_cast<uint64_t>(w.shm_of_other)))
        give_up("setup_shmem", error);
}

unsigned declared_fences() { return 19; }

void fences(World& w) {
    start_hart_1(w);
    const uint64_t page = w.arena.take(kP), second = w.arena.take(kP), third = w.arena.take(8 * kP, 4 * kP);
    on_other(touch, page);
    on_other(warm_page, page);
    need(covh(kConvertPages, page, 1), "convert");
    {
        Case c{"fence", "converted-unfenced"};
        c.refused(zero_page(w, page, kGpa), kBadAddress);
        c.refused(covh(kAddPageTablePages, w.runner.id, page, 1), kBadAddress);
        c.refused(covh(kReclaimPages, page, 1), kBadAddress);
        c.equal("own load", load_cause(page), 5);
    }
    need(covh(kGlobalFence), "global_fence");
    {
        Case c{"fence", "one-hart-missing-zero"};
        c.refused(zero_page(w, page, kGpa), kBadAddress);
    }
    {
        Case c{"fence", "one-hart-missing-table"};
        c.refused(covh(kAddPageTablePages, w.runner.id, page, 1), kBadAddress);
    }
    {
        Case c{"fence", "one-hart-missing-measured"};
        c.refused(covh(kAddMeasuredPages, w.other.id, w.host_page, page, 0, 1, kGpa), kBadAddress);
    }
    {
        Case c{"fence", "one-hart-missing-vcpu"};
        c.refused(covh(kCreateVcpu, w.other.id, 1, page), kBadAddress);
    }
    {
        Case c{"fence", "one-hart-missing-reclaim"};
        c.refused(covh(kReclaimPages, page, 1), kBadAddress);
    }
    {
        Case c{"fence", "fence-under-way"};
        c.refused(covh(kGlobalFence), kStarted);
        need(covh(kLocalFence), "local_fence");
        // This hart's fences do not count for the other.
        c.refused(covh(kGlobalFence), kStarted);
        c.refused(zero_page(w, page, kGpa), kBadAddress);
    }
    // Until it fences, the other hart may still write; the page is cleaned when it is assigned.
    on_other(store_through_stale, page);
    {
        Case c{"fence", "other-hart-fences"};
        c.equal("local_fence", on_other(local_fence, 0), 0);
        c.equal("stale load", on_other(load_cause, page), 5);
        c.equal("stale way", on_other(first_stale, page), 0);
    }
    {
        Case c{"fence", "assigned-when-fenced"};
        c.refused(zero_page(w, page, kGpa), 0);
        c.equal("load on the other hart", on_other(load_cause, page), 5);
    }
    // A page that was converted while a fence was under way belongs to the next one.
    need(covh(kConvertPages, second, 1), "convert");
    need(covh(kGlobalFence), "global_fence");
    need(covh(kConvertPages, third, 8), "convert");
    on_other(local_fence, 0);
    {
        Case c{"fence", "fenced-before-conversion"};
        c.refused(zero_page(w, third, kGpa + kP), kBadAddress);
    }
    {
        Case c{"fence", "fenced-after-conversion"};
        c.refused(zero_page(w, second, kGpa + kP), 0);
    }
    {
        // A stopped hart holds nothing; starting it again fences.
        Case c{"fence", "stopped-hart"};
        need(covh(kGlobalFence), "global_fence");
        c.refused(zero_page(w, third, kGpa + 2 * kP), kBadAddress);
        start_other([](uint64_t) { return uint64_t(sbi::call(sbi::kHsm, sbi::hsm::kStop).error); }, 0);
        while (sbi::call(sbi::kHsm, sbi::hsm::kStatus, 1).value != sbi::hsm::kStopped) pause();
        c.refused(zero_page(w, third, kGpa + 2 * kP), 0);
        start_hart_1(w);
        c.equal("load after the start", on_other(load_cause, third), 5);
        c.equal("load after the start", on_other(load_cause, third + kP), 5);
    }
}

// Hart 1 runs the TVM.
void while_running(World& w) {
    {
        Case c{"running", "destroy"};
        c.refused(covh(kDestroyTvm, w.runner.id), kFailed);
    }
    {
        Case c{"running", "run-again"};
        c.refused(covh(kRunVcpu, w.runner.id, 0), kBadParam);
    }
    {
        Case c{"running", "reclaim-code"};
        c.refused(covh(kReclaimPages, w.runner.image, 1), kBadAddress);
    }
    {
        Case c{"running", "load-code"};
        const Trap t = probe(evil_ld, w.runner.image, 0x55);
        c.equal("cause", t.cause, 5);
        c.equal("destination", t.result, 0x55);
    }
    {
        Case c{"running", "nacl-of-other-hart"};
        c.refused(covh(kConvertPages, reinterpret_cast<uint64_t>(w.shm_of_other), 3), kBadAddress);
    }
    const uint64_t page = w.arena.take(kP);
    need(covh(kConvertPages, page, 1), "convert");
    need(covh(kGlobalFence), "global_fence");
    {
        // A hart that runs a TVM has not fenced its host's translations.
        Case c{"running", "assign-unfenced"};
        c.refused(zero_page(w, page, kGpa + 3 * kP), kBadAddress);
        c.refused(covh(kReclaimPages, page, 1), kBadAddress);
    }
    {
        Case c{"running", "remove-without-trap"};
        // The running vCPU may hold the translation: invalidated, but not fenced until it traps.
        c.refused(covh(kInvalidatePages, w.runner.id, kSharedGpa, kP), 0);
        c.refused(covh(kRemovePages, w.runner.id, kSharedGpa, kP), kBadAddress);
        c.refused(covh(kValidatePages, w.runner.id, kSharedGpa, kP), 0);
    }
}

}  // namespace covesim::security

extern "C" void evil_secondary_main() {
    using namespace covesim::fw;
    using namespace covesim::security;
    csr_set<csr::sstatus>(3 << 13);
    for (;;) {
        while (!__atomic_load_n(&job.ready, __ATOMIC_ACQUIRE)) pause();
        job.result = job.function(job.argument);
        __atomic_store_n(&job.ready, 0, __ATOMIC_RELEASE);
    }
}
