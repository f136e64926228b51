// The TSM image: hand-off from the RDSM, per-hart start, TEECALL dispatch. The state below is the image's only mutable
// static storage; it is constructed by the boot hart before any other hart runs.
#include <initializer_list>
#include <new>

#include "firmware/lib/bits.h"
#include "firmware/lib/console.h"
#include "firmware/lib/panic.h"
#include "firmware/tsm/hw_riscv.h"
#include "firmware/tsm/tsm.h"

using namespace covesim;
using namespace covesim::fw;
using namespace covesim::tsm;

namespace {

struct HartArea {
    uint64_t stack_top, index;
};

/// Storage for an object that the boot hart constructs.
template <class T>
struct Slot {
    alignas(T) unsigned char bytes[sizeof(T)];
    T& get() { return *reinterpret_cast<T*>(bytes); }
};

struct Image {
    bool ready;
    Slot<HwRiscv> hw;
    Slot<Tsm> tsm;
    HartArea area[rdsm::kMaxHarts];
};
constinit Image image{};

void boot(const rdsm::BootInfo& info) {
    require(info.magic == rdsm::kBootInfoMagic && info.size >= sizeof(rdsm::BootInfo), "boot information", info.magic);
    require(info.isa & rdsm::kIsaSstc, "the hart has no Sstc");
    uint64_t low = ~0ull, high = 0;
    for (unsigned i = 0; i < info.ram_count; ++i) {
        low = min_of(low, info.ram[i].base);
        high = max_of(high, info.ram[i].base + info.ram[i].size);
    }
    const uint64_t pages = (high - low) / fw::kPageSize, table = info.tsm_pool.base + fw::kPageSize;
    require(fw::kPageSize + pages * sizeof(PageInfo) <= info.tsm_pool.size, "page tracker does not fit", pages);

    auto* hw = new (image.hw.bytes) HwRiscv{info};
    Tsm::Config config;
    config.levels = HwRiscv::gstage_levels();
    config.vmid_bits = HwRiscv::vmid_bits();
    config.timebase_hz = info.timebase_hz;
    auto* tsm = new (image.tsm.bytes) Tsm{*hw, config};
    tsm->tracker().init(reinterpret_cast<PageInfo*>(table), low, pages);
    for (unsigned i = 0; i < info.ram_count; ++i)
        tsm->tracker().add_host_memory(info.ram[i].base, info.ram[i].size / fw::kPageSize);
    for (const rdsm::Range& r : {info.rdsm, info.mpt_pool, info.tsm_image, info.tsm_pool})
        tsm->tracker().reserve(align_down(r.base, fw::kPageSize),
                               (r.size + r.base % fw::kPageSize + fw::kPageSize - 1) / fw::kPageSize);
    SbiConsole console;
    print(console, "[tsm] {} pages tracked, G-stage {}, {} harts\n", pages, config.levels == 4 ? "Sv48x4" : "Sv39x4",
          info.hart_count);
    console.flush();
    image.ready = true;
}

}  // namespace

extern "C" void covesim_teecall();

extern "C" [[noreturn]] void covesim_tsm_start(uint64_t hart_id, const rdsm::BootInfo* info, uint64_t stack_top) {
    if (!image.ready) boot(*info);
    unsigned index = 0;
    while (index < info->hart_count && info->hart_ids[index] != hart_id) ++index;
    require(index < info->hart_count, "unknown hart", hart_id);
    image.area[index] = {stack_top, index};
    image.tsm.get().hart_online(index);
    const sbi::Ret r = sbi::call(rdsm::kExtension, rdsm::kSetEntry, reinterpret_cast<uint64_t>(&covesim_teecall),
                                 reinterpret_cast<uint64_t>(&image.area[index]));
    require(r.error == 0, "set_entry", uint64_t(r.error));
    sbi::call(rdsm::kExtension, rdsm::kTeeRet, 0, 0, rdsm::kInit);
    panic("TEERET came back");
}

extern "C" sbi::Ret covesim_tsm_call(uint64_t index, const uint64_t* a) {
    return image.tsm.get().call(unsigned(index), a);
}

extern "C" [[noreturn]] void covesim_tsm_trap(uint64_t scause, uint64_t sepc, uint64_t stval) {
    SbiConsole console;
    print(console, "[tsm] trap: scause {x} sepc {x} stval {x}\n", scause, sepc, stval);
    panic("trap in the TSM", scause);
}

extern "C" [[noreturn]] void __cxa_pure_virtual() { panic("pure virtual call"); }

void covesim::fw::panic(const char* what, uint64_t value) {
    SbiConsole console;
    print(console, "[tsm] panic: {} ({x})\n", what, value);
    console.flush();
    for (;;) sbi::call(rdsm::kExtension, rdsm::kTeeRet, 1, value, rdsm::kFatal);
}
