// Checkpoints of the whole machine (docs/checkpoints.md): when one is taken, what is in it, and how its threads find
// back to their places.
//
// SystemC's threads and events cannot be saved. So a checkpoint is taken by a hart that has just got its turn between
// two quanta, when every other one is between two quanta or asleep and no device acts: where a thread is then is a
// `Place`, and what it waits for follows from the turns. A restored machine's threads first wait for the kernel's time
// of then, so that sc_time_stamp() goes on as it would have; then the hart whose turn it was goes first, as it did.
#include <fmt/format.h>

#include "sim/core/schema/describe.h"
#include "sim/platform/machine_impl.h"

namespace covesim {

namespace {

struct Nowhere final : ByteSink {
    bool write(const void*, size_t) override { return true; }
};

}  // namespace

bool Machine::Impl::request_checkpoint() {
    const CheckpointPoint* c = next_checkpoint();
    if (!c || !c->by_guest) return false;
    checkpoint.due = true;
    return true;
}

void Machine::Impl::look_for_checkpoint(uint32_t id) {
    const CheckpointPoint* c = next_checkpoint();
    if (!c || c->by_guest) return;
    const Hart& hart = *tiles[id].hart;
    checkpoint.due = c->pc ? hart.at_stop_pc() && hart.state().pc == *c->pc : instructions() >= c->instructions;
    if (!checkpoint.due) return;
    for (auto& t : tiles) limit_instructions(*t.hart);
    set_stop_pcs();
}

bool Machine::Impl::nothing_under_way(uint32_t id) const {
    for (uint32_t h = 0; h < place.size(); ++h)
        if (h != id && place[h] == Place::Acting) return false;
    return !virtio || virtio->idle();
}

std::optional<RunResult> Machine::Impl::take_checkpoint(uint32_t id) {
    const CheckpointPoint& point = limits.checkpoints[checkpoint.taken];
    auto failed = save(point.file, {Turns::kernel_now(), id});
    ++checkpoint.taken;
    checkpoint.due = false;
    for (auto& t : tiles) limit_instructions(*t.hart);
    set_stop_pcs();
    if (!failed && point.ends) return RunResult{StopReason::Checkpoint, kExitOk, {}};
    return failed;
}

void Machine::Impl::checkpoint_between_quanta(uint32_t id) {
    look_for_checkpoint(id);
    if (!checkpoint.due || !nothing_under_way(id) || over()) return;
    place[id] = Place::BetweenQuanta;
    auto ends = take_checkpoint(id);
    place[id] = Place::Acting;
    if (ends) end_run(id, std::move(*ends));
}

bool Machine::Impl::checkpoint_asleep() {
    if (const CheckpointPoint* c = next_checkpoint(); c && !c->pc && !c->by_guest)
        checkpoint.due = instructions() >= c->instructions;
    if (!checkpoint.due || !nothing_under_way(kNobody) || over()) return false;
    ended = take_checkpoint(kNobody);
    return true;
}

std::optional<RunResult> Machine::Impl::save(const std::string& file, Checkpoints::Moment at) {
    const auto lost = [](std::string why) { return RunResult{StopReason::OutputLost, kExitInput, std::move(why)}; };
    CheckpointWriter to;
    if (const auto ok = to.open(file); !ok) return lost(ok.error().message);
    checkpoint.head.instructions = instructions();
    checkpoint.head.time = latest();
    Archive a(to);
    archive_head(a, checkpoint.head);
    archive(a, at);
    archive_storage(a);
    if (a.failed() && !to.error()) return lost(fmt::format("checkpoint '{}': {}", file, a.error()));
    if (const auto ok = to.commit(); !ok) return lost(ok.error().message);
    return std::nullopt;
}

void Machine::Impl::refuse_users_models(Archive& a) const {
    for (const auto& name : checkpoint.without_archive) a.refuse(name + " has no archive");
}

std::string Machine::Impl::checkpoint_refusal() {
    Nowhere nowhere;
    Archive a(nowhere);
    refuse_users_models(a);
    archive_devices(a);
    if (virtio) virtio->refuse_checkpoint(a);
    return a.error();
}

void Machine::Impl::archive(Archive& a, Checkpoints::Moment& at) {
    refuse_users_models(a);
    a.section("machine", [&] {
        a(at, mode, console_line.used);
        a.fixed(place);
    });
    a.section("turns", [&] { a(turns); });
    a.section("timeline", [&] { a(timeline, waker); });
    a.section("console", [&] { a(console, input); });
    a.section("report", [&] { a(owners, milestones, regions); });
    for (uint32_t h = 0; h < tiles.size(); ++h)
        a.section(fmt::format("hart {}", h), [&] { archive_tile(a, tiles[h]); });
    a.section("last-level cache", [&] { a(llc); });
    a.section("encryption", [&] { a(encryption); });
    a.section("dram", [&] { a(dram); });
    archive_devices(a);
}

void Machine::Impl::archive_tile(Archive& a, HartTile& t) {
    t.hart->archive(a);
    a.section("caches", [&] { a(*t.tile); });
    a.section("monitor", [&] { a(*t.monitor); });
}

void Machine::Impl::archive_devices(Archive& a) {
    for (auto& t : targets) a.section(t->device().name(), [&] { t->device().archive(a); });
    a.section("interrupt wires", [&] {
        if (aplic) a(*aplic);
        if (msis) a(*msis);
    });
    if (htif) a.section("htif", [&] { a(*htif); });
    if (virtio) a.section("virtio", [&] { virtio->archive(a); });
}

void Machine::Impl::archive_storage(Archive& a) {
    store.archive(a);
    if (virtio) virtio->archive_disks(a);
}

Expected<void, Failure> Machine::Impl::restore(CheckpointReader& from) {
    map_memory();
    Archive a(from);
    archive(a, checkpoint.from.emplace());
    archive_storage(a);
    if (a.failed()) return Failure(from.error(a.error()));
    return {};
}

void Machine::Impl::go_back_to_place(uint32_t id) {
    Turns::begin_at(checkpoint.from->kernel);
    Hart& hart = *tiles[id].hart;
    if (id == checkpoint.from->hart) {
        place[id] = Place::Acting;
        return;
    }
    sc_core::wait(sc_core::SC_ZERO_TIME);
    switch (place[id]) {
        case Place::Acting:  // is never saved
        case Place::BetweenQuanta: turns.go_on_waiting(id); break;
        case Place::FallingAsleep:
            turns.go_on_waiting(id);
            place[id] = Place::Acting;
            sleep_now(id, hart);
            wait_at(Place::BetweenQuanta, id);
            break;
        case Place::Asleep:
            hart.advance_to(turns.go_on_sleeping(id));
            wait_at(Place::BetweenQuanta, id);
            break;
    }
    place[id] = Place::Acting;
}

}  // namespace covesim
