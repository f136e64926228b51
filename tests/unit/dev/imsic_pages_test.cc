// The memory-mapped side of IMSICs: AIA specification, "Memory region for an interrupt file".
#include "dev/imsic_pages.h"

#include "tests/unit/dev/dev_test.h"

using namespace covesim;
using namespace covesim::devtest;

namespace {

struct Files final : MsiSink {
    std::vector<std::array<uint32_t, 3>> seen;
    void msi(uint32_t hart, uint32_t file, uint32_t identity) override { seen.push_back({hart, file, identity}); }
    auto take() { return std::exchange(seen, {}); }
};
using Seen = std::vector<std::array<uint32_t, 3>>;

}  // namespace

TEST_CASE("dev/imsic 1: machine level: a page a hart, both byte orders") {
    Files f;
    ImsicPages m(ImsicLevel::Machine, 0, f);
    wr(m, 0x3000, 77);
    wr(m, 0x0004, 0x01020000);
    CHECK(f.take() == Seen{{3, 0, 77}, {0, 0, 0x201}});
}

TEST_CASE("dev/imsic 2: supervisor level: the supervisor's page, then the guests'") {
    Files f;
    ImsicPages s(ImsicLevel::Supervisor, 2, f);
    wr(s, 0x0000, 1);
    wr(s, 0x7000, 2);
    wr(s, 0xa004, 0x03000000);
    CHECK(f.take() == Seen{{0, 1, 1}, {1, 4, 2}, {2, 3, 3}});
}

TEST_CASE("dev/imsic 3: reads are zero, other bytes are read-only zero, other widths are refused") {
    Files f;
    ImsicPages m(ImsicLevel::Machine, 0, f);
    for (const uint64_t offset : {0u, 4u, 8u, 0xffcu}) CHECK(rd(m, offset) == 0);
    wr(m, 8, 1);
    wr(m, 0xffc, 1);
    uint64_t v = 0;
    CHECK_FALSE(m.read(0, 8, v, {}));
    CHECK_FALSE(m.read(0, 2, v, {}));
    CHECK_FALSE(m.write(0, 8, 1, {}));
    CHECK_FALSE(m.write(0, 1, 1, {}));
    CHECK_FALSE(m.write(2, 4, 1, {}));
    CHECK(f.take().empty());
}
