// One SystemC design for all cases: the kernel elaborates once per process.
#include <tlm_utils/simple_initiator_socket.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <systemc>
#include <vector>

#include "mem/backing_store.h"
#include "sim/core/regbank.h"
#include "sim/tlm/device_target.h"
#include "sim/tlm/dma_initiator.h"
#include "sim/tlm/line_drop.h"
#include "sim/tlm/memory_target.h"
#include "sim/tlm/port_bridge.h"
#include "sim/tlm/router.h"
#include "sim/tlm/timeline_module.h"

using namespace covesim;

int sc_main(int, char**) { return 0; }

namespace {

class Scratch final : public RegDevice<Scratch> {
  public:
    std::string_view name() const override { return "scratch"; }
    static std::span<const Reg<Scratch>> regs() {
        static constexpr Reg<Scratch> kRegs[] = {
            {.name = "word", .offset = 0, .bytes = 4, .reset = 0x11223344, .cell = &Scratch::word},
            {.name = "pop",
             .offset = 8,
             .bytes = 4,
             .access = RegAccess::RO,
             .read = &Scratch::pop,
             .read_effect = true},
            {.name = "time", .offset = 16, .bytes = 8, .access = RegAccess::RO, .read = &Scratch::time},
        };
        return kRegs;
    }
    uint64_t word = 0, pops = 0;

  private:
    uint64_t pop(uint32_t) { return ++pops; }
    uint64_t time(uint32_t) { return now_.fs; }
};

struct SlowMemory final : MemPort {
    std::vector<MemReq> seen;
    std::vector<Tick> at;
    MemDone access(const MemReq& r, Tick now) override {
        seen.push_back(r);
        at.push_back(now);
        return {now + Tick{5'000}, Served::Dram, 7, true, true};
    }
};

/// A user's memory model: plain base protocol, annotates 9 ps, keeps data of its own.
struct Foreign final : sc_core::sc_module {
    tlm_utils::simple_target_socket<Foreign> socket{"socket"};
    std::vector<uint64_t> written;
    explicit Foreign(const sc_core::sc_module_name& n) : sc_module(n) {
        socket.register_b_transport(this, &Foreign::b_transport);
    }
    void b_transport(tlm::tlm_generic_payload& t, sc_core::sc_time& d) {
        if (t.is_read()) std::memset(t.get_data_ptr(), 0xee, t.get_data_length());
        if (t.is_write()) written.push_back(t.get_data_ptr()[0]);
        d += sc_core::sc_time(9, sc_core::SC_PS);
        t.set_response_status(tlm::TLM_OK_RESPONSE);
    }
};

struct Master final : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<Master> socket{"socket"};
    std::vector<std::pair<uint64_t, uint64_t>> invalidated;
    explicit Master(const sc_core::sc_module_name& n) : sc_module(n) {
        socket.register_invalidate_direct_mem_ptr(this, &Master::invalidate);
    }
    void invalidate(sc_dt::uint64 a, sc_dt::uint64 b) { invalidated.emplace_back(a, b); }

    struct Answer {
        tlm::tlm_response_status status;
        uint64_t delay_fs;
        uint64_t data;
    };
    Answer go(tlm::tlm_command c, uint64_t address, unsigned n, uint64_t data = 0, uint64_t delay_fs = 0) {
        tlm::tlm_generic_payload t;
        fill(t, c, address, n, &data);
        sc_core::sc_time d = time_of(Tick{delay_fs});
        socket->b_transport(t, d);
        CHECK(t.get_address() == address);
        return {t.get_response_status(), tick_of(d).fs, data};
    }
    static void fill(tlm::tlm_generic_payload& t, tlm::tlm_command c, uint64_t address, unsigned n, void* data) {
        t.set_command(c);
        t.set_address(address);
        t.set_data_ptr(static_cast<unsigned char*>(data));
        t.set_data_length(n);
        t.set_streaming_width(n);
        t.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    }
};

struct Log final : TimelineHandler {
    std::vector<std::pair<uint64_t, uint64_t>> seen;
    void on_event(Tick when, uint64_t payload) override {
        CHECK(sc_core::sc_time_stamp().value() == when.fs);
        seen.emplace_back(when.fs, payload);
    }
};

struct Upstream final : MemUp {
    bool drop(Spa line, Drop how) override { return line.v == 0x40 && how == Drop::Invalidate; }
};

struct Design {
    bool resolution = [] {
        sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
        return true;
    }();
    BackingStore store;
    SlowMemory slow;
    Scratch scratch;
    Timeline timeline;
    Log log;
    Upstream upstream;
    Master master{"master"};
    Router router{"router", Tick{100}};
    DeviceTarget device{"device", scratch, Tick{2'000}};
    MemoryTarget memory{"memory", store, &slow};
    PortInitiator initiator{"initiator", store}, to_foreign{"to_foreign", store};
    PortTarget target{"target", slow};
    Foreign foreign{"foreign"};
    DmaInitiator dma{"dma", 0x42, {Tick{1'000}, Tick{300}}};
    TimelineModule waker{"waker", timeline};
    LineDropExport tile{"tile", upstream};
    LineDropPort level{"level"};

    Design() {
        REQUIRE(store.add_region("ram", Spa{0x80000000}, 0x10000));
        REQUIRE(store.add_region("rom", Spa{0x1000}, 0x1000, false));
        scratch.reset();
        timeline.add_handler("log", log);
        master.socket.bind(router.in);
        dma.socket.bind(router.in);
        REQUIRE(router.map("scratch", Spa{0x10000000}, 0x1000, device.socket));
        REQUIRE(router.map("memory", Spa{0x80000000}, 0x10000, memory.socket, true));
        initiator.socket.bind(target.socket);
        to_foreign.socket.bind(foreign.socket);
        level.in.bind(tile.out);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }
};

Design& design() {
    static Design d;
    return d;
}
constexpr auto kRead = tlm::TLM_READ_COMMAND, kWrite = tlm::TLM_WRITE_COMMAND;

}  // namespace

TEST_CASE("TLM-01 a device behind the router: relative addresses, latencies, the time of arrival") {
    auto& d = design();
    auto a = d.master.go(kRead, 0x10000000, 4);
    CHECK(a.status == tlm::TLM_OK_RESPONSE);
    CHECK(a.data == 0x11223344);
    CHECK(a.delay_fs == 2'100);
    d.master.go(kWrite, 0x10000002, 2, 0xabcd);
    CHECK(d.scratch.word == 0xabcd3344);
    a = d.master.go(kRead, 0x10000010, 8, 0, 50'000);
    CHECK(a.data == sc_core::sc_time_stamp().value() + 50'100);
}

TEST_CASE("TLM-02 refusals: unmapped, misaligned, too long, byte enables") {
    auto& d = design();
    CHECK(d.master.go(kRead, 0x20000000, 4).status == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(d.master.go(kRead, 0x10000ffc, 8).status == tlm::TLM_ADDRESS_ERROR_RESPONSE);
    CHECK(d.master.go(kRead, 0x10000002, 4).status == tlm::TLM_COMMAND_ERROR_RESPONSE);
    uint64_t buffer[2] = {};
    tlm::tlm_generic_payload t;
    sc_core::sc_time delay;
    Master::fill(t, kRead, 0x10000000, 16, buffer);
    d.master.socket->b_transport(t, delay);
    CHECK(t.get_response_status() == tlm::TLM_BURST_ERROR_RESPONSE);
    unsigned char enables[4] = {};
    Master::fill(t, kRead, 0x10000000, 4, buffer);
    t.set_byte_enable_ptr(enables);
    t.set_byte_enable_length(4);
    d.master.socket->b_transport(t, delay);
    CHECK(t.get_response_status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
}

TEST_CASE("TLM-03 debug transport reads without side effects and does not operate devices") {
    auto& d = design();
    uint32_t v = 9;
    tlm::tlm_generic_payload t;
    Master::fill(t, kRead, 0x10000008, 4, &v);
    CHECK(d.master.socket->transport_dbg(t) == 4);
    CHECK(v == 0);
    CHECK(d.scratch.pops == 0);
    Master::fill(t, kWrite, 0x10000000, 4, &v);
    CHECK(d.master.socket->transport_dbg(t) == 0);
    v = 0x5555aaaa;
    Master::fill(t, kWrite, 0x80000100, 4, &v);
    CHECK(d.master.socket->transport_dbg(t) == 4);
    uint32_t got = 0;
    REQUIRE(d.store.load(Spa{0x80000100}, got));
    CHECK(got == 0x5555aaaa);
}

TEST_CASE("TLM-04 overlapping, empty and wrapping ranges are refused by name") {
    auto& d = design();
    const Status s = d.router.map("second", Spa{0x10000800}, 0x1000, d.device.socket);
    CHECK_FALSE(s);
    CHECK(s.error().message == "address ranges of scratch and second overlap");
    CHECK_FALSE(d.router.map("empty", Spa{0x5000}, 0, d.device.socket));
    CHECK_FALSE(d.router.map("wrap", Spa{0xfffffffffffff000}, 0x2000, d.device.socket));
    CHECK(d.router.ranges().size() == 2);
}

TEST_CASE("TLM-05 DMA through memory: data, one timed request per line, ROM and holes refuse") {
    auto& d = design();
    d.slow.seen.clear();
    auto a = d.master.go(kWrite, 0x8000003c, 8, 0x1122334455667788);
    CHECK(a.status == tlm::TLM_OK_RESPONSE);
    CHECK(a.delay_fs == 5'100);
    uint64_t got = 0;
    REQUIRE(d.store.load(Spa{0x8000003c}, got));
    CHECK(got == 0x1122334455667788);
    REQUIRE(d.slow.seen.size() == 2);
    CHECK(d.slow.seen[0].addr == Spa{0x8000003c});
    CHECK(d.slow.seen[0].size == 4);
    CHECK(d.slow.seen[1].addr == Spa{0x80000040});
    CHECK(d.slow.seen[1].why == Why::Dma);
    CHECK(d.slow.seen[1].acc == Acc::Store);
    CHECK(d.slow.seen[1].source == 0x100);
    CHECK(d.master.go(kRead, 0x8000003c, 8).data == 0x1122334455667788);
}

TEST_CASE(
    "TLM-11 a bus master: lines over a link in timed, tags alone in warm, neither in fast; the requester's number") {
    auto& d = design();
    const uint64_t base = sc_core::sc_time_stamp().value();
    d.slow.seen.clear();
    std::array<uint8_t, 200> out{}, in{};
    for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<uint8_t>(i + 1);
    // Lines of 60, 64, 64 and 12 bytes leave 300 fs apart, are 1000 fs on the way, 100 in the router, 5000 in memory.
    Tick now{base + 50};
    REQUIRE(d.dma.transfer(true, 0x80004004, out.data(), 200, Mode::Timed, now));
    CHECK(now.fs == base + 50 + 3 * 300 + 1'000 + 100 + 5'000);
    REQUIRE(d.slow.seen.size() == 4);
    CHECK(d.slow.seen[0].size == 60);
    CHECK(d.slow.seen[3].size == 12);
    CHECK(d.slow.seen[3].why == Why::Dma);
    CHECK(d.slow.seen[3].timed);
    now = Tick{base};
    REQUIRE(d.dma.transfer(false, 0x80004004, in.data(), 200, Mode::Warm, now));
    CHECK(in == out);
    CHECK(now.fs == base);
    REQUIRE(d.slow.seen.size() == 8);
    CHECK_FALSE(d.slow.seen[7].timed);
    CHECK(d.slow.seen[7].acc == Acc::Load);
    in = {};
    REQUIRE(d.dma.transfer(false, 0x80004004, in.data(), 200, Mode::Fast, now));
    CHECK(in == out);
    CHECK(d.slow.seen.size() == 8);
    for (const Mode mode : {Mode::Fast, Mode::Warm, Mode::Timed}) {
        CHECK_FALSE(d.dma.transfer(false, 0x7ffffffc, in.data(), 4, mode, now));
        CHECK_FALSE(d.dma.transfer(true, 0x8000fffc, in.data(), 8, mode, now));
        CHECK_FALSE(d.dma.transfer(true, ~0ull, in.data(), 4, mode, now));
    }
}

TEST_CASE("TLM-06 DMI: a page for reading, none for writing or devices, withdrawn when contents change lazily") {
    auto& d = design();
    tlm::tlm_generic_payload t;
    tlm::tlm_dmi dmi;
    Master::fill(t, kRead, 0x80002010, 4, nullptr);
    REQUIRE(d.master.socket->get_direct_mem_ptr(t, dmi));
    CHECK(dmi.get_start_address() == 0x80002000);
    CHECK(dmi.get_end_address() == 0x80002fff);
    CHECK(dmi.is_read_allowed());
    CHECK_FALSE(dmi.is_write_allowed());
    CHECK(dmi.get_dmi_ptr() == reinterpret_cast<unsigned char*>(d.store.host(Spa{0x80002000}, 1)));
    Master::fill(t, kWrite, 0x80002010, 4, nullptr);
    CHECK_FALSE(d.master.socket->get_direct_mem_ptr(t, dmi));
    Master::fill(t, kRead, 0x10000000, 4, nullptr);
    CHECK_FALSE(d.master.socket->get_direct_mem_ptr(t, dmi));
    d.master.invalidated.clear();
    d.store.notify_withdrawn(Spa{0x80002000}, 0x2000);
    CHECK(d.master.invalidated == std::vector<std::pair<uint64_t, uint64_t>>{{0x80002000, 0x80003fff}});
}

TEST_CASE("TLM-07 a request that crosses a socket between our models keeps reason, source, context, times and answer") {
    auto& d = design();
    d.slow.seen.clear();
    d.slow.at.clear();
    MemReq r;
    r.addr = Spa{0x80000040};
    r.why = Why::MptEntry;
    r.source = 3;
    r.ectx = 9;
    r.bypass = true;
    const MemDone done = d.initiator.access(r, Tick{1'234'567});
    CHECK(done.at.fs == 1'239'567);
    CHECK(done.way == 7);
    REQUIRE(d.slow.seen.size() == 1);
    CHECK(d.slow.at[0] == Tick{1'234'567});
    CHECK(d.slow.seen[0].why == Why::MptEntry);
    CHECK(d.slow.seen[0].source == 3);
    CHECK(d.slow.seen[0].ectx == 9);
    CHECK(d.slow.seen[0].bypass);
}

TEST_CASE("TLM-08 a user's base-protocol memory gives delay only; its data reaches nobody") {
    auto& d = design();
    REQUIRE(d.store.store<uint64_t>(Spa{0x80000200}, 0x77));
    MemReq r;
    r.addr = Spa{0x80000200};
    r.size = 64;
    const Tick now = tick_of(sc_core::sc_time_stamp()) + Tick{1'000};
    CHECK(d.to_foreign.access(r, now).at == now + Tick{9'000});
    uint64_t v = 0;
    REQUIRE(d.store.load(Spa{0x80000200}, v));
    CHECK(v == 0x77);
    r.acc = Acc::Store;
    d.to_foreign.access(r, now);
    CHECK(d.foreign.written == std::vector<uint64_t>{0x77});
    CHECK(d.to_foreign.errors() == 0);
}

TEST_CASE("TLM-09 the kernel wakes the timeline exactly at its events, also at ones scheduled later but due earlier") {
    auto& d = design();
    const uint64_t base = sc_core::sc_time_stamp().value();
    d.timeline.schedule(Tick{base + 5'000}, 0, 2);
    d.timeline.schedule(Tick{base + 3'000}, 0, 1);
    sc_core::sc_start(time_of(Tick{4'000}));
    CHECK(d.log.seen == std::vector<std::pair<uint64_t, uint64_t>>{{base + 3'000, 1}});
    d.timeline.schedule(Tick{base + 9'000}, 0, 3);
    sc_core::sc_start(time_of(Tick{6'000}));
    CHECK(d.log.seen ==
          std::vector<std::pair<uint64_t, uint64_t>>{{base + 3'000, 1}, {base + 5'000, 2}, {base + 9'000, 3}});
}

TEST_CASE("TLM-10 line drops travel up beside the socket and say whether the copy was dirty") {
    auto& d = design();
    CHECK(d.level.drop(Spa{0x40}, Drop::Invalidate));
    CHECK_FALSE(d.level.drop(Spa{0x40}, Drop::Downgrade));
    CHECK_FALSE(d.level.drop(Spa{0x80}, Drop::Invalidate));
}
