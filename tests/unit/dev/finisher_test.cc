#include "dev/finisher.h"

#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

TEST_CASE("DEV-F1 the finisher passes, fails with a code, resets, and ignores anything else") {
    struct Log final : FinisherSink {
        std::vector<std::pair<int, uint32_t>> seen;
        void finish(Request what, uint32_t code) override { seen.emplace_back(static_cast<int>(what), code); }
    } log;
    Finisher f(log);
    f.reset();
    wr(f, 0, 0x5555);
    wr(f, 0, 0x002a3333);
    wr(f, 0, 0x7777);
    wr(f, 0, 0x1234);
    wr(f, 4, 0x5555);
    CHECK(log.seen == std::vector<std::pair<int, uint32_t>>{{0, 0}, {1, 42}, {2, 0}});
    CHECK(rd(f, 0) == 0);
}
