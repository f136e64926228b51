// A malicious host in the place of the host VMM, against the real TSM and TSM driver: one line for each case, and the
// machine's exit code says whether all of them passed. Needs 256 MiB of RAM and two harts.
#include "firmware/host-vmm/description.h"
#include "firmware/lib/fdt.h"
#include "firmware/lib/memory.h"
#include "tests/security/evil-host/victim.h"
#include "tests/security/registers.h"

using namespace covesim;
using namespace covesim::fw;
using namespace covesim::security;
using namespace covesim::fw::sbi::covh;

extern "C" char evil_image_start[], evil_image_end[];

namespace {

World world;
constexpr unsigned kOwnCases = 3;

void layout(const Fdt& tree) {
    Case c{"layout", "memory"};
    const Span memory = tree.reg(tree.find("/memory"));
    c.equal("host memory begins", memory.base, kHostBegin);
    c.equal("host memory ends", memory.end(), kTsmPool);
    c.expect(!tree.find_compatible("covesim,root-of-trust"), "the host sees the root of trust");
    c.expect(!tree.find_compatible("covesim,encryption-table"), "the host sees the encryption table");
}

void scrubbed(World& w) {
    Case c{"end", "reclaimed-memory-is-zero"};
    const Victim& v = w.runner;
    need(covh(kDestroyTvm, v.id), "destroy_tvm");
    const struct {
        uint64_t pa, pages;
    } all[] = {{v.root, 4},
               {v.state, v.state_pages},
               {v.vcpu, 1},
               {v.tables, Victim::kTables},
               {v.spare, Victim::kSpare},
               {v.image, v.image_pages},
               {v.pattern, 1},
               {w.unassigned, 1}};
    start_other([](uint64_t) { return uint64_t(covh(kLocalFence).error); }, 0);
    wait_other();
    for (const auto& s : all) {
        c.refused(covh(kReclaimPages, s.pa, s.pages), 0);
        for (uint64_t a = s.pa; a < s.pa + s.pages * kPageSize; a += 8)
            c.equal("word", *reinterpret_cast<volatile uint64_t*>(a), 0);
    }
}

}  // namespace

extern "C" [[noreturn]] void evil_main(uint64_t, const void* blob) {
    World& w = world;
    csr_set<csr::sstatus>(3 << 13);
    const Fdt tree{blob, 1 << 20};
    if (!tree.ok()) give_up("no device tree");
    layout(tree);
    host::read_memory(tree, {reinterpret_cast<uint64_t>(blob), tree.total_size()},
                      {reinterpret_cast<uint64_t>(evil_image_start), uint64_t(evil_image_end - evil_image_start)},
                      w.arena);
    w.shm = reinterpret_cast<cove::NaclShmem*>(w.arena.take(sizeof *w.shm));
    w.shm_of_other = reinterpret_cast<cove::NaclShmem*>(w.arena.take(sizeof *w.shm));
    w.arena.take(kPageSize);
    w.host_page = w.arena.take(kPageSize);
    w.arena.take(kPageSize);
    for (unsigned i = 0; i < 512; ++i) reinterpret_cast<uint64_t*>(w.host_page)[i] = kHostWord;
    need(sbi::call(sbi::kNacl, sbi::routed(1, sbi::nacl::kSetupShmem), reinterpret_cast<uint64_t>(w.shm), 0, 0),
         "setup_shmem");
    w.unassigned = converted(w, 1);
    build(w, w.runner);
    build(w, w.other);
    need(covh(kFinalizeTvm, w.runner.id, kTvmMemory, 0, 0), "finalize_tvm");

    exits_until_pause(w);
    reach(w);
    calls(w);
    endings(w);
    build_two_vcpus(w);
    fences(w);
    rfences(w);
    two_vcpus(w);
    exits_after_attack(w);
    {
        Case c{"end", "dead-vcpu-does-not-run"};
        c.refused(covh(kRunVcpu, w.runner.id, 0), sbi::kInvalidParam);
    }
    scrubbed(w);

    Score& s = score();
    const unsigned declared = kOwnCases + declared_exits() + declared_reach() + declared_calls() + declared_endings() +
                              declared_fences() + declared_rfences() + declared_two_vcpus();
    print(s.console, "evil-host: {} cases declared, {} executed, {} failed\n", declared, s.executed, s.failed);
    s.console.flush();
    const bool ok = s.failed == 0 && s.executed == declared;
    for (;;)
        sbi::call(sbi::kSrst, sbi::srst::kReset, sbi::srst::kShutdown,
                  ok ? sbi::srst::kNoReason : sbi::srst::kSystemFailure);
}
