// The machine's future events as plain data: ordered by time, then by scheduling order, so that runs and checkpoints
// are deterministic. SystemC only wakes it (sim/tlm/timeline_waker.h); no event lives in a SystemC queue.
//
// An event is {when, sequence, handler number, payload}. Handlers are numbered in registration order, which the
// platform builder fixes. Leaves out: events inside a hart's quantum (harts look at next() to bound their quantum).
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/types.h"

namespace covesim {

/// Receives the events it scheduled.
struct TimelineHandler {
    virtual void on_event(Tick when, uint64_t payload) = 0;

  protected:
    ~TimelineHandler() = default;
};

/// Told when the earliest event changes, so that whoever drives time can wake in time.
struct TimelineWaker {
    virtual void earliest_changed(Tick when) = 0;

  protected:
    ~TimelineWaker() = default;
};

class Timeline {
  public:
    struct Event {
        Tick when;
        uint64_t sequence = 0;
        uint32_t handler = 0;
        uint64_t payload = 0;
        bool operator<(const Event& o) const { return when != o.when ? when < o.when : sequence < o.sequence; }
        bool operator==(const Event&) const = default;
    };
    /// Names a scheduled event; sequence 0 names none.
    struct Id {
        Tick when;
        uint64_t sequence = 0;
    };

    /// Registers a handler under the next number.
    uint32_t add_handler(std::string_view name, TimelineHandler& h) {
        handlers_.push_back({std::string(name), &h});
        return static_cast<uint32_t>(handlers_.size() - 1);
    }

    /// An event in the past is delivered at the next run_until(), first.
    Id schedule(Tick when, uint32_t handler, uint64_t payload = 0) {
        const Id id{when, next_sequence_++};
        const Tick before = next();
        events_.insert({when, id.sequence, handler, payload});
        if (waker_ && when < before) waker_->earliest_changed(when);
        return id;
    }

    /// Forgets an event; harmless when it has been delivered already.
    void cancel(Id id) {
        if (id.sequence != 0) events_.erase(Event{id.when, id.sequence, 0, 0});
    }

    /// Time of the earliest event, kNever when there is none.
    Tick next() const { return events_.empty() ? kNever : events_.begin()->when; }

    /// Delivers every event with when <= limit in order, including those scheduled meanwhile.
    void run_until(Tick limit) {
        while (!events_.empty() && events_.begin()->when <= limit) {
            const Event e = *events_.begin();
            events_.erase(events_.begin());
            if (e.when > now_) now_ = e.when;
            handlers_[e.handler].handler->on_event(e.when, e.payload);
        }
        if (limit > now_ && limit != kNever) now_ = limit;
    }

    /// The latest time up to which events were delivered.
    Tick now() const { return now_; }
    void set_waker(TimelineWaker* w) { waker_ = w; }

    /// The events. The handlers must be those of the saved machine, in the same order.
    template <class A>
    void archive(A& a) {
        std::vector<std::string> names;
        for (const Named& h : handlers_) names.push_back(h.name);
        a(names);
        bool same = names.size() == handlers_.size();
        for (size_t i = 0; same && i < names.size(); ++i) same = names[i] == handlers_[i].name;
        std::vector<Event> events(events_.begin(), events_.end());
        a(events, next_sequence_, now_);
        for (const Event& e : events) same = same && e.handler < handlers_.size();
        if (!same) return a.refuse("its events are those of other devices than this machine's");
        if (!a.loading()) return;
        events_ = {events.begin(), events.end()};
        if (waker_) waker_->earliest_changed(next());
    }

  private:
    struct Named {
        std::string name;
        TimelineHandler* handler;
    };
    std::set<Event> events_;
    uint64_t next_sequence_ = 1;
    Tick now_;
    std::vector<Named> handlers_;
    TimelineWaker* waker_ = nullptr;
};

}  // namespace covesim
