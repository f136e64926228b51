#include "sim/platform/fdt_writer.h"

#include <libfdt.h>

#include <cassert>
#include <cstring>

namespace covesim {
namespace {
void put_be32(Blob& out, uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::byte>(v >> shift));
}
}  // namespace

template <class Call>
void FdtWriter::grow(Call&& call) {
    for (;;) {
        const int rc = call(buffer_.data());
        if (rc != -FDT_ERR_NOSPACE) {
            assert(rc == 0);
            return;
        }
        Blob larger(buffer_.size() * 2);
        [[maybe_unused]] const int moved = fdt_resize(buffer_.data(), larger.data(), static_cast<int>(larger.size()));
        assert(moved == 0);
        buffer_ = std::move(larger);
    }
}

FdtWriter::FdtWriter() : buffer_(16384) {
    [[maybe_unused]] const int made = fdt_create(buffer_.data(), static_cast<int>(buffer_.size()));
    assert(made == 0);
    grow([](void* p) { return fdt_finish_reservemap(p); });
}

FdtWriter& FdtWriter::begin(const std::string& node) {
    grow([&](void* p) { return fdt_begin_node(p, node.c_str()); });
    return *this;
}

FdtWriter& FdtWriter::end() {
    grow([](void* p) { return fdt_end_node(p); });
    return *this;
}

FdtWriter& FdtWriter::bytes(const char* name, std::span<const std::byte> value) {
    grow([&](void* p) { return fdt_property(p, name, value.data(), static_cast<int>(value.size())); });
    return *this;
}

FdtWriter& FdtWriter::text(const char* name, std::string_view value) { return texts(name, {&value, 1}); }

FdtWriter& FdtWriter::texts(const char* name, std::span<const std::string_view> values) {
    Blob all;
    for (const auto v : values) {
        for (const char c : v) all.push_back(static_cast<std::byte>(c));
        all.push_back(std::byte{0});
    }
    return bytes(name, all);
}

FdtWriter& FdtWriter::cells(const char* name, std::span<const uint32_t> values) {
    Blob all;
    for (const auto v : values) put_be32(all, v);
    return bytes(name, all);
}

FdtWriter& FdtWriter::cells(const char* name, std::initializer_list<uint32_t> values) {
    return cells(name, std::span<const uint32_t>(values.begin(), values.size()));
}

FdtWriter& FdtWriter::quads(const char* name, std::initializer_list<uint64_t> values) {
    Blob all;
    for (const auto v : values) {
        put_be32(all, static_cast<uint32_t>(v >> 32));
        put_be32(all, static_cast<uint32_t>(v));
    }
    return bytes(name, all);
}

FdtWriter& FdtWriter::flag(const char* name) { return bytes(name, {}); }

Blob FdtWriter::finish(uint32_t slack) {
    grow([](void* p) { return fdt_finish(p); });
    Blob out(fdt_totalsize(buffer_.data()) + slack);
    [[maybe_unused]] const int opened = fdt_open_into(buffer_.data(), out.data(), static_cast<int>(out.size()));
    assert(opened == 0);
    return out;
}

}  // namespace covesim
