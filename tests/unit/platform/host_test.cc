// Descriptions of the hosting domain's operating system (TOML).
#include <catch2/catch.hpp>

#include "sim/platform/host.h"

using namespace covesim;

TEST_CASE("platform/host 1: a whole description") {
    const auto h =
        parse_host("[host]\nkernel = \"/abs/Image\"\ninitrd = \"/abs/initrd\"\nbootargs = \"quiet\"\n", "my.toml");
    REQUIRE(h);
    CHECK(h->name == "my");
    CHECK(h->files.kernel == "/abs/Image");
    CHECK(h->files.initrd == "/abs/initrd");
    CHECK(h->files.bootargs == "quiet");
    CHECK(parse_host("[host]\nkernel = \"/k\"\n", "h.toml")->files.initrd.empty());
}

TEST_CASE("platform/host 2: errors name the file and the key") {
    const auto error = [](std::string_view text) {
        const auto h = parse_host(text, "h.toml");
        return h ? std::string("none") : h.error().message;
    };
    CHECK(error("") == "h.toml: needs a [host] table");
    CHECK(error("[hots]\n") == "h.toml: unknown key 'hots'; the nearest is 'host'");
    CHECK(error("[host]\n") == "h.toml: needs host.kernel");
    CHECK(error("[host]\nkernal = \"/k\"\n") == "h.toml: host: unknown parameter 'kernal'; the nearest is 'kernel'");
    CHECK(error("[host\n").starts_with("h.toml:1: "));
    CHECK(load_host("nonesuch").error().message == "unknown host 'nonesuch': must be vmm, linux or a .toml file");
    CHECK(load_host("nonesuch").error().code == 2);
    CHECK(load_host("/nonexistent.toml").error().code == 3);
}
