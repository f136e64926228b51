// Guest descriptions (TOML).
#include <catch2/catch.hpp>

#include "sim/platform/guest.h"

using namespace covesim;

TEST_CASE("platform/guest 1: a whole description") {
    const auto g = parse_guest(R"(
[tvm]
memory_base = 0x80000000
memory_size = "64M"
entry = 0x80001000
arg = 7
demand_page = "4K"
bootargs = "quiet"
[[tvm.image]]
file = "/abs/shim.bin"
gpa = 0x80000000
[[tvm.image]]
gpa = 0x82000000
kind = "device-tree"
)",
                               "my.toml");
    REQUIRE(g);
    CHECK(g->name == "my");
    CHECK(g->tvm.memory_size == 67108864);
    CHECK(g->tvm.entry == 0x80001000);
    CHECK(g->tvm.arg == 7);
    CHECK(g->tvm.demand_page == 4096);
    REQUIRE(g->images.size() == 2);
    CHECK(g->images[0].file == "/abs/shim.bin");
    CHECK(g->images[0].kind == TvmImageKind::Code);
    CHECK(g->images[1].kind == TvmImageKind::DeviceTree);
}

TEST_CASE("platform/guest 2: errors name the file and the key") {
    const auto error = [](std::string_view text) {
        const auto g = parse_guest(text, "g.toml");
        return g ? std::string("none") : g.error().message;
    };
    const std::string image = "[[tvm.image]]\nfile = \"/a\"\ngpa = 0x80000000\n";
    CHECK(error("") == "g.toml: needs a [tvm] table");
    CHECK(error("[tvmx]\n") == "g.toml: unknown key 'tvmx'; the nearest is 'tvm'");
    CHECK(error("[tvm]\n") == "g.toml: needs at least one [[tvm.image]]");
    CHECK(error("[tvm]\nmemory_bse = 1\n") ==
          "g.toml: tvm: unknown parameter 'memory_bse'; the nearest is 'memory_base'");
    CHECK(error("[tvm]\ndemand_page = \"8K\"\n") == "g.toml: tvm: demand_page = 8192: must be 4K or 2M");
    CHECK(error("[tvm]\nentry = 1\n" + image) == "g.toml: tvm.entry is outside the TVM's memory");
    CHECK(error("[tvm]\n[[tvm.image]]\ngpa = 0x80000000\n") == "g.toml: tvm.image 0: needs a file");
    CHECK(error("[tvm]\n[[tvm.image]]\nfile = \"/a\"\n") == "g.toml: tvm.image 0: gpa is outside the TVM's memory");
    CHECK(error("[tvm]\nimage = 3\n") == "g.toml: tvm.image must be an array of tables ([[tvm.image]])");
    CHECK(error("[tvm\n").starts_with("g.toml:1: "));
    CHECK(load_guest("nonesuch").error().code == 2);
    CHECK(load_guest("/nonexistent.toml").error().code == 3);
}
