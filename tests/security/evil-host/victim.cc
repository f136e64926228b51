#include "tests/security/evil-host/victim.h"

#include "firmware/lib/memory.h"
#include "tests/security/registers.h"

extern "C" char evil_payload[], evil_payload_end[];

namespace covesim::security {

using namespace fw;
using namespace sbi::covh;

uint64_t converted(World& w, uint64_t pages, uint64_t alignment) {
    // One host page before and one behind stay the host's: accesses that straddle the border.
    const uint64_t step = max_of(alignment, kPageSize);
    const uint64_t pa = w.arena.take(step + pages * kPageSize + kPageSize, alignment) + step;
    if (pa == step) give_up("no memory");
    need(covh(kConvertPages, pa, pages), "convert");
    need(covh(kGlobalFence), "global fence");
    return pa;
}

void build(World& w, Victim& v) {
    cove::TsmInfo info{};
    need(covh(kGetTsmInfo, reinterpret_cast<uint64_t>(&info), sizeof info), "get_tsm_info");
    v.root = converted(w, 4, 4 * kPageSize);
    v.state_pages = info.tvm_state_pages;
    v.state = converted(w, v.state_pages);
    v.vcpu = converted(w, info.tvm_vcpu_state_pages);
    v.tables = converted(w, Victim::kTables);
    v.spare = converted(w, Victim::kSpare);
    const cove::TvmCreateParams params{v.root, v.state};
    const Ret r = covh(kCreateTvm, reinterpret_cast<uint64_t>(&params), sizeof params);
    need(r, "create_tvm");
    v.id = r.value;
    need(covh(kAddPageTablePages, v.id, v.tables, Victim::kTables), "add_tvm_page_table_pages");
    need(covh(kAddMemoryRegion, v.id, kTvmMemory, kTvmBytes), "add_tvm_memory_region");
    need(covh(kCreateVcpu, v.id, 0, v.vcpu), "create_tvm_vcpu");

    v.image_pages = static_cast<uint64_t>(evil_payload_end - evil_payload) / kPageSize;
    v.image = converted(w, v.image_pages);
    for (uint64_t i = 0; i < v.image_pages; ++i)
        need(covh(kAddMeasuredPages, v.id, reinterpret_cast<uint64_t>(evil_payload) + i * kPageSize,
                  v.image + i * kPageSize, cove::kPage4K, 1, kTvmMemory + i * kPageSize),
             "add_tvm_measured_pages");
    alignas(4096) static uint64_t pattern[512];
    for (unsigned i = 0; i < 512; ++i) pattern[i] = canary(Kind::Memory, i);
    v.pattern = converted(w, 1);
    need(covh(kAddMeasuredPages, v.id, reinterpret_cast<uint64_t>(pattern), v.pattern, cove::kPage4K, 1, kPatternGpa),
         "add_tvm_measured_pages");
}

}  // namespace covesim::security
