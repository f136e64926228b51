// Reader for flattened device trees (Devicetree Specification v0.4, chapter 5), with every access checked against the
// blob's size: the blob may be hostile. Edits are in place and never change its size: erase a node (NOP tokens), take a
// string or word out of a property, overwrite a cell. Left out: the memory reservation block, growing edits, /aliases.
#pragma once
#include <stdint.h>

#include "firmware/lib/bits.h"

namespace covesim::fw {

/// A property's value inside the blob.
struct FdtProperty {
    const uint8_t* data = nullptr;
    uint32_t size = 0;
    explicit operator bool() const { return data != nullptr; }

    /// Big-endian cell number `index`; 0 beyond the end.
    uint32_t cell(uint32_t index) const;
    /// `cells` (0 to 2) cells from `index` as a number.
    uint64_t number(uint32_t index, uint32_t cells) const;
    uint32_t cells() const { return size / 4; }
    /// String number `index` of a list; nullptr if absent or unterminated.
    const char* text(uint32_t index = 0) const;
    /// True if `wanted` is one of the list's strings.
    bool has_text(const char* wanted) const;
};

/// A node: the offset of its FDT_BEGIN_NODE in the structure block. False when absent.
class FdtNode {
  public:
    constexpr FdtNode() = default;
    explicit operator bool() const { return offset_ != kNone; }
    bool operator==(const FdtNode&) const = default;

  private:
    friend class Fdt;
    static constexpr uint32_t kNone = ~uint32_t{0};
    constexpr explicit FdtNode(uint32_t offset) : offset_{offset} {}
    uint32_t offset_ = kNone;
};

class Fdt {
  public:
    constexpr Fdt() = default;
    /// `limit`: bytes that may be read at `blob` at most. Check ok() before use; a bad blob behaves as an empty tree.
    Fdt(const void* blob, uint64_t limit);

    bool ok() const { return blob_ != nullptr; }
    uint32_t total_size() const { return total_; }

    FdtNode root() const;
    FdtNode first_child(FdtNode n) const;
    FdtNode next_sibling(FdtNode n) const;
    /// Node after `n` in document order; the root after FdtNode{}.
    FdtNode next(FdtNode n) const;
    FdtNode parent(FdtNode n) const;

    const char* name(FdtNode n) const;
    FdtProperty property(FdtNode n, const char* name) const;

    /// Absolute path; a component without '@' also matches "component@unit".
    FdtNode find(const char* path) const;
    /// First node after `from` (document order) with this compatible string.
    FdtNode find_compatible(const char* compatible, FdtNode from = {}) const;
    FdtNode find_phandle(uint32_t phandle) const;

    /// Entry `index` of `reg`, by the parent's #address-cells and #size-cells; size 0 and base 0 if absent.
    Span reg(FdtNode n, uint32_t index = 0) const;
    uint32_t cells(FdtNode parent, const char* name, uint32_t otherwise) const;
    /// False if status is anything but "okay" or "ok".
    bool enabled(FdtNode n) const;

    /// Overwrites the whole node with NOP tokens. The blob must be writable.
    void erase(FdtNode n);
    /// Overwrites entry `index` of `reg`.
    void set_reg(FdtNode n, uint32_t index, Span value);
    /// Overwrites a cell of a property of this tree; nothing beyond its end.
    void set_cell(const FdtProperty& p, uint32_t index, uint32_t value);
    /// Takes a string out of a property that is a list of strings.
    void remove_text(FdtNode n, const char* property, const char* text);
    /// Takes "_word" out of a property that is one string of words joined by underscores.
    void remove_word(FdtNode n, const char* property, const char* word);

  private:
    uint32_t token(uint32_t offset) const;
    /// Offset behind the token at `offset`, or kEnd.
    uint32_t skip(uint32_t offset) const;
    uint32_t behind_node(uint32_t offset) const;
    const char* string(uint32_t offset) const;
    /// Takes `count` bytes at `at` out of a property's value; NOP tokens follow it where it was.
    void cut(const FdtProperty& p, uint32_t at, uint32_t count);

    const uint8_t* blob_ = nullptr;
    uint32_t total_ = 0, structure_ = 0, structure_size_ = 0, strings_ = 0, strings_size_ = 0;
};

}  // namespace covesim::fw
