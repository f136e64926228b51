#include "dev/control.h"

#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

struct Sink final : ControlSink {
    control::Status command(control::Command what, uint64_t value, Tick now) override {
        seen.emplace_back(static_cast<uint32_t>(what), value, now.fs);
        return answer;
    }
    uint32_t mode_number() const override { return 2; }
    std::vector<std::tuple<uint32_t, uint64_t, uint64_t>> seen;
    control::Status answer = control::Status::Done;
};

}  // namespace

TEST_CASE("DEV-CTL1 the control device passes commands on with their operand and time, and shows their status") {
    Sink sink;
    Control c(sink);
    c.reset();
    CHECK(rd(c, 0x00) == 0x45564f43);
    CHECK(rd(c, 0x04) == 1);
    CHECK(rd(c, 0x18) == 2);
    CHECK(rd(c, 0x24) == 0);
    CHECK(c.write(0x08, 8, 0x123456789abcdef0, Tick{11}));
    CHECK(c.write(0x10, 8, 3, Tick{12}));
    CHECK(c.write(0x18, 4, 1, Tick{13}));
    sink.answer = control::Status::Unavailable;
    CHECK(c.write(0x1c, 4, 0, Tick{14}));
    CHECK(rd(c, 0x24) == 2);
    sink.answer = control::Status::Refused;
    CHECK(c.write(0x20, 4, 42, Tick{15}));
    CHECK(rd(c, 0x24) == 1);
    CHECK(c.write(0x00, 4, 9, Tick{16}));
    CHECK(c.write(0x24, 4, 9, Tick{17}));
    CHECK(sink.seen ==
          decltype(sink.seen){{1, 0x123456789abcdef0, 11}, {2, 3, 12}, {3, 1, 13}, {4, 0, 14}, {5, 42, 15}});
    CHECK(rd(c, 0x00) == 0x45564f43);
    CHECK(rd(c, 0x24) == 1);
    c.reset();
    CHECK(rd(c, 0x24) == 0);
}
