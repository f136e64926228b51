#include "firmware/lib/fdt.h"

#include "firmware/lib/memory.h"

namespace covesim::fw {
namespace {

constexpr uint32_t kMagic = 0xd00dfeed;
constexpr uint32_t kBeginNode = 1, kEndNode = 2, kProp = 3, kNop = 4, kEndToken = 9;
constexpr uint32_t kEnd = ~uint32_t{0};  // "no such offset"
constexpr uint32_t kMaxSize = 16 << 20;
constexpr uint32_t kMaxDepth = 32;

uint32_t be32(const uint8_t* p) {
    return uint32_t{p[0]} << 24 | uint32_t{p[1]} << 16 | uint32_t{p[2]} << 8 | uint32_t{p[3]};
}
void put_be32(uint8_t* p, uint32_t v) {
    for (int i = 0; i < 4; ++i) p[i] = static_cast<uint8_t>(v >> (24 - 8 * i));
}

bool inside(uint32_t offset, uint32_t size, uint32_t total) { return offset <= total && size <= total - offset; }

/// True if a terminator lies within `size` bytes.
bool terminated(const uint8_t* p, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i)
        if (p[i] == 0) return true;
    return false;
}

}  // namespace

uint32_t FdtProperty::cell(uint32_t index) const { return index < size / 4 ? be32(data + 4 * index) : 0; }

uint64_t FdtProperty::number(uint32_t index, uint32_t count) const {
    uint64_t v = 0;
    for (uint32_t i = 0; i < count; ++i) v = v << 32 | cell(index + i);
    return v;
}

const char* FdtProperty::text(uint32_t index) const {
    for (uint32_t at = 0; at < size;) {
        if (!terminated(data + at, size - at)) return nullptr;
        const char* s = reinterpret_cast<const char*>(data + at);
        if (index-- == 0) return s;
        at += static_cast<uint32_t>(text_length(s)) + 1;
    }
    return nullptr;
}

bool FdtProperty::has_text(const char* wanted) const {
    for (uint32_t at = 0; at < size;) {
        if (!terminated(data + at, size - at)) return false;
        const char* s = reinterpret_cast<const char*>(data + at);
        if (text_equal(s, wanted)) return true;
        at += static_cast<uint32_t>(text_length(s)) + 1;
    }
    return false;
}

Fdt::Fdt(const void* blob, uint64_t limit) {
    const auto* p = static_cast<const uint8_t*>(blob);
    if (p == nullptr || limit < 40 || be32(p) != kMagic) return;
    const uint32_t total = be32(p + 4);
    const uint32_t structure = be32(p + 8), strings = be32(p + 12), version = be32(p + 20), compatible = be32(p + 24);
    const uint32_t strings_size = be32(p + 32), structure_size = be32(p + 36);
    if (total > limit || total > kMaxSize || total < 40 || version < 17 || compatible > 17) return;
    if (structure % 4 != 0 || !inside(structure, structure_size, total) || !inside(strings, strings_size, total))
        return;
    blob_ = p;
    total_ = total;
    structure_ = structure;
    structure_size_ = structure_size;
    strings_ = strings;
    strings_size_ = strings_size;
    if (!root()) blob_ = nullptr;
}

uint32_t Fdt::token(uint32_t offset) const {
    if (offset % 4 != 0 || !inside(offset, 4, structure_size_)) return kEndToken;
    return be32(blob_ + structure_ + offset);
}

uint32_t Fdt::skip(uint32_t offset) const {
    const uint32_t t = token(offset);
    const uint8_t* base = blob_ + structure_;
    offset += 4;
    if (t == kEndNode || t == kNop) return offset;
    if (t == kBeginNode) {
        if (offset >= structure_size_ || !terminated(base + offset, structure_size_ - offset)) return kEnd;
        const uint64_t length = text_length(reinterpret_cast<const char*>(base + offset)) + 1;
        return static_cast<uint32_t>(align_up(offset + length, 4));
    }
    if (t == kProp) {
        if (!inside(offset, 8, structure_size_)) return kEnd;
        const uint32_t size = be32(base + offset);
        offset += 8;
        if (!inside(offset, size, structure_size_)) return kEnd;
        return static_cast<uint32_t>(align_up(uint64_t{offset} + size, 4));
    }
    return kEnd;
}

uint32_t Fdt::behind_node(uint32_t offset) const {
    uint32_t depth = 0;
    while (offset != kEnd) {
        const uint32_t t = token(offset);
        if (t == kBeginNode && ++depth > kMaxDepth) return kEnd;
        if (t == kEndNode && depth-- == 0) return kEnd;
        offset = skip(offset);
        if (t == kEndNode && depth == 0) return offset;
    }
    return kEnd;
}

const char* Fdt::string(uint32_t offset) const {
    if (offset >= strings_size_ || !terminated(blob_ + strings_ + offset, strings_size_ - offset)) return "";
    return reinterpret_cast<const char*>(blob_ + strings_ + offset);
}

FdtNode Fdt::root() const {
    if (!ok()) return {};
    uint32_t at = 0;
    while (token(at) == kNop) at = skip(at);
    return token(at) == kBeginNode && behind_node(at) != kEnd ? FdtNode{at} : FdtNode{};
}

FdtNode Fdt::first_child(FdtNode n) const {
    if (!ok() || !n) return {};
    for (uint32_t at = skip(n.offset_); at != kEnd; at = skip(at)) {
        const uint32_t t = token(at);
        if (t == kBeginNode) return FdtNode{at};
        if (t == kEndNode) return {};
    }
    return {};
}

FdtNode Fdt::next_sibling(FdtNode n) const {
    if (!ok() || !n) return {};
    for (uint32_t at = behind_node(n.offset_); at != kEnd; at = skip(at)) {
        const uint32_t t = token(at);
        if (t == kBeginNode) return FdtNode{at};
        if (t != kNop) return {};
    }
    return {};
}

FdtNode Fdt::next(FdtNode n) const {
    if (!ok()) return {};
    if (!n) return root();
    for (uint32_t at = skip(n.offset_); at != kEnd; at = skip(at))
        if (token(at) == kBeginNode) return FdtNode{at};
    return {};
}

FdtNode Fdt::parent(FdtNode n) const {
    if (!ok() || !n) return {};
    uint32_t path[kMaxDepth];
    uint32_t depth = 0;
    for (uint32_t at = 0; at != kEnd && at <= n.offset_; at = skip(at)) {
        const uint32_t t = token(at);
        if (t == kBeginNode) {
            if (at == n.offset_) return depth != 0 ? FdtNode{path[depth - 1]} : FdtNode{};
            if (depth == kMaxDepth) return {};
            path[depth++] = at;
        } else if (t == kEndNode) {
            if (depth == 0) return {};
            --depth;
        }
    }
    return {};
}

const char* Fdt::name(FdtNode n) const {
    return ok() && n ? reinterpret_cast<const char*>(blob_ + structure_ + n.offset_ + 4) : "";
}

FdtProperty Fdt::property(FdtNode n, const char* wanted) const {
    if (!ok() || !n) return {};
    for (uint32_t at = skip(n.offset_); at != kEnd; at = skip(at)) {
        const uint32_t t = token(at);
        if (t == kNop) continue;
        if (t != kProp || skip(at) == kEnd) return {};
        const uint8_t* p = blob_ + structure_ + at + 4;
        if (text_equal(string(be32(p + 4)), wanted)) return {p + 8, be32(p)};
    }
    return {};
}

FdtNode Fdt::find(const char* path) const {
    FdtNode n = root();
    while (n && *path == '/') {
        const char* component = ++path;
        uint32_t length = 0;
        while (component[length] != 0 && component[length] != '/') ++length;
        if (length == 0) break;
        FdtNode child = first_child(n);
        for (; child; child = next_sibling(child)) {
            const char* s = name(child);
            uint32_t i = 0;
            while (i < length && s[i] == component[i]) ++i;
            if (i == length && (s[i] == 0 || s[i] == '@')) break;
        }
        n = child;
        path = component + length;
    }
    return n;
}

FdtNode Fdt::find_compatible(const char* compatible, FdtNode from) const {
    for (FdtNode n = next(from); n; n = next(n))
        if (property(n, "compatible").has_text(compatible)) return n;
    return {};
}

FdtNode Fdt::find_phandle(uint32_t phandle) const {
    for (FdtNode n = next({}); n; n = next(n)) {
        const FdtProperty p = property(n, "phandle");
        if (p && p.cell(0) == phandle) return n;
    }
    return {};
}

uint32_t Fdt::cells(FdtNode parent_node, const char* which, uint32_t otherwise) const {
    const FdtProperty p = property(parent_node, which);
    return p ? static_cast<uint32_t>(min_of(p.cell(0), 2)) : otherwise;
}

Span Fdt::reg(FdtNode n, uint32_t index) const {
    const FdtNode up = parent(n);
    const uint32_t ac = cells(up, "#address-cells", 2), sc = cells(up, "#size-cells", 1);
    const FdtProperty p = property(n, "reg");
    if (!p || index > 4096 || uint64_t{index + 1} * (ac + sc) > p.cells()) return {0, 0};
    return {p.number(index * (ac + sc), ac), p.number(index * (ac + sc) + ac, sc)};
}

bool Fdt::enabled(FdtNode n) const {
    const FdtProperty p = property(n, "status");
    return !p || p.has_text("okay") || p.has_text("ok");
}

void Fdt::erase(FdtNode n) {
    if (!ok() || !n) return;
    const uint32_t end = behind_node(n.offset_);
    if (end == kEnd) return;
    auto* p = const_cast<uint8_t*>(blob_ + structure_);
    for (uint32_t at = n.offset_; at < end; at += 4) put_be32(p + at, kNop);
}

void Fdt::set_reg(FdtNode n, uint32_t index, Span value) {
    if (reg(n, index).size == 0) return;
    const FdtNode up = parent(n);
    const uint32_t ac = cells(up, "#address-cells", 2), sc = cells(up, "#size-cells", 1);
    auto* p = const_cast<uint8_t*>(property(n, "reg").data) + 4 * index * (ac + sc);
    for (uint32_t i = 0; i < ac; ++i) put_be32(p + 4 * i, static_cast<uint32_t>(value.base >> 32 * (ac - 1 - i)));
    for (uint32_t i = 0; i < sc; ++i)
        put_be32(p + 4 * (ac + i), static_cast<uint32_t>(value.size >> 32 * (sc - 1 - i)));
}

void Fdt::set_cell(const FdtProperty& p, uint32_t index, uint32_t value) {
    if (index < p.cells()) put_be32(const_cast<uint8_t*>(p.data) + 4 * index, value);
}

void Fdt::cut(const FdtProperty& p, uint32_t at, uint32_t count) {
    auto* data = const_cast<uint8_t*>(p.data);
    const uint32_t size = p.size - count, old_end = (p.size + 3) & ~3u, end = (size + 3) & ~3u;
    for (uint32_t i = at; i < size; ++i) data[i] = data[i + count];
    for (uint32_t i = size; i < end; ++i) data[i] = 0;
    for (uint32_t i = end; i < old_end; i += 4) put_be32(data + i, kNop);
    put_be32(data - 8, size);
}

void Fdt::remove_text(FdtNode n, const char* name, const char* text) {
    const FdtProperty p = property(n, name);
    for (uint32_t at = 0; at < p.size;) {
        if (!terminated(p.data + at, p.size - at)) return;
        const char* s = reinterpret_cast<const char*>(p.data + at);
        const auto size = static_cast<uint32_t>(text_length(s)) + 1;
        if (text_equal(s, text)) return cut(p, at, size);
        at += size;
    }
}

void Fdt::remove_word(FdtNode n, const char* name, const char* word) {
    const FdtProperty p = property(n, name);
    if (p.text() == nullptr) return;
    const auto length = static_cast<uint32_t>(text_length(word));
    for (uint32_t at = 0; p.data[at] != 0; ++at) {
        if (p.data[at] != '_') continue;
        uint32_t i = 0;
        while (i < length && p.data[at + 1 + i] == static_cast<uint8_t>(word[i])) ++i;
        if (i == length && (p.data[at + 1 + i] == '_' || p.data[at + 1 + i] == 0)) return cut(p, at, 1 + length);
    }
}

}  // namespace covesim::fw
