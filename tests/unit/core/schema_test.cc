// Back ends of the declare-once schema: set, text, JSON, TOML, JSON schema, Markdown, statistics.
#include <catch2/catch.hpp>

#include "sim/core/schema/assign.h"
#include "sim/core/schema/describe.h"

namespace covesim {
enum class Policy : uint8_t { Lru, Fifo, Random };
template <>
struct EnumNames<Policy> {
    static constexpr std::array<std::string_view, 3> names{"lru", "fifo", "random"};
};
struct Way {
    uint32_t sets = 64;
    Policy policy = Policy::Lru;
};
template <>
inline constexpr auto schema<Way> = std::tuple{
    Field{"sets", &Way::sets, Unit::Count, "Number of sets.", pow2},
    Field{"policy", &Way::policy, Unit::None, "Replacement."},
};
struct Box {
    uint64_t ram = 1 << 20;
    int16_t offset = -3;
    bool on = true;
    std::string label = "a|b";
    std::array<uint32_t, 3> lanes{1, 2, 3};
    std::array<Way, 2> level;
    Way l1d;
};
template <>
inline constexpr auto schema<Box> = std::tuple{
    Field{"ram", &Box::ram, Unit::Bytes, "Size of RAM.", within<4096, (1ull << 40)>("4K to 1T")},
    Field{"offset", &Box::offset, Unit::None, "Signed."},
    Field{"on", &Box::on, Unit::Bool, "Switch."},
    Field{"label", &Box::label, Unit::None, "Text."},
    Field{"lanes", &Box::lanes, Unit::Cycles, "Latencies.", positive},
    Field{"level", &Box::level, Unit::None, "Levels."},
    Field{"l1d", &Box::l1d, Unit::None, "Data cache."},
};
struct CacheStats {
    uint64_t hits = 0;
    std::array<uint64_t, 2> misses{};
};
template <>
inline constexpr auto schema<CacheStats> = std::tuple{
    Field{"hits", &CacheStats::hits, Unit::Count, "Hits."},
    Field{"misses", &CacheStats::misses, Unit::Count, "Misses by kind."},
};
}  // namespace covesim

using namespace covesim;

TEST_CASE("core/schema 1: set by path") {
    Box b;
    REQUIRE(config::set(b, "l1d.sets", "128"));
    CHECK(b.l1d.sets == 128);
    REQUIRE(config::set(b, "l1d.sets", "0x40"));
    CHECK(b.l1d.sets == 64);
    REQUIRE(config::set(b, "level.1.policy", "random"));
    CHECK(b.level[1].policy == Policy::Random);
    REQUIRE(config::set(b, "lanes", "7,8"));
    CHECK(b.lanes == std::array<uint32_t, 3>{7, 8, 3});
    REQUIRE(config::set(b, "on", "off"));
    CHECK_FALSE(b.on);
    REQUIRE(config::set(b, "label", "x=y"));
    CHECK(b.label == "x=y");
    REQUIRE(config::set(b, "offset", "-32768"));
    CHECK(b.offset == -32768);
}

TEST_CASE("core/schema 2: sizes take suffixes, only where the unit is bytes") {
    Box b;
    REQUIRE(config::set(b, "ram", "64K"));
    CHECK(b.ram == 65536);
    REQUIRE(config::set(b, "ram", "2MiB"));
    CHECK(b.ram == 2097152);
    REQUIRE(config::set(b, "ram", "1G"));
    CHECK(b.ram == 1073741824);
    CHECK_FALSE(config::set(b, "ram", "1Q"));
    CHECK_FALSE(config::set(b, "ram", "99999999999G"));
    CHECK_FALSE(config::set(b, "l1d.sets", "64K"));
    CHECK(b.ram == 1073741824);
}

TEST_CASE("core/schema 3: an unknown key names the nearest") {
    Box b;
    const auto s = config::set(b, "l1d.stes", "1");
    REQUIRE_FALSE(s);
    CHECK(s.error().message == "unknown parameter 'l1d.stes'; the nearest is 'l1d.sets'");
    CHECK(config::nearest("kitten", {"mitten", "sitting"}) == "mitten");
}

TEST_CASE("core/schema 4: out of range names the rule and changes nothing") {
    Box b;
    CHECK(config::set(b, "l1d.sets", "100").error().message == "l1d.sets = 100: must be a power of two up to 65536");
    CHECK(config::set(b, "ram", "4").error().message == "ram = 4: must be 4K to 1T");
    CHECK(config::set(b, "lanes.2", "0").error().message == "lanes.2 = 0: must be at least 1");
    CHECK(config::set(b, "l1d.policy", "plru").error().message ==
          "l1d.policy = plru: must be one of lru, fifo, random");
    CHECK(config::set(b, "l1d.sets", "-1").error().message == "l1d.sets = -1: must be a whole number, not negative");
    CHECK(config::set(b, "l1d.sets", "8589934592").error().message ==
          "l1d.sets = 8589934592: must be at most 4294967295");
    CHECK(config::set(b, "offset", "32768").error().message == "offset = 32768: must be at most 32767");
    CHECK(config::set(b, "on", "maybe").error().message == "on = maybe: must be true or false");
    CHECK(config::set(b, "l1d", "1").error().message == "l1d is a group of parameters, not a value");
    CHECK_FALSE(config::set(b, "lanes", "1,2,3,4"));
    CHECK(b.l1d.sets == 64);
}

TEST_CASE("core/schema 5: JSON out and in again is the same struct") {
    Box b;
    REQUIRE(config::set(b, "lanes", "9,8,7"));
    REQUIRE(config::set(b, "level.0.sets", "2"));
    REQUIRE(config::set(b, "offset", "-7"));
    const auto text = config::json_text(config::tree_of(b));
    const auto parsed = config::parse_json(text, "t");
    REQUIRE(parsed);
    Box c;
    REQUIRE(config::set(c, *parsed));
    CHECK(config::json_text(config::tree_of(c)) == text);
    CHECK(c.lanes == std::array<uint32_t, 3>{9, 8, 7});
    CHECK(c.level[0].sets == 2);
    CHECK(c.offset == -7);
    CHECK(config::parse_json("{\n\n!}", "f.json").error().message == "f.json:3: not valid JSON");
}

TEST_CASE("core/schema 6: TOML in") {
    Box b;
    const auto t =
        config::parse_toml("ram = \"2M\"\nlanes = [4, 5]\non = false\n[l1d]\nsets = 16\npolicy = \"fifo\"\n", "p.toml");
    REQUIRE(t);
    REQUIRE(config::set(b, *t));
    CHECK(b.ram == 2097152);
    CHECK(b.lanes[1] == 5);
    CHECK_FALSE(b.on);
    CHECK(b.l1d.sets == 16);
    CHECK(b.l1d.policy == Policy::Fifo);
    CHECK(config::parse_toml("a = 1\nb = = 2\n", "p.toml").error().message.starts_with("p.toml:2: "));
    CHECK(config::set(b, *config::parse_toml("[l1d]\nset = 1\n", "p")).error().message ==
          "unknown parameter 'l1d.set'; the nearest is 'l1d.sets'");
    CHECK_FALSE(config::set(b, *config::parse_toml("ram = 1.5\n", "p")));
    CHECK_FALSE(config::set(b, *config::parse_toml("ram = true\n", "p")));
    CHECK_FALSE(config::set(b, *config::parse_toml("ram = 2020-01-01\n", "p")));
    CHECK_FALSE(config::set(b, *config::parse_toml("l1d = 3\n", "p")));
}

TEST_CASE("core/schema 7: JSON schema") {
    Box b;
    const auto s = config::json_schema(config::leaves(b), "box");
    const auto* sets = s.find("properties")->find("l1d")->find("properties")->find("sets");
    REQUIRE(sets);
    CHECK(*sets->find("type")->string() == "integer");
    CHECK(*sets->find("rule")->string() == "a power of two up to 65536");
    CHECK(*sets->find("default") == config::Value(uint64_t{64}));
    const auto* policy = s.find("properties")->find("l1d")->find("properties")->find("policy");
    CHECK(policy->find("enum")->array()->size() == 3);
    CHECK(s.find("properties")->find("lanes")->find("prefixItems")->array()->size() == 3);
}

TEST_CASE("core/schema 8: text and Markdown have one row per parameter, arrays of scalars in one") {
    Box b;
    const auto list = config::leaves(b);
    const auto text = config::text_table(list);
    CHECK(text.find("lanes           1,2,3") != text.npos);
    CHECK(text.find("level.1.policy  lru") != text.npos);
    const auto md = config::markdown(list);
    CHECK(md.find("| `ram` | `1048576` | B | 4K to 1T | Size of RAM. |") != md.npos);
    CHECK(md.find("| `label` | `a\\|b` |") != md.npos);
    CHECK(md.find("## l1d\n\nData cache.\n") != md.npos);
    CHECK(md.find("one of lru, fifo, random") != md.npos);
}

TEST_CASE("core/schema 9: statistics are after minus before") {
    CacheStats before, after;
    before.hits = 5, before.misses = {1, 0};
    after.hits = 9, after.misses = {4, 2};
    const auto d = config::delta(after, before);
    CHECK(d.hits == 4);
    CHECK(d.misses == std::array<uint64_t, 2>{3, 2});
    CHECK(*config::tree_of(d).find("hits") == config::Value(uint64_t{4}));
}
