// Disk images: raw, copy-on-write, and everything that can be wrong with the files.
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "sim/platform/disk_image.h"

using namespace covesim;
namespace fs = std::filesystem;

namespace {

struct Dir {
    Dir() {
        path = fs::temp_directory_path() / ("covesim-disk-" + std::to_string(::getpid()));
        fs::create_directories(path);
    }
    ~Dir() { fs::remove_all(path); }
    std::string file(const std::string& name, const std::string& bytes) const {
        std::ofstream(path / name, std::ios::binary) << bytes;
        return name_of(name);
    }
    std::string name_of(const std::string& name) const { return (path / name).string(); }
    fs::path path;
};
std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
std::string pattern(size_t n) {
    std::string s(n, '\0');
    for (size_t i = 0; i < n; ++i) s[i] = static_cast<char>(i * 7 + i / 512);
    return s;
}
std::unique_ptr<DiskImage> open_image(const std::string& option) {
    auto o = DiskOption::parse(option);
    REQUIRE(o);
    auto image = DiskImage::open(*o);
    if (!image) FAIL(image.error().message);
    return std::move(*image);
}
std::string why_not(const std::string& option) {
    auto o = DiskOption::parse(option);
    if (!o) return o.error().message;
    const auto image = DiskImage::open(*o);
    return image ? "opened" : image.error().message;
}
std::string contents(DiskImage& d) {
    std::string s(d.sectors() * 512, '\0');
    REQUIRE(d.read(0, s.data(), s.size()));
    return s;
}

}  // namespace

TEST_CASE("platform/disk 1: the option's parts; what is wrong is code 2") {
    const auto o = DiskOption::parse("a.img,overlay=b=c");
    REQUIRE(o);
    CHECK(o->file == "a.img");
    CHECK(o->overlay == "b=c");
    CHECK(DiskOption::parse("a.img,readonly")->read_only);
    CHECK(DiskOption::parse("a.img,snapshot")->snapshot);
    CHECK(DiskOption::parse(",readonly").error().message == "--disk ,readonly: must begin with a file");
    CHECK(DiskOption::parse("a,ro").error().message == "--disk a,ro: 'ro' is none of readonly, overlay=FILE, snapshot");
    for (const char* wrong : {"", "a,overlay=", "a,,readonly", "a,readonly,snapshot", "a,overlay=b,readonly"}) {
        const auto bad = DiskOption::parse(wrong);
        REQUIRE_FALSE(bad);
        CHECK(bad.error().code == 2);
    }
}

TEST_CASE("platform/disk 2: a raw image is what the file holds, and the file what was written") {
    const Dir d;
    auto expected = pattern(10 * 512);
    const auto name = d.file("raw", expected);
    {
        const auto image = open_image(name);
        CHECK(image->sectors() == 10);
        CHECK_FALSE(image->read_only());
        CHECK(contents(*image) == expected);
        const std::string text(700, 'x');
        REQUIRE(image->write(1000, text.data(), text.size()));
        expected.replace(1000, 700, text);
        REQUIRE(image->zero(512, 300));
        expected.replace(512, 300, std::string(300, '\0'));
        REQUIRE(image->flush());
        CHECK(contents(*image) == expected);
    }
    CHECK(bytes_of(name) == expected);
    const auto image = open_image(name + ",readonly");
    CHECK(image->read_only());
    CHECK(contents(*image) == expected);
}

TEST_CASE("platform/disk 3: an overlay takes every write, is found again, and the base never changes") {
    const Dir d;
    const auto original = pattern(37 * 512);  // the last cluster is no whole one
    auto expected = original;
    const auto base = d.file("base", original), overlay = d.name_of("overlay");
    fs::permissions(base, fs::perms::owner_read);
    std::mt19937 random(3);
    for (int session = 0; session < 4; ++session) {
        const auto image = open_image(base + ",overlay=" + overlay);
        CHECK(contents(*image) == expected);
        for (int i = 0; i < 60; ++i) {
            const size_t offset = random() % expected.size();
            const size_t n = random() % std::min<size_t>(expected.size() - offset, 9000) + 1;
            const std::string text(n, static_cast<char>(random()));
            if (i % 5 == 0) {
                REQUIRE(image->zero(offset, n));
                expected.replace(offset, n, std::string(n, '\0'));
            } else {
                REQUIRE(image->write(offset, text.data(), n));
                expected.replace(offset, n, text);
            }
            std::string got(n, '\0');
            REQUIRE(image->read(offset, got.data(), n));
            REQUIRE(got == expected.substr(offset, n));
            if (session == 0) break;  // few clusters at first
        }
        CHECK(contents(*image) == expected);
    }
    CHECK(bytes_of(base) == original);
    {
        const auto image = open_image(base + ",snapshot");
        CHECK(contents(*image) == original);
        REQUIRE(image->write(0, "gone", 4));
        CHECK(contents(*image).starts_with("gone"));
    }
    CHECK(bytes_of(base) == original);
    CHECK(fs::exists(overlay));
    CHECK(std::distance(fs::directory_iterator(d.path), fs::directory_iterator()) == 2);
}

TEST_CASE("platform/disk 4: files that cannot be disks, each with its line, none of them changed") {
    const Dir d;
    const auto good = d.file("good", pattern(512));
    CHECK(why_not(d.name_of("none")) == "disk image '" + d.name_of("none") + "': No such file or directory");
    CHECK(why_not(d.path.string()) == "disk image '" + d.path.string() + "': Is a directory");
    CHECK(why_not(d.path.string() + ",readonly") == "disk image '" + d.path.string() + "': is not a regular file");
    CHECK(why_not("/dev/null") == "disk image '/dev/null': is not a regular file");
    CHECK(why_not(d.file("odd", pattern(513))) ==
          "disk image '" + d.name_of("odd") + "': its size, 513, is not a multiple of 512");
    CHECK(why_not(d.file("empty", "")) == "disk image '" + d.name_of("empty") + "': is empty");
    fs::permissions(good, fs::perms::owner_read);
    const auto refused = why_not(good);
    CHECK((refused.find("is read-only; add ,readonly") != std::string::npos ||
           refused.find("cannot be written; add ,readonly") != std::string::npos));
    CHECK(why_not(good + ",readonly") == "opened");
    CHECK(why_not(good + ",overlay=" + d.name_of("none/overlay")) ==
          "disk image '" + d.name_of("none/overlay") + "': No such file or directory");
    const auto notes = d.file("notes", std::string(9000, 'n'));
    CHECK(why_not(good + ",overlay=" + notes) == "disk image '" + notes + "': is not an overlay of covesim");
    CHECK(bytes_of(notes) == std::string(9000, 'n'));
    const auto overlay = d.name_of("overlay");
    CHECK(why_not(good + ",overlay=" + overlay) == "opened");
    const auto larger = d.file("larger", pattern(1024));
    CHECK(why_not(larger + ",overlay=" + overlay) ==
          "disk image '" + overlay + "': belongs to an image of 512 bytes, but '" + larger + "' has 1024");
    fs::resize_file(overlay, 8300);
    CHECK(why_not(good + ",overlay=" + overlay) == "disk image '" + overlay + "': is truncated");
    auto newer = bytes_of(overlay);
    newer[16] = 2;
    d.file("overlay", newer);
    CHECK(why_not(good + ",overlay=" + overlay) == "disk image '" + overlay + "': is an overlay of version 2, not 1");
}

TEST_CASE("platform/disk 5: a file that is written belongs to one simulator; reading is shared") {
    const Dir d;
    const auto name = d.file("raw", pattern(512));
    {
        const auto first = open_image(name);
        CHECK(why_not(name).ends_with("is in use, by another simulator or another --disk"));
        CHECK(why_not(name + ",readonly").ends_with("is in use, by another simulator or another --disk"));
    }
    const auto first = open_image(name + ",readonly");
    CHECK(why_not(name + ",readonly") == "opened");
    CHECK(why_not(name + ",snapshot") == "opened");
    CHECK(why_not(name).ends_with("is in use, by another simulator or another --disk"));
    CHECK(why_not(name + ",overlay=" + name).ends_with("is in use, by another simulator or another --disk"));
}

TEST_CASE("platform/disk 6: an image that shrinks under the machine fails, and says so") {
    const Dir d;
    const auto name = d.file("raw", pattern(1024));
    const auto image = open_image(name + ",readonly");
    fs::resize_file(name, 512);
    char buffer[512];
    CHECK(image->read(0, buffer, 512));
    CHECK(image->failure().empty());
    CHECK_FALSE(image->read(512, buffer, 512));
    CHECK(image->failure() == "disk image '" + name + "': reading: Input/output error");
}
