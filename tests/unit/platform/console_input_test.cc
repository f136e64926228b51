// Console input: ticks, flow control, the text form, HTIF's console, the keys behind Ctrl-A.
#include <catch2/catch.hpp>

#include "sim/platform/host_input.h"
#include "sim/platform/htif.h"

using namespace covesim;

namespace {
constexpr Tick kQuantum{1000};

struct Reader final : InputDevice {
    bool on = true;
    uint32_t space = 0;
    std::string got;
    bool listens() const override { return on; }
    uint32_t room() const override { return space; }
    void receive(uint8_t byte) override { got += static_cast<char>(byte), --space; }
};
struct Bench {
    Timeline timeline;
    ConsoleInput input{timeline, kQuantum};
    Reader device;
    Bench() { input.add_device(device); }
};
}  // namespace

TEST_CASE("platform/console input 1: bytes enter at the first quantum boundary after they were typed") {
    Bench b;
    b.device.space = 9;
    b.input.type("ab", Tick{1500});
    b.input.type("c", Tick{2000});
    CHECK(b.input.waiting() == 3);
    b.timeline.run_until(Tick{1999});
    CHECK(b.device.got.empty());
    b.timeline.run_until(Tick{2000});
    CHECK(b.device.got == "ab");
    b.timeline.run_until(Tick{3000});
    CHECK(b.device.got == "abc");
    CHECK(b.input.entered() == std::vector<InputEntry>{{Tick{2000}, "ab"}, {Tick{3000}, "c"}});
    CHECK(b.input.waiting() == 0);
}

TEST_CASE("platform/console input 2: bytes wait until the device has room, and nothing polls for it") {
    Bench b;
    b.device.space = 1;
    b.input.type("abc", Tick{0});
    b.timeline.run_until(Tick{1000});
    CHECK(b.device.got == "a");
    CHECK(b.timeline.next() == kNever);
    b.device.space = 1;
    b.input.device_read(Tick{1234});
    b.input.device_read(Tick{1999});
    b.timeline.run_until(Tick{1999});
    CHECK(b.device.got == "a");
    b.timeline.run_until(Tick{2000});
    CHECK(b.device.got == "ab");
    CHECK(b.timeline.next() == kNever);
    CHECK(b.input.waiting() == 1);
}

TEST_CASE("platform/console input 3: the device that listens gets it") {
    Bench b;
    Reader later;
    b.input.add_device(later);
    later.space = b.device.space = 5;
    later.on = false;
    b.input.type("a", Tick{0});
    b.timeline.run_until(Tick{1000});
    later.on = true;
    b.input.type("b", Tick{1000});
    b.timeline.run_until(Tick{2000});
    CHECK(b.device.got == "a");
    CHECK(later.got == "b");
}

TEST_CASE("platform/console input 4: replayed entries keep boundaries and move up to the next one") {
    Bench b;
    b.device.space = 9;
    b.input.replay({{Tick{0}, "a"}, {Tick{1000}, "b"}, {Tick{1001}, "c"}});
    b.timeline.run_until(Tick{5000});
    CHECK(b.input.entered() == std::vector<InputEntry>{{Tick{1000}, "a"}, {Tick{1000}, "b"}, {Tick{2000}, "c"}});
    CHECK(b.device.got == "abc");
}

TEST_CASE("platform/console input 5: text form") {
    const std::vector<InputEntry> entries{{Tick{1000}, std::string("a\0\xff", 3)},
                                          {Tick{18'000'000'000'000'000'000u}, "b"}};
    const auto text = input_text(entries);
    CHECK(text.ends_with("\n1000 6100ff\n18000000000000000000 62\n"));
    CHECK(*parse_input(text, "f") == entries);
    CHECK(parse_input("", "f")->empty());
    CHECK(parse_input("1 61\n\n1 6g\n", "f").error().message == "'f', line 3: not a hexadecimal digit");
    for (const char* wrong : {"1", "1 ", "1 6", "x 61", "-1 61", "1\t61", "18446744073709551616 61"})
        CHECK_FALSE(parse_input(wrong, "f"));
    CHECK_FALSE(parse_input("2 61\n1 61\n", "f"));
}

TEST_CASE("platform/console input 6: HTIF answers a read in fromhost, once the guest has cleared it") {
    BackingStore store;
    REQUIRE(store.add_region("ram", Spa{0x8000'0000}, 1 << 16));
    Console console{-1};
    GuestExit exit;
    Timeline timeline;
    ConsoleInput input{timeline, kQuantum};
    Htif htif{store, console, input, exit, Spa{0x8000'1000}, Spa{0x8000'1040}};
    input.add_device(htif);
    const auto fromhost = [&] {
        uint64_t v = 0;
        REQUIRE(store.load(Spa{0x8000'1040}, v));
        return v;
    };
    const auto read = [&] { REQUIRE(htif.tohost_device().write(0, 8, 0x0100'0000'0000'0000, Tick{})); };
    input.type("ab", Tick{0});
    timeline.run_until(Tick{1000});
    CHECK(fromhost() == 0);
    read();
    CHECK(fromhost() == 0x0100'0000'0000'0161);
    read();
    CHECK(fromhost() == 0x0100'0000'0000'0161);
    REQUIRE(htif.fromhost_device().write(0, 8, 0, Tick{}));
    CHECK(fromhost() == 0x0100'0000'0000'0162);
    REQUIRE(htif.fromhost_device().write(0, 8, 0, Tick{}));
    read();
    CHECK(fromhost() == 0);
    input.type("c", Tick{1500});
    timeline.run_until(Tick{2000});
    CHECK(fromhost() == 0x0100'0000'0000'0163);
}

TEST_CASE("platform/console input 7: keys behind Ctrl-A") {
    EscapeKeys keys;
    CHECK(keys.filter("ax\x03") == "ax\x03");
    CHECK(keys.filter("b\x01") == "b");
    CHECK(keys.filter("\x01"
                      "c") ==
          "\x01"
          "c");
    CHECK(keys.filter("\x01zd") == "d");
    CHECK_FALSE(keys.quit());
    CHECK(keys.filter("e\x01x") == "e");
    CHECK(keys.quit());
}
