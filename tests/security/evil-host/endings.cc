// TVMs that end: each by one access that no answer of the host could serve. The host sees that it ended and nothing
// else. And the protocol by which a TVM takes a shared page back, against a host that does not do its part.
#include "tests/security/evil-host/exits.h"

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

namespace {

constexpr uint64_t kEcall = 10, kFetchFault = 20, kLoadFault = 21;
constexpr int64_t kFailed = -1, kBadParam = -3, kBadAddress = -5;

struct Ending {
    const char* name;
    Mission mission;
    uint64_t scause;
};
constexpr Ending kEndings[] = {
    {"fetch-from-shared", kFetchShared, kFetchFault}, {"load-from-nowhere", kLoadNowhere, kLoadFault},
    {"walk-in-mmio", kWalkMmio, kLoadFault},          {"fetch-from-mmio", kFetchMmio, kFetchFault},
    {"load-beyond-limit", kLoadBeyond, kLoadFault},
};

Exit e;

void start(World& w, Victim& v, Mission mission) {
    build(w, v);
    need(covh(kFinalizeTvm, v.id, kTvmMemory, mission, 0), "finalize_tvm");
}
void run(World& w, const Victim& v) { run_vcpu(e, *w.shm, v.id, 1, {}, 0); }

uint64_t shared_page(World& w) {
    const uint64_t page = w.arena.take(kPageSize);
    for (unsigned i = 0; i < 512; ++i) reinterpret_cast<uint64_t*>(page)[i] = 0;
    *reinterpret_cast<uint64_t*>(page + kInPage) = kSharedWord;
    return page;
}

/// Serves exits until the TVM ends.
void run_to_end(World& w, const Victim& v) {
    for (unsigned exits = 0; exits < 20; ++exits) {
        run(w, v);
        if (e.error()) give_up("run_tvm_vcpu", e.error());
        if (e.value()) return;
        if (e.after.scause == kEcall) continue;  // yes to everything
        if (w.shm->csrs[cove::kNaclHtval] << 2 != kSharedGpa) give_up("fault", w.shm->csrs[cove::kNaclHtval] << 2);
        need(covh(kAddSharedPages, v.id, shared_page(w), cove::kPage4K, 1, kSharedGpa), "add_tvm_shared_pages");
    }
    give_up("the TVM does not end");
}

void ending(World& w, const Ending& n) {
    Victim v;
    start(w, v, n.mission);
    run_to_end(w, v);
    {
        Case c{"ending", n.name, "registers"};
        check_registers(c, e);
    }
    {
        Case c{"ending", n.name, "csrs"};
        check_csrs(c, e, n.scause, 0);
    }
    {
        Case c{"ending", n.name, "shared-memory"};
        check_shared_memory(c, e, *w.shm, nullptr, 0);
    }
    {
        Case c{"ending", n.name, "dead"};
        c.refused(covh(kRunVcpu, v.id, 0), kBadParam);
        c.refused(covh(kDestroyTvm, v.id), 0);
        c.refused(covh(kDestroyTvm, v.id), kBadParam);
        c.refused(covh(kReclaimPages, v.image, v.image_pages), 0);
    }
}

void take_back(World& w) {
    Victim v;
    start(w, v, kUnshare);
    run(w, v);  // share
    run(w, v);  // load
    const uint64_t page = shared_page(w), gpa = kSharedGpa;
    need(covh(kAddSharedPages, v.id, page, cove::kPage4K, 1, gpa), "add_tvm_shared_pages");
    run(w, v);  // unshare
    if (e.error() || e.after.scause != kEcall) give_up("unshare", e.after.scause);
    {
        Case c{"unshare", "done-but-mapped"};
        run(w, v);
        c.equal("error", e.error(), uint64_t(kFailed));
        c.refused(covh(kAddSharedPages, v.id, page, cove::kPage4K, 1, gpa), kBadAddress);
    }
    {
        Case c{"unshare", "done-but-only-invalidated"};
        c.refused(covh(kInvalidatePages, v.id, gpa, kPageSize), 0);
        run(w, v);
        c.equal("error", e.error(), uint64_t(kFailed));
        c.refused(covh(kRemovePages, v.id, gpa, kPageSize), kBadAddress);  // not fenced
    }
    {
        Case c{"unshare", "mapped-page-not-convertible"};
        c.refused(covh(kConvertPages, page, 1), kBadAddress);
    }
    {
        Case c{"unshare", "removed"};
        c.refused(covh(kTvmFence, v.id), 0);
        c.refused(covh(kRemovePages, v.id, gpa, kPageSize), 0);
        c.refused(covh(kConvertPages, page, 1), 0);
    }
    {
        Case c{"unshare", "private-again"};
        run(w, v);
        c.equal("scause", e.after.scause, kLoadFault);
        c.refused(covh(kAddSharedPages, v.id, w.host_page, cove::kPage4K, 1, gpa), kBadAddress);
        c.refused(covh(kAddZeroPages, v.id, v.next_spare(), cove::kPage4K, 1, gpa), 0);
        run(w, v);
        // The TVM found zeros: a shutdown without a failure.
        c.equal("scause", e.after.scause, kEcall);
        c.equal("reason", w.shm->gprs[11], 0);
        c.expect(e.value() != 0, "not the end");
    }
    need(covh(kDestroyTvm, v.id), "destroy_tvm");
}

}  // namespace

unsigned declared_endings() { return 4 * sizeof kEndings / sizeof *kEndings + 5; }

void endings(World& w) {
    for (const Ending& n : kEndings) ending(w, n);
    take_back(w);
}

}  // namespace covesim::security
