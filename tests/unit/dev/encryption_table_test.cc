#include "dev/encryption_table.h"

#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {
struct Engine final : EncryptionControl {
    std::vector<std::vector<uint64_t>> seen;
    bool answer = true;
    uint32_t contexts() const override { return 16; }
    bool assign(Spa base, uint64_t pages, uint32_t context) override {
        seen.push_back({1, base.v, pages, context});
        return answer;
    }
    bool new_key(uint32_t context) override {
        seen.push_back({2, context});
        return answer;
    }
};
}  // namespace

TEST_CASE("DEV-E1 commands act on the operands and report their result") {
    Engine e;
    EncryptionTable t(e);
    t.reset();
    CHECK(rd(t, 0x00) == 16);
    wr(t, 0x08, 0x80400000, 8);
    wr(t, 0x10, 512, 8);
    wr(t, 0x18, 3);
    wr(t, 0x1c, 1);
    CHECK(rd(t, 0x20) == 0);
    wr(t, 0x1c, 2);
    e.answer = false;
    wr(t, 0x1c, 1);
    CHECK(rd(t, 0x20) == 1);
    e.answer = true;
    wr(t, 0x1c, 9);
    CHECK(rd(t, 0x20) == 1);
    CHECK(e.seen == std::vector<std::vector<uint64_t>>{{1, 0x80400000, 512, 3}, {2, 3}, {1, 0x80400000, 512, 3}});
    CHECK(rd(t, 0x08, 8) == 0x80400000);
    CHECK(rd(t, 0x1c) == 0);
}
