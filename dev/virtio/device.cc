#include "dev/virtio/device.h"

#include "dev/virtio/layout.h"
#include "sim/core/archive.h"

namespace covesim {

using namespace virtio;

namespace {
constexpr uint64_t kRingFeatures = kIndirectDesc | kEventIdx | kVersion1;
/// A driver that always has more is served in batches of a queue's size; between them simulated time passes, so that
/// even a ring that its own requests keep refilling cannot hold up the machine.
constexpr Tick kBetweenBatches{1'000'000'000};
}  // namespace

VirtioDevice::VirtioDevice(const Kind& kind, BusPort& port)
    : kind_(kind), port_(port), queues_(kind.queues), scheduled_(kind.queues) {
    for (Virtqueue& q : queues_) q.s.size = kind_.queue_size;
}

uint64_t VirtioDevice::offered() const { return kind_.features | kRingFeatures; }

void VirtioDevice::accept(uint64_t features) {
    if (!(s_.status & kFeaturesOk)) s_.accepted = features;
}

void VirtioDevice::set_status(uint8_t value) {
    if (value == 0) return reset();
    uint8_t added = value & static_cast<uint8_t>(~(s_.status | kNeedsReset));
    const bool acceptable = (s_.accepted & ~offered()) == 0 && (s_.accepted & kVersion1);
    if ((added & kFeaturesOk) && !acceptable) added &= static_cast<uint8_t>(~kFeaturesOk);
    s_.status |= added;
}

void VirtioDevice::reset() {
    ++s_.epoch;
    s_.status = 0;
    s_.accepted = 0;
    for (Virtqueue& q : queues_) {
        q.s = {};
        q.s.size = kind_.queue_size;
    }
    forget();
}

void VirtioDevice::forget() {
    scheduled_.assign(scheduled_.size(), false);
    finished_.clear();
    on_reset();
}

void VirtioDevice::fail() {
    if (!stale()) needs_reset();
}

void VirtioDevice::needs_reset() {
    const bool live = s_.status & kDriverOk;
    ++s_.epoch;
    s_.status |= kNeedsReset;
    forget();
    if (live) transport_->config_interrupt();  // 2.1.2
}

bool VirtioDevice::running() const {
    constexpr uint8_t kRunning = kDriverOk | kFeaturesOk;
    return (s_.status & (kRunning | kNeedsReset)) == kRunning;
}

Virtqueue::State* VirtioDevice::queue_setup(uint32_t i) {
    return i < queues_.size() && !queues_[i].s.ready ? &queues_[i].s : nullptr;
}

void VirtioDevice::enable_queue(uint32_t i) {
    Virtqueue::State* q = queue_setup(i);
    if (!q) return;
    if (!queues_[i].well_formed() || q->size > kind_.queue_size) return needs_reset();
    q->ready = true;
    q->next_avail = q->next_used = q->signalled = 0;
}

void VirtioDevice::disable_queue(uint32_t i) {
    if (i < queues_.size()) queues_[i].s.ready = false;
}

uint8_t VirtioDevice::config(uint32_t offset) const {
    const auto space = config_space();
    return offset < space.size() ? space[offset] : uint8_t{0};
}

void VirtioDevice::notify(uint32_t queue, Tick now) {
    if (queue >= queues_.size() || !queues_[queue].s.ready || !running() || scheduled_[queue]) return;
    scheduled_[queue] = true;
    schedule(now, What::Work, queue);
}

void VirtioDevice::look_at(uint32_t queue) { notify(queue, port_.now()); }

void VirtioDevice::later(Tick when, uint32_t token) { schedule(when, What::Resume, token); }

void VirtioDevice::schedule(Tick when, What what, uint32_t value) {
    port_.schedule(when, uint64_t{s_.epoch} << 48 | static_cast<uint64_t>(what) << 40 | value);
}

void VirtioDevice::act(Tick now, uint64_t payload) {
    acting_ = static_cast<uint16_t>(payload >> 48);
    if (stale()) return;
    acting_since_ = now;
    const auto value = static_cast<uint32_t>(payload);
    switch (static_cast<What>(payload >> 40 & 0xff)) {
        case What::Work: return work(value, now);
        case What::Resume: return resume(value, now);
        case What::GiveBack: return give_back(finished_.extract(value).mapped(), now);
        case What::Interrupt: return transport_->queue_interrupt(value);
    }
}

void VirtioDevice::archive(Archive& a) {
    a(s_, scheduled_, finished_, last_finished_, acting_, acting_since_);
    for (Virtqueue& q : queues_) a(q.s);
    if (scheduled_.size() != queues_.size()) return a.refuse("a virtio device with other queues");
    archive_device(a);
}

void VirtioDevice::archive_device(Archive& a) {
    a.refuse("the device '" + std::string(kind_.name) + "' has no archive");
}

void VirtioDevice::work(uint32_t queue, Tick now) {
    scheduled_[queue] = false;
    Virtqueue& q = queues_[queue];
    bool asked = false;
    for (uint32_t n = 0; n < q.s.size; ++n) {
        if (!q.s.ready || !ready_for(queue)) return;
        Chain chain;
        Virtqueue::Taken taken = q.take(memory(), s_.accepted, chain, now);
        if (taken == Virtqueue::Taken::Empty && !asked) {
            // What comes between the last look and the request for a notification is seen by looking once more.
            asked = true;
            if (!q.ask_for_notification(memory(), s_.accepted, now)) return fail();
            taken = q.take(memory(), s_.accepted, chain, now);
        }
        if (taken == Virtqueue::Taken::Broken) return fail();
        if (taken == Virtqueue::Taken::Empty) return;
        asked = false;
        serve(queue, std::move(chain), now);
        if (stale()) return;
    }
    scheduled_[queue] = true;
    schedule(now + kBetweenBatches, What::Work, queue);
}

void VirtioDevice::done(uint32_t queue, const Chain& chain, uint32_t written, Tick now) {
    if (stale()) return;
    const Finished f{queue, chain.head, written};
    if (now == acting_since_) return give_back(f, now);
    finished_.emplace(++last_finished_, f);
    schedule(now, What::GiveBack, last_finished_);
}

void VirtioDevice::give_back(const Finished& f, Tick now) {
    Virtqueue& q = queues_[f.queue];
    if (!q.s.ready) return;
    const Tick start = now;
    bool wanted = false;
    if (!q.give_back(memory(), f.head, f.written, now) || !q.interrupt_wanted(memory(), s_.accepted, wanted, now))
        return fail();
    if (!wanted) return;
    if (now > start) schedule(now, What::Interrupt, f.queue);
    else transport_->queue_interrupt(f.queue);
}

bool VirtioDevice::read(uint64_t address, void* out, uint32_t bytes, Tick& now) {
    return port_.read(address, out, bytes, now) && !stale();
}

bool VirtioDevice::write(uint64_t address, const void* in, uint32_t bytes, Tick& now) {
    return port_.write(address, in, bytes, now) && !stale();
}

}  // namespace covesim
