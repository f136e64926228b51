// Output files appear whole or not at all.
#include <catch2/catch.hpp>

#include <filesystem>

#include "sim/platform/files.h"

using namespace covesim;
namespace fs = std::filesystem;

namespace {
struct Dir {
    Dir() {
        path = fs::temp_directory_path() / ("covesim-files-" + std::to_string(::getpid())),
        fs::create_directories(path);
    }
    ~Dir() { fs::remove_all(path); }
    size_t entries() const {
        return static_cast<size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path;
};
std::string text_of(const std::string& file) {
    const auto data = read_file(file);
    return data ? std::string(reinterpret_cast<const char*>(data->data()), data->size()) : "missing";
}
}  // namespace

TEST_CASE("platform/files 1: committed under its name, nothing else left") {
    const Dir d;
    const auto name = (d.path / "out.json").string();
    auto f = OutputFile::create(name);
    REQUIRE(f);
    CHECK_FALSE(fs::exists(name));
    REQUIRE(f->commit("hello\n"));
    CHECK(text_of(name) == "hello\n");
    CHECK(d.entries() == 1);
}

TEST_CASE("platform/files 2: not committed, the old file stays and the temporary goes") {
    const Dir d;
    const auto name = (d.path / "out").string();
    REQUIRE(OutputFile::create(name)->commit("old"));
    { const auto f = OutputFile::create(name); }
    CHECK(text_of(name) == "old");
    CHECK(d.entries() == 1);
}

TEST_CASE("platform/files 3: a place that cannot be written, a full disk") {
    CHECK(OutputFile::create("/nonexistent/out").error().message ==
          "cannot write '/nonexistent/out': No such file or directory");
    auto full = OutputFile::create("/dev/full");
    REQUIRE(full);
    CHECK(full->commit("x").error().message == "cannot write '/dev/full': No space left on device");
    CHECK(fs::exists("/dev/full"));
}
