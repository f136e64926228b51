// A machine is built: memory system, devices, tiles with their harts, and the map of physical addresses.
#include <fmt/format.h>

#include <new>
#include <stdexcept>

#include "sim/platform/aia_layout.h"
#include "sim/platform/machine_impl.h"

namespace covesim {
namespace {

constexpr uint32_t kDecodedPages = 4096;

}  // namespace

bool Machine::Impl::set_resolution() {
    sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    return true;
}

Machine::Impl::Impl(const MachineParams& p, const Isa& i, Console& c)
    : params(p),
      isa(i),
      console(c),
      code(store, kDecodedPages),
      dram(p.memory.dram),
      dram_link("dram", store),
      encryption(p.memory.encryption, store, dram_link.from),
      encryption_link("encryption", store, encryption),
      llc(p.memory.llc, Clock{p.memory.clock_period_fs}, encryption_link.from),
      input(timeline, Tick{p.quantum}),
      console_line(*this),
      aclint(p.harts, p.timebase, *this, timeline),
      plic(p.harts, *this),
      uart(console_line, irq_sink(), map::kIrqUart0),
      rtc(p.rtc_epoch, irq_sink(), map::kIrqRtc, timeline),
      finisher(*this),
      encryption_table(encryption),
      rot(p.rot, store, *this),
      turns(p.harts, timeline),
      waker("timeline", timeline),
      router("bus", Tick{}) {
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    if (!add_memory(store, params)) throw std::bad_alloc();
    code.set_owner_map([](const void* self, Spa page) { return static_cast<const Impl*>(self)->owners.at(page); },
                       this);
    add_device(finisher, map::kFinisher);
    add_device(rtc, map::kRtc);
    add_device(aclint, map::kAclint);
    add_irqchip();
    add_device(uart, map::kUart0);
    if (params.devices.control) {
        control_device = std::make_unique<Control>(*this);
        add_device(*control_device, map::kControl, Tick{});  // measures, and is not to be measured
    }
    add_device(rot, map::kRotMailbox);
    add_device(encryption_table, map::kEncryptionTable);
    input.add_device(console_line);
    aclint.observe(*this);
    tiles.resize(params.harts);
    place.resize(params.harts);
    for (uint32_t h = 0; h < params.harts; ++h) build_tile(h);
    std::vector<Hart*> all;
    for (auto& t : tiles) all.push_back(t.hart.get());
    for (auto& t : tiles) t.hart->set_peers(all);
}

IrqSink& Machine::Impl::irq_sink() {
    if (params.irqchip == IrqChip::None) return no_irq;
    if (params.irqchip == IrqChip::Plic) return plic;
    if (aplic) return *aplic;
    if (params.irqchip == IrqChip::Aplic) {
        aplic = std::make_unique<Aplic>(params.harts, *this);
    } else {
        msis = std::make_unique<MsiWriter>(timeline, turns, mode, Tick{params.io_latency});
        aplic = std::make_unique<Aplic>(params.harts, *msis, imsic_geometry(params, isa));
    }
    return *aplic;
}

void Machine::Impl::add_irqchip() {
    if (params.irqchip == IrqChip::Plic) add_device(plic, map::kPlic);
    if (!aplic) return;
    add_device(aplic->machine(), map::kAplicM);
    add_device(aplic->supervisor(), map::kAplicS);
    if (params.irqchip != IrqChip::Aia) return;
    const ImsicGeometry at = imsic_geometry(params, isa);
    imsic_m = std::make_unique<ImsicPages>(ImsicLevel::Machine, 0, *this);
    imsic_s = std::make_unique<ImsicPages>(ImsicLevel::Supervisor, at.guest_bits, *this);
    // Whole arrays: "every 4-KiB page that is not occupied by an interrupt file" reads zero.
    add_device(*imsic_m, {map::kImsicM.base, uint64_t{0x1000} << at.hart_bits});
    add_device(*imsic_s, {map::kImsicS.base, uint64_t{0x1000} << (at.hart_bits + at.guest_bits)});
    msis->bind(router);
}

void Machine::Impl::add_device(Device& device, map::Range range) { add_device(device, range, Tick{params.io_latency}); }

void Machine::Impl::add_device(Device& device, map::Range range, Tick latency) {
    device.reset();
    devices.push_back(&device);
    connect(device, Spa{range.base}, range.size, latency);
    pma.add_io(Spa{range.base}, range.size);
}

void Machine::Impl::connect(Device& device, Spa base, uint64_t size, Tick latency) {
    const std::string name(device.name());
    targets.push_back(std::make_unique<DeviceTarget>(name.c_str(), device, latency));
    if (const auto ok = router.map(name, base, size, targets.back()->socket); !ok)
        throw std::logic_error(ok.error().message);
}

Expected<void, Failure> Machine::Impl::add_virtio(const std::vector<DiskImage*>& disks) {
    VirtioDevices::Surroundings around{params, store,      llc,     router, turns, timeline,
                                       mode,   irq_sink(), console, input,  *this};
    virtio = std::make_unique<VirtioDevices>(around);
    if (auto ok = virtio->build(disks); !ok) return ok;
    for (const auto& at : virtio->places()) {
        for (const auto& r : router.ranges())  // a user's device may lie there
            if (r.base < at.range.end() && at.range.base < r.base + r.size)
                return Failure(kExitUsage, fmt::format("device {} overlaps {}", r.name, at.device.name()));
        add_device(at.device, at.range);
    }
    return {};
}

void Machine::Impl::build_tile(uint32_t h) {
    HartTile& t = tiles[h];
    t.exit.machine = this;
    t.exit.hart = h;
    const Clock clock{params.hart.clock_period_fs};
    t.tile = std::make_unique<Tile>(params.tile, clock, t.exit, t.up);
    const std::string name = fmt::format("tile{}", h);
    t.link = std::make_unique<Link>(name, store, llc);
    t.exit.out = &t.link->from;
    t.drop_link = std::make_unique<DropLink>(name, *t.tile);
    llc.set_tile(h, t.drop_link->from);
    t.io = std::make_unique<IoInitiator>((name + "_io").c_str());
    t.io->socket.bind(router.in);
    TileCaches caches;
    caches.fetch = &t.tile->l1i();
    caches.data = &t.tile->l1d();
    caches.fetch_stamp = caches.data_stamp = &Cache::stamp_of;
    caches.fetch_cache = &t.tile->l1i();
    caches.data_cache = &t.tile->l1d();
    caches.fetch_hit_cycles = params.tile.l1i.latency;
    caches.data_hit_cycles = params.tile.l1d.latency;
    caches.pte = &t.tile->pte_port();
    caches.mpt = &t.tile->mpt_port();
    caches.uncached = &t.tile->exit();
    Hart::Config config;
    config.id = h;
    config.params = params.hart;
    config.features = isa.features();
    config.isa = isa.set();
    config.decode = params.decode();
    config.accelerators = params.accelerators;
    config.timebase_hz = params.timebase;
    config.harts = params.harts;
    config.seed = params.seed;
    t.hart = std::make_unique<Hart>(config, *this, store, code, pma, caches);
    t.up.hart = t.hart.get();
    t.monitor = std::make_unique<HartMonitor>(owners, milestones);
    t.monitor->attach(*t.hart);
    t.observers.add(*t.monitor);
    if (params.devices.control) t.observers.add(hints);
    t.hart->observe(&t.observers);
    t.tile->bind_sequence(t.hart->mmu().sequence());
    t.thread = std::make_unique<Thread>(fmt::format("hart{}", h).c_str(), *this, h);
}

void Machine::Impl::map_memory() {
    if (memory_mapped) return;
    memory_mapped = true;
    if (!dram_link.bound()) dram_link.bind(dram);
    pma.add_rom(Spa{map::kBootRom.base}, map::kBootRom.size);
    uint64_t at = map::kRamBase;
    const uint64_t end = map::kRamBase + params.ram;
    if (htif) {
        std::array<Device*, 2> words{&htif->tohost_device(), &htif->fromhost_device()};
        std::array<uint64_t, 2> bases{htif->tohost().v, htif->fromhost().v};
        if (bases[1] < bases[0]) std::swap(bases[0], bases[1]), std::swap(words[0], words[1]);
        for (size_t i = 0; i < 2; ++i) {
            if (bases[i] < at || bases[i] + 8 > end) continue;
            if (bases[i] > at) pma.add_ram(Spa{at}, bases[i] - at);
            pma.add({Spa{bases[i]}, 8, false, {true, true, false}, false, false, true});
            connect(*words[i], Spa{bases[i]}, 8, Tick{params.io_latency});
            at = bases[i] + 8;
        }
    }
    if (at < end) pma.add_ram(Spa{at}, end - at);
}

}  // namespace covesim
