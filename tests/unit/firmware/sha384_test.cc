// SHA-384 against the examples of FIPS 180 (NIST CSRC example values) and lengths around the padding boundary (digests
// from an independent implementation).
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "firmware/lib/sha384.h"

using namespace covesim::fw;

namespace {

std::string hex(const Digest& d) {
    std::string s;
    for (uint8_t b : d.bytes) {
        s += "0123456789abcdef"[b >> 4];
        s += "0123456789abcdef"[b & 15];
    }
    return s;
}

std::string sha(const std::string& text) {
    Sha384 h;
    h.update(text.data(), text.size());
    return hex(h.finish());
}

}  // namespace

TEST_CASE("01 FIPS 180 examples") {
    CHECK(sha("abc") ==
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    CHECK(sha("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
              "nopqrstu") ==
          "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712fcc7c71a557e2db966c3e9fa91746039");
    CHECK(sha("") ==
          "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b");
    CHECK(sha(std::string(1'000'000, 'a')) ==
          "9d0e1809716474cb086e834e310a4a1ced149e9c00f248527972cec5704c2a5b07b8b3dc38ecc4ebae97ddd87f3d8985");
}

TEST_CASE("02 lengths around the padding boundary") {
    const std::pair<int, const char*> cases[] = {{3, "8e07e5bdd64aa375"},   {111, "3c37955051cb5c30"},
                                                 {112, "187d4e07cb306103"}, {127, "9bd06b1763c2cf7a"},
                                                 {128, "edb12730a366098b"}, {129, "39b6f5a7b0e781db"}};
    for (const auto& [n, prefix] : cases) CHECK(sha(std::string(static_cast<size_t>(n), 'a')).substr(0, 16) == prefix);
}

TEST_CASE("03 pieces of any size give the same digest") {
    std::vector<uint8_t> page(4096);
    for (size_t i = 0; i < page.size(); ++i) page[i] = static_cast<uint8_t>(i * 7);
    for (size_t piece : {1u, 7u, 64u, 127u, 128u, 129u, 1000u, 4096u}) {
        Sha384 h;
        for (size_t at = 0; at < page.size(); at += piece)
            h.update(page.data() + at, std::min(piece, page.size() - at));
        CHECK(hex(h.finish()) ==
              "3e708826642aa7f3bd77b458845b99ed14299b71885cbd9e1d79d00c7453c460dd3c7e9b720e9458e7644c0756bc264e");
    }
}
