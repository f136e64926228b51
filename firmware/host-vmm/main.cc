// Host VMM: finds the TSM, runs the one TVM that the device tree describes, gives the memory back, stops the platform.
#include "firmware/abi/cove.h"
#include "firmware/host-vmm/tvm.h"
#include "firmware/lib/panic.h"

using namespace covesim;
using namespace covesim::fw;
using namespace covesim::host;

extern "C" char covesim_image_start[], covesim_image_end[];

namespace {

[[noreturn]] void shutdown(bool ok) {
    for (;;)
        sbi::call(sbi::kSrst, sbi::srst::kReset, sbi::srst::kShutdown,
                  ok ? sbi::srst::kNoReason : sbi::srst::kSystemFailure);
}

uint64_t probe(uint64_t eid, uint64_t sdid = 0) {
    return sbi::call(sbi::kBase, sbi::routed(sdid, sbi::base::kProbe), eid).value;
}

// NACL belongs to the TSM (with H in the hart, M-mode firmware does not offer it), so its domain is asked.
uint64_t find_tsm(Log& log) {
    if (!probe(sbi::kSupd) || !probe(sbi::kCovh)) fail(log, "firmware without SUPD or COVH");
    const uint64_t domains = sbi::call(sbi::kSupd, sbi::supd::kActiveDomains).value;
    for (uint64_t sdid = 1; sdid < 64; ++sdid)
        if (domains >> sdid & 1 && probe(sbi::kNacl, sdid)) return sdid;
    fail(log, "no supervisor domain with a TSM");
}

}  // namespace

void covesim::host::fail(Log& log, const char* what, int64_t error) {
    if (error) log.line("FAILED: {} (error {})", what, error);
    else log.line("FAILED: {}", what);
    shutdown(false);
}

void covesim::fw::panic(const char* what, uint64_t value) {
    Log log;
    log.line("panic: {} ({x})", what, value);
    shutdown(false);
}

extern "C" [[noreturn]] void covesim_host_trap(uint64_t scause, uint64_t sepc, uint64_t stval) {
    Log log;
    log.line("trap: scause {x} sepc {x} stval {x}", scause, sepc, stval);
    shutdown(false);
}

extern "C" [[noreturn]] void covesim_host_main(uint64_t hart, const void* blob) {
    Log log;
    const Fdt tree{blob, 1 << 20};
    if (!tree.ok()) fail(log, "no device tree");
    TvmDescription description;
    if (const char* wrong = read_description(tree, description)) fail(log, wrong);
    Arena arena;
    read_memory(tree, {reinterpret_cast<uint64_t>(blob), tree.total_size()},
                {reinterpret_cast<uint64_t>(covesim_image_start), uint64_t(covesim_image_end - covesim_image_start)},
                arena);
    log.line("hart {}, {} MiB free, TVM with {} MiB", hart, arena.free_bytes() >> 20, description.memory.size >> 20);

    TsmClient tsm{find_tsm(log)};
    cove::TsmInfo info{};
    if (auto r = tsm.info(info); r.error) fail(log, "get_tsm_info", r.error);
    if (info.tsm_state != cove::kTsmReady) fail(log, "the TSM is not ready");
    log.line("TSM in domain {}: implementation {}, version {}, up to {} vCPUs", tsm.sdid(), info.tsm_impl_id,
             info.tsm_version, info.tvm_max_vcpus);
    const uint64_t shmem = arena.take(sizeof(cove::NaclShmem));
    if (!shmem) fail(log, "not enough memory");
    if (auto r = tsm.setup_shmem(shmem); r.error) fail(log, "NACL setup_shmem", r.error);

    const uint64_t timebase = tree.property(tree.find("/cpus"), "timebase-frequency").cell(0);
    ConfidentialPool pool{tsm, arena, log};
    Tvm tvm{tsm,
            arena,
            pool,
            log,
            *reinterpret_cast<cove::NaclShmem*>(shmem),
            description,
            timebase ? timebase : 10'000'000};
    tvm.build(info);
    const bool ok = tvm.run();
    tvm.destroy();
    const bool zero = pool.reclaim_all();
    log.line("reclaimed {} KiB, {}", pool.converted_bytes() / 1024, zero ? "all zero" : "NOT ZERO");
    const ExitCounts& c = tvm.counts();
    log.line("exits: {} total, {} calls, {} + {} zero pages (2 MiB + 4 KiB), {} shared, {} MMIO, {} WFI, {} interrupts",
             c.total, c.ecall, c.zero_2m, c.zero_4k, c.shared, c.mmio, c.wfi, c.interrupt);
    if (ok && zero) log.line("done");
    else log.line("FAILED: {}", ok ? "reclaimed memory is not zero" : tvm.failure());
    shutdown(ok && zero);
}
