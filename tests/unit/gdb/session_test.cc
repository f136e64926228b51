// GDB manual, "Remote Protocol": "Packets", "Stop Reply Packets", "General Query Packets", "Host I/O"-free subset.
// Packets and answers are literals; the machine is a table.
#include <catch2/catch.hpp>

#include <map>

#include "sim/platform/gdb/session.h"

using namespace covesim;
using namespace covesim::gdb;

namespace {

using Strings = std::vector<std::string>;

struct FakeTarget final : Target {
    uint32_t harts() const override { return 3; }
    std::string description() const override { return "<target>0123456789</target>"; }
    std::string state_of(uint32_t hart) const override { return hart == 1 ? "VS-mode" : "M-mode"; }
    uint64_t pc(uint32_t hart) const override { return pcs[hart]; }
    std::optional<std::string> read_register(uint32_t hart, uint32_t n) const override {
        if (n > 40) return std::nullopt;
        std::string bytes(8, '\0');
        bytes[0] = static_cast<char>(n);
        bytes[7] = static_cast<char>(0xf0 + hart);
        return bytes;
    }
    std::optional<std::string> write_register(uint32_t hart, uint32_t n, std::string_view bytes) override {
        if (n == 40) return "not this one";
        registers[{hart, n}] = bytes;
        return std::nullopt;
    }
    std::string read_memory(uint32_t, uint64_t address, uint64_t bytes) const override {
        std::string out;
        for (uint64_t a = address; a < address + bytes && a < 0x1004 && a >= 0x1000; ++a)
            out += static_cast<char>(0xa0 + (a & 15));
        return out;
    }
    bool write_memory(uint32_t hart, uint64_t address, std::string_view bytes) override {
        if (address != 0x1000) return false;
        writer = hart;
        memory = bytes;
        return true;
    }
    std::string monitor(uint32_t, std::string_view command) override { return "did " + std::string(command) + "\n"; }
    Stop resume(const DebugStops& stops) override {
        asked.push_back(stops);
        return next;
    }

    std::array<uint64_t, 3> pcs{0x1000, 0x1000, 0x1000};
    std::map<std::pair<uint32_t, uint32_t>, std::string> registers;
    std::string memory;
    uint32_t writer = 99;
    std::vector<DebugStops> asked;
    Stop next{Stop::Why::Debugger, {DebugStop::Why::Step, 0, {}}, 0};
};

struct Talk {
    std::string operator()(std::string_view packet) {
        const Strings answers = session.handle(packet);
        REQUIRE(answers.size() == 1);
        return answers[0];
    }
    FakeTarget target;
    Session session{target};
};

Stop stop(DebugStop::Why why, uint32_t hart, WatchHit hit = {}) { return {Stop::Why::Debugger, {why, hart, hit}, 0}; }

}  // namespace

TEST_CASE("gdb.session.1 what is supported, and nothing for what is not known") {
    Talk t;
    const std::string s = t("qSupported:multiprocess+;swbreak+;hwbreak+;vContSupported+");
    for (const char* feature : {"PacketSize=8000", "QStartNoAckMode+", "qXfer:features:read+", "qXfer:threads:read+",
                                "vContSupported+", "swbreak+", "hwbreak+"})
        CHECK((";" + s + ";").find(";" + std::string(feature) + ";") != std::string::npos);
    CHECK(s.find("multiprocess+") == std::string::npos);
    for (const char* packet : {"vMustReplyEmpty", "!", "qTStatus", "QNonStop:1", "vFile:open:00,0,0", "bc", "Z9,0,0"})
        CHECK(t(packet) == "");
    CHECK(t("vCont?") == "vCont;c;C;s;S");
    CHECK(t("qAttached") == "1");
}

TEST_CASE("gdb.session.2 acknowledgements are switched off") {
    Talk t;
    CHECK_FALSE(t.session.no_acknowledgements());
    CHECK(t("QStartNoAckMode") == "OK");
    CHECK(t.session.no_acknowledgements());
}

TEST_CASE("gdb.session.3 threads: one for each hart, from 1") {
    Talk t;
    CHECK(t("?") == "T05thread:1;core:0;");
    CHECK(t("qfThreadInfo") == "m1,2,3");
    CHECK(t("qsThreadInfo") == "l");
    CHECK(t("qC") == "QC1");
    CHECK(t("T3") == "OK");
    CHECK(t("T4") == "E16");
    CHECK(t("T0") == "E16");
    CHECK(t("Hg2") == "OK");
    CHECK(t("qC") == "QC2");
    CHECK(t("Hg7") == "E16");
    CHECK(t("Hg0") == "OK");
    CHECK(t("qC") == "QC1");
    CHECK(t("qThreadExtraInfo,2") == "56532d6d6f6465");  // "VS-mode"
    CHECK(t("qXfer:threads:read::0,1000") ==
          "l<?xml version=\"1.0\"?>\n<threads>\n"
          "<thread id=\"1\" core=\"0\" name=\"hart 0\">M-mode</thread>\n"
          "<thread id=\"2\" core=\"1\" name=\"hart 1\">VS-mode</thread>\n"
          "<thread id=\"3\" core=\"2\" name=\"hart 2\">M-mode</thread>\n</threads>\n");
}

TEST_CASE("gdb.session.4 the target description comes in parts") {
    Talk t;
    CHECK(t("qXfer:features:read:target.xml:0,8") == "m<target>");
    CHECK(t("qXfer:features:read:target.xml:8,a") == "m0123456789");
    CHECK(t("qXfer:features:read:target.xml:12,ffb") == "l</target>");
    CHECK(t("qXfer:features:read:target.xml:1b,ffb") == "l");
    CHECK(t("qXfer:features:read:other.xml:0,8") == "E00");
    CHECK(t("qXfer:features:read:target.xml:0") == "E16");
    CHECK(t("qXfer:auxv:read::0,8") == "");
}

TEST_CASE("gdb.session.5 registers of the chosen thread, least significant byte first") {
    Talk t;
    CHECK(t("p20") == "20000000000000f0");
    CHECK(t("Hg3") == "OK");
    CHECK(t("p20") == "20000000000000f2");
    CHECK(t("p29") == "E16");
    CHECK(t("pxyz") == "E16");
    const std::string all = t("g");
    CHECK(all.size() == 33 * 16);
    CHECK(all.substr(0, 32) == "00000000000000f201000000000000f2");
    CHECK(all.substr(32 * 16) == "20000000000000f2");
    CHECK(t("P20=0010000000000000") == "OK");
    CHECK(t.target.registers[{2, 0x20}] == std::string("\x00\x10\0\0\0\0\0\0", 8));
    CHECK(t("P28=00") == "E.not this one");
    CHECK(t("P20=0") == "E16");
    CHECK(t("G" + all) == "OK");
    CHECK(t.target.registers[{2, 1}] == std::string("\x01\0\0\0\0\0\0\xf2", 8));
    CHECK(t("G00") == "E16");
}

TEST_CASE("gdb.session.6 memory: what there is of it, text and binary") {
    Talk t;
    CHECK(t("m1000,2") == "a0a1");
    CHECK(t("m1002,8") == "a2a3");  // "the reply may contain fewer addressable memory units than requested"
    CHECK(t("m1004,1") == "E0e");
    CHECK(t("m1000") == "E16");
    CHECK(t("Hg2") == "OK");
    CHECK(t("M1000,3:0102ff") == "OK");
    CHECK(t.target.memory == "\x01\x02\xff");
    CHECK(t.target.writer == 1);
    CHECK(t("M1000,3:0102") == "E16");
    CHECK(t("M2000,1:00") == "E0e");
    CHECK(t("X1000,2:a:") == "OK");
    CHECK(t.target.memory == "a:");
    CHECK(t("X1000,0:") == "OK");  // how GDB asks whether X exists
}

TEST_CASE("gdb.session.7 breakpoints of both kinds at one address") {
    Talk t;
    t("qSupported:swbreak+;hwbreak+");
    CHECK(t("Z0,1000,4") == "OK");
    CHECK(t("Z1,1000,4") == "OK");
    CHECK(t("Z1,2000,2") == "OK");
    t.target.next = stop(DebugStop::Why::Breakpoint, 1);
    CHECK(t("vCont;c") == "T05swbreak:;thread:2;core:1;");
    CHECK(t.target.asked.back().breakpoints == std::vector<uint64_t>{0x1000, 0x2000});
    CHECK(t.target.asked.back().steps.empty());
    CHECK(t("qC") == "QC2");
    CHECK(t("z0,1000,4") == "OK");
    CHECK(t("vCont;c") == "T05hwbreak:;thread:2;core:1;");
    CHECK(t.target.asked.back().breakpoints == std::vector<uint64_t>{0x1000, 0x2000});
    CHECK(t("z1,1000,4") == "OK");
    CHECK(t("vCont;c") == "T05swbreak:;thread:2;core:1;");
    CHECK(t.target.asked.back().breakpoints == std::vector<uint64_t>{0x2000});
    CHECK(t("?") == "T05swbreak:;thread:2;core:1;");
}

TEST_CASE("gdb.session.8 a breakpoint that GDB takes out to step over it stays for the other harts") {
    Talk t;
    t("Z0,1000,4");
    t("z0,1000,4");
    CHECK(t("vCont;s:2") == "T05thread:1;core:0;");
    CHECK(t.target.asked.back().steps == std::vector<uint32_t>{1});
    CHECK(t.target.asked.back().breakpoints_of(1).empty());
    CHECK(t.target.asked.back().breakpoints_of(0) == std::vector<uint64_t>{0x1000});
    t("Z0,1000,4");
    t("z0,1000,4");
    t("vCont;c:2");  // to a breakpoint behind it, where GDB computes that
    CHECK(t.target.asked.back().steps.empty());
    CHECK(t.target.asked.back().breakpoints_of(1).empty());
    CHECK(t.target.asked.back().breakpoints_of(2) == std::vector<uint64_t>{0x1000});
    t("Z0,1000,4");
    t("z0,1000,4");
    t("vCont;s:2;c");  // every hart has an action: it is gone
    for (uint32_t h = 0; h < 3; ++h) CHECK(t.target.asked.back().breakpoints_of(h).empty());
}

TEST_CASE("gdb.session.9 the first action that names a thread is its action") {
    Talk t;
    t("vCont;s:3;c:1;s");
    CHECK(t.target.asked.back().steps == std::vector<uint32_t>{1, 2});
    t("vCont;c:1;S05:-1");
    CHECK(t.target.asked.back().steps == std::vector<uint32_t>{1, 2});
    t("vCont;C05;s");
    CHECK(t.target.asked.back().steps.empty());
    const size_t runs = t.target.asked.size();
    CHECK(t("vCont;t") == "E16");
    CHECK(t("vCont;s:4") == "E16");
    CHECK(t.target.asked.size() == runs);
    t("Hc2");
    t("s");
    CHECK(t.target.asked.back().steps == std::vector<uint32_t>{1});
    t("c");
    CHECK(t.target.asked.back().steps.empty());
}

TEST_CASE("gdb.session.10 watchpoints and what is said of them") {
    struct Kind {
        const char *insert, *word;
        bool loads, stores;
    };
    for (const Kind& k : {Kind{"Z2,2000,8", "watch", false, true}, Kind{"Z3,2000,8", "rwatch", true, false},
                          Kind{"Z4,2000,8", "awatch", true, true}}) {
        Talk t;
        CHECK(t(k.insert) == "OK");
        const Watch w{0x2000, 8, k.loads, k.stores};
        t.target.next = stop(DebugStop::Why::Watchpoint, 2, {w, 0x2004});
        CHECK(t("vCont;c") == "T05" + std::string(k.word) + ":2004;thread:3;core:2;");
        CHECK(t.target.asked.back().watches == std::vector<Watch>{w});
        CHECK(t('z' + std::string(k.insert).substr(1)) == "OK");
        t("vCont;c");
        CHECK(t.target.asked.back().watches.empty());
    }
    Talk t;
    CHECK(t("Z2,2000,0") == "E16");
}

TEST_CASE("gdb.session.11 Ctrl-C, and harts that all sleep, are an interrupt") {
    Talk t;
    t.target.next = stop(DebugStop::Why::Attention, 1);
    CHECK(t("c") == "T02thread:2;core:1;");
    t.target.next = {Stop::Why::Stuck, {}, 0};
    CHECK(t("c") == "T02thread:1;core:0;");
}

TEST_CASE("gdb.session.12 the end of the run: W with the exit code, X with the signal") {
    {
        Talk t;
        t.target.next = {Stop::Why::Exited, {}, 42};
        CHECK(t("vCont;c") == "W2a");
        CHECK(t.session.state() == Session::State::Over);
    }
    Talk t;
    t.target.next = {Stop::Why::Signalled, {}, 15};
    CHECK(t("vCont;c") == "X0f");
    CHECK(t.session.state() == Session::State::Over);
}

TEST_CASE("gdb.session.13 leaving: detach answers, kill does not, vKill does") {
    Talk t;
    CHECK(t("D") == "OK");
    CHECK(t.session.state() == Session::State::Detached);
    Talk k;
    CHECK(k.session.handle("k").empty());
    CHECK(k.session.state() == Session::State::Killed);
    Talk v;
    CHECK(v("vKill;1") == "OK");
    CHECK(v.session.state() == Session::State::Killed);
}

TEST_CASE("gdb.session.14 monitor commands answer with console output, then OK") {
    Talk t;
    CHECK(t.session.handle("qRcmd,68656c70") == Strings{"O6469642068656c700a", "OK"});  // "help", "did help\n"
    CHECK(t.session.handle("qRcmd,6") == Strings{"E16"});
}
