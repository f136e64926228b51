// The back-channel of coherence beside a TLM socket: the level below takes a line away. A port/export pair, because
// TLM-2.0's backward path has no call that returns whether the copy was dirty.
#pragma once
#include <systemc>

#include "mem/port.h"

namespace covesim {

struct LineDropIf : virtual sc_core::sc_interface {
    virtual bool drop_line(Spa line, Drop how) = 0;
};

/// Exports a MemUp (a tile) to a SystemC level below.
class LineDropExport final : public sc_core::sc_module, public LineDropIf {
  public:
    sc_core::sc_export<LineDropIf> out{"out"};
    LineDropExport(const sc_core::sc_module_name& name, MemUp& up) : sc_module(name), up_(up) { out.bind(*this); }
    bool drop_line(Spa line, Drop how) override { return up_.drop(line, how); }

  private:
    MemUp& up_;
};

/// The other end: looks like a MemUp to a cache model.
class LineDropPort final : public sc_core::sc_module, public MemUp {
  public:
    sc_core::sc_port<LineDropIf> in{"in"};
    explicit LineDropPort(const sc_core::sc_module_name& name) : sc_module(name) {}
    bool drop(Spa line, Drop how) override { return in->drop_line(line, how); }
};

}  // namespace covesim
