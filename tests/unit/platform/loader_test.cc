// Loader: ELF by program headers, Linux Image, raw files; every unusable file is an error with one line.
#include <catch2/catch.hpp>

#include "sim/platform/loader.h"
#include "tests/unit/platform/elf_builder.h"

using namespace covesim;
using test::elf;
using test::put;
using test::TempFile;

namespace {
const std::vector<test::Load> kOne{{0x8000'0000, {1, 2, 3, 4}, 16}};
std::string error_of(const std::vector<uint8_t>& file) {
    const TempFile f(file);
    const auto image = read_image(f.path(), "program", 0x8000'0000);
    return image ? "" : image.error().message.substr(f.path().size() + 3);
}
struct Ram {
    Ram() { REQUIRE(store.add_region("ram", Spa{0x8000'0000}, 1 << 20)); }
    BackingStore store;
    OwnerMap owners;
};
}  // namespace

TEST_CASE("platform/loader 1: segments go to p_paddr, the rest of p_memsz is zero") {
    Ram ram;
    for (uint64_t a = 0; a < 64; a += 8) ram.store.store<uint64_t>(Spa{0x8000'0000 + a}, ~0ull);
    const TempFile f(elf(0x8000'0002, kOne));
    const auto image = read_image(f.path(), "program", 0);
    REQUIRE(image);
    CHECK(image->entry == 0x8000'0002);
    CHECK(image->begin() == 0x8000'0000);
    CHECK(image->end() == 0x8000'0010);
    REQUIRE(load_images({*image}, ram.store, ram.owners));
    uint64_t word = 1;
    REQUIRE(ram.store.load(Spa{0x8000'0000}, word));
    CHECK(word == 0x04030201);
    REQUIRE(ram.store.load(Spa{0x8000'0008}, word));
    CHECK(word == 0);
    REQUIRE(ram.store.load(Spa{0x8000'0010}, word));
    CHECK(word == ~0ull);
}

TEST_CASE("platform/loader 2: symbols") {
    const TempFile f(elf(0x8000'0000, kOne, {{"tohost", 0x8000'1000}, {"begin_signature", 0x8000'2000}}));
    const auto image = read_image(f.path(), "program", 0);
    REQUIRE(image);
    CHECK(image->symbols.at("tohost") == 0x8000'1000);
    CHECK(resolve_address("begin_signature", image->symbols) == 0x8000'2000);
    CHECK(resolve_address("0x80000004", image->symbols) == 0x8000'0004);
    CHECK(resolve_address("16", image->symbols) == 16);
    CHECK_FALSE(resolve_address("nowhere", image->symbols));
    CHECK_FALSE(resolve_address("0x", image->symbols));
}

TEST_CASE("platform/loader 3: files that cannot be used") {
    CHECK(read_image("/nonexistent/x", "program", 0).error().message ==
          "cannot open '/nonexistent/x': No such file or directory");
    CHECK(read_image("/tmp", "program", 0).error().message == "cannot read '/tmp': Is a directory");
    CHECK(error_of({}) == "is empty");
    auto e = elf(0x8000'0000, kOne);
    CHECK(error_of({e.begin(), e.begin() + 10}) == "is a truncated ELF file");
    CHECK(error_of({e.begin(), e.begin() + 40}) == "is a truncated ELF file");
    CHECK(error_of({e.begin(), e.begin() + 100}) == "is a truncated ELF file");
    CHECK(error_of({e.begin(), e.end() - 1}) == "is a truncated ELF file");
    auto x = e;
    put(x, 18, 62, 2);  // EM_X86_64
    CHECK(error_of(x) == "is not for RISC-V");
    x = e, x[4] = 1;
    CHECK(error_of(x) == "is not a 64-bit ELF file");
    x = e, x[5] = 2;
    CHECK(error_of(x) == "is not a little-endian ELF file");
    x = e, put(x, 16, 1, 2);  // ET_REL
    CHECK(error_of(x) == "is not an executable ELF file");
    x = e, put(x, 56, 0xff, 2);  // more program headers than the file has
    CHECK(error_of(x) == "is a truncated ELF file");
    x = e, put(x, 64 + 8, UINT64_MAX, 8);  // p_offset
    CHECK(error_of(x) == "is a truncated ELF file");
    x = e, put(x, 64 + 40, 2, 8);  // p_memsz < p_filesz
    CHECK(error_of(x) == "has a segment whose file size exceeds its memory size");
    x = e, put(x, 64 + 24, UINT64_MAX - 3, 8);
    CHECK(error_of(x) == "has a segment that wraps around the address space");
    x = e, put(x, 64, 2, 4);  // no PT_LOAD
    CHECK(error_of(x) == "has nothing to load");
}

TEST_CASE("platform/loader 4: outside RAM and overlaps are refused before anything is written") {
    Ram ram;
    const TempFile low(elf(0, {{0x7fff'f000, {1}, 1}})), a(elf(0, kOne)), b(elf(0, {{0x8000'0008, {9}, 1}})),
        big(elf(0, {{0x8000'0000, {1}, 1ull << 40}}));
    auto image = [](const TempFile& f) { return *read_image(f.path(), "x", 0); };
    CHECK(load_images({image(low)}, ram.store, ram.owners).error().message ==
          "'" + low.path() + "' needs memory at 0x7ffff000..0x7ffff000, which is outside RAM");
    CHECK_FALSE(load_images({image(big)}, ram.store, ram.owners));
    CHECK(load_images({image(a), image(b)}, ram.store, ram.owners).error().message ==
          "'" + a.path() + "' and '" + b.path() + "' overlap at 0x80000008");
    uint64_t word = 1;
    REQUIRE(ram.store.load(Spa{0x8000'0000}, word));
    CHECK(word == 0);
}

TEST_CASE("platform/loader 5: a Linux Image takes image_size, a raw file its own size") {
    std::vector<uint8_t> linux_image(0x100);
    put(linux_image, 8, 0x200000, 8);
    put(linux_image, 16, 0x5000, 8);
    std::memcpy(linux_image.data() + 0x38, "RSC\x05", 4);
    const TempFile k(linux_image), r(std::string("abc"));
    const auto kernel = read_image(k.path(), "kernel", 0x8020'0000);
    REQUIRE(kernel);
    CHECK(kernel->end() == 0x8020'5000);
    CHECK(kernel->entry == 0x8020'0000);
    CHECK(linux_header(kernel->segments[0].data)->text_offset == 0x200000);
    const auto raw = read_image(r.path(), "raw", 0x8000'0000);
    REQUIRE(raw);
    CHECK(raw->end() == 0x8000'0003);
}

TEST_CASE("platform/loader 6: owners are pages, the first owner stays") {
    OwnerMap m;
    m.add(0x1000, 0x10, "rom");
    m.add(0x8000'0000, 0x1801, "tsm-driver");
    m.add(0x8000'1000, 0x2000, "tsm");
    CHECK(m.name(m.at(Spa{0x1fff})) == "rom");
    CHECK(m.name(m.at(Spa{0x2000})) == "other");
    CHECK(m.name(m.at(Spa{0x8000'1fff})) == "tsm-driver");
    CHECK(m.name(m.at(Spa{0x8000'2000})) == "tsm");
    CHECK(m.at(Spa{0x8000'3000}) == kOther);
}

TEST_CASE("platform/loader 7: space from the top of RAM") {
    std::vector<Image> images;
    TopDown t(0x8000'0000, 0x40'0000, images);
    CHECK(t.take(1) == 0x8020'0000);
    CHECK(t.take(0x1000, 0x1000) == 0x801f'f000);
    CHECK_FALSE(t.take(0x20'0000));
}

TEST_CASE("platform/loader 8: space from the top of RAM, beside images") {
    std::vector<Image> images;
    for (const uint64_t base : {0x8000'0000, 0x8003'c000, 0x8003'f000})
        images.push_back(make_image("x", "y", base, Blob(0x1000)));
    TopDown t(0x8000'0000, 0x4'0000, images);
    CHECK(t.take(0x1000, 0x1000) == 0x8003'e000);
    CHECK(t.take(0x2000, 0x1000) == 0x8003'a000);
    CHECK_FALSE(t.take(0x3'a000, 0x1000));
    CHECK(t.take(0x3'9000, 0x1000) == 0x8000'1000);
    CHECK_FALSE(t.take(1, 0x1000));
}
