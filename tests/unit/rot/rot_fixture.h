// Three small images, their flash, and a machine to boot it on. The literals below were computed with Python's hashlib,
// hmac and an independent Ed25519.
#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "rot/keys/development_key.h"
#include "rot/root_of_trust.h"

namespace covesim::rottest {

using namespace covesim::rot;

inline std::string hex(Bytes b) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string s;
    for (uint8_t c : b) s += {kDigits[c >> 4], kDigits[c & 15]};
    return s;
}

inline std::vector<FlashImage> images() {
    std::vector<FlashImage> v(3);
    const std::string rom = "boot rom";
    v[0] = {"rom", {rom.begin(), rom.end()}, Spa{0x1000}, Spa{0x1000}};
    v[1] = {"tsm-driver", {}, Spa{0x80000000}, Spa{0x80000010}};
    for (int i = 0; i < 256 * 20; ++i) v[1].data.push_back(static_cast<uint8_t>(i));
    v[2] = {"tsm", {}, Spa{0x80200000}, Spa{0x80200000}};
    for (int i = 0; i < 3000; ++i) v[2].data.insert(v[2].data.end(), {'t', 's', 'm'});
    return v;
}
inline constexpr const char* kShaRom =
    "8d63af9a43ff506311ca9d63021deef945e27d3563c0306da26161f6a05bdbc5b2862c24668e62a709be12845241956c";
inline constexpr const char* kShaDriver =
    "755e61f4de9290d295eb3b67d1bc3599c32bc7cf6a58a67333cfa693cdba6fbc0e9c4400517b57123b935819a65f997b";
inline constexpr const char* kShaTsm =
    "c8b95d2f80b2a05772b940c9d4e26c8061ee41acd72f4bdce7e7172a9f31d6c315142228e73ad4184bb456ab0b1ce6c6";

inline std::vector<uint8_t> flash(uint64_t version = 5) { return build_flash(images(), kDevelopmentKeySeed, version); }

struct Machine final : HartRelease {
    BackingStore memory;
    std::vector<uint64_t> released;
    RootOfTrust rot;
    explicit Machine(RotParams p = {}) : rot(p, add_memory(), *this) {}
    void release_harts(Spa v) override { released.push_back(v.v); }
    BackingStore& add_memory() {
        REQUIRE(memory.add_region("rom", Spa{0x1000}, 0xf000, false));
        REQUIRE(memory.add_region("ram", Spa{0x80000000}, 0x1000000));
        return memory;
    }
    BootResult boot(Bytes f, uint64_t stored = 5) { return rot.boot(f, development_anchor(), stored); }
    uint64_t rd(uint64_t off, uint32_t n = 4) {
        uint64_t v = 0xbad;
        REQUIRE(rot.read(off, n, v, {}));
        return v;
    }
    void wr(uint64_t off, uint64_t v, uint32_t n = 4) { REQUIRE(rot.write(off, n, v, {})); }
    bool untouched() const {
        for (uint64_t a : {0x1000ull, 0x80000000ull, 0x80000010ull, 0x80200000ull}) {
            uint64_t v = 1;
            if (!memory.load(Spa{a}, v) || v != 0) return false;
        }
        return true;
    }
};

/// Boots `f`, expects the refusal, and checks that nothing was copied or released.
inline std::string refused(Bytes f, Refusal why, uint64_t stored = 5) {
    Machine m;
    const BootResult r = m.boot(f, stored);
    CHECK(static_cast<int>(r.why) == static_cast<int>(why));
    CHECK_FALSE(r.ok());
    CHECK(m.released.empty());
    CHECK(m.untouched());
    CHECK((m.rd(0x4) & 3) == 0);
    CHECK(r.message.find('\n') == std::string::npos);
    return r.message;
}

}  // namespace covesim::rottest
