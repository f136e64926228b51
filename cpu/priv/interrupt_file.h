// One interrupt file of an IMSIC: pending and enable bits of its identities, threshold and delivery. AIA specification,
// "Incoming MSI Controller (IMSIC)", indirectly accessed registers and *topei.
//
// The highest-priority identity (the lowest number) is kept at hand and found anew when something changes. Choices:
// eidelivery holds 0 and 1 only (no delivery from an APLIC past the file); reset clears everything.
#pragma once
#include <array>
#include <cstdint>

namespace covesim {

class InterruptFile {
  public:
    static constexpr unsigned kWords = 32;  ///< of 64 identities: up to 2047

    struct State {
        std::array<uint64_t, kWords> eip{}, eie{};
        uint64_t eithreshold = 0;
        bool eidelivery = false;
    };

    /// `identities`: one less than a multiple of 64, 63 to 2047.
    explicit InterruptFile(unsigned identities) : identities_(identities) {}

    void reset() { restore({}); }
    /// An MSI: ignored unless the identity is implemented.
    void set_pending(uint32_t identity);
    /// The highest-priority pending and enabled identity below a nonzero threshold; 0 when there is none.
    uint32_t top() const { return top_; }
    /// The level of the signal to the hart.
    bool signal() const { return s_.eidelivery && top_ != 0; }
    /// What a *topei CSR reads: identity and priority, which are the same.
    uint64_t topei() const { return uint64_t{top_} << 16 | top_; }
    /// A write of a *topei CSR.
    void claim();

    /// With XLEN = 64 the odd-numbered eip and eie do not exist. `select`: 0x70 to 0xff.
    static bool exists(uint64_t select) { return select < kEip0 || select % 2 == 0; }
    /// Register `select`, if it exists; 0x71 and 0x73 to 0x7f read zero.
    uint64_t read(uint64_t select) const;
    void write(uint64_t select, uint64_t v);

    const State& save() const { return s_; }
    void restore(const State& s);
    template <class A>
    void archive(A& a) {
        a(s_);
        if (a.loading()) find_top();
    }

  private:
    static constexpr uint64_t kEidelivery = 0x70, kEithreshold = 0x72, kEip0 = 0x80, kEie0 = 0xc0;

    /// Identities of word w.
    uint64_t implemented(uint64_t w) const;
    void find_top();

    unsigned identities_;
    uint32_t top_ = 0;
    State s_;
};

}  // namespace covesim
