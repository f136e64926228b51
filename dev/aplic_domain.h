// One interrupt domain of an APLIC: its control region, the state of the sources that reach it, and delivery to harts.
// AIA specification, "Memory-mapped control region for an interrupt domain" to "Interrupt forwarding by MSIs".
//
// Choices: IPRIOLEN is 8, EIID has 11 bits. Writing sourcecfg makes a level-sensitive source pending when its rectified
// input is high, an edge-sensitive one never. A WLRL field keeps its value when an unsupported one is written. The MSI
// address configuration starts with the machine's own addresses, unlocked, and stays readable when locked. domaincfg.BE
// is writable. Accesses of other than four bytes are bus errors.
#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "sim/core/irq.h"
#include "sim/core/regbank.h"

namespace covesim {

inline constexpr uint32_t kAplicSources = 96;

enum class AplicDelivery : uint8_t { Direct, Msi };

/// Where interrupt files are: machine level at machine_base + hart << 12, supervisor level at supervisor_base +
/// hart << (12 + guest_bits), guest i of it i pages further.
struct ImsicGeometry {
    uint64_t machine_base = 0, supervisor_base = 0;
    uint32_t hart_bits = 0, guest_bits = 0, guests = 0;
};

struct AplicConfig {
    uint32_t harts = 1;
    AplicDelivery delivery = AplicDelivery::Direct;
    HartIrqSink* sink = nullptr;  ///< for direct delivery
    MsiBus* bus = nullptr;        ///< for delivery by MSI
    ImsicGeometry imsics;
};

class AplicDomain final : public RegDevice<AplicDomain> {
  public:
    using Wires = std::array<bool, kAplicSources + 1>;

    /// The root domain has a child; the child gets its parent from it. All references outlive this object.
    AplicDomain(const AplicConfig& config, const Wires& wires, const AplicDomain* parent, AplicDomain* child);

    std::string_view name() const override { return child_ ? "aplic-m" : "aplic-s"; }
    static std::span<const Reg<AplicDomain>> regs();
    bool read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
    bool write(uint64_t offset, uint32_t bytes, uint64_t v, Tick now) override;
    bool peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) override;
    void on_reset();

    /// The wire of source i has changed to what `wires` says.
    void wire_changed(uint32_t i);

    struct Idc {
        bool idelivery = false, iforce = false;
        uint8_t ithreshold = 0;
    };
    struct State {
        bool ie = false, be = false;
        std::array<uint32_t, kAplicSources + 1> sourcecfg{}, target{};
        std::array<bool, kAplicSources + 1> pending{}, enabled{};
        uint32_t genmsi = 0;
        Tick genmsi_done;  ///< until then genmsi is busy
        uint32_t mmsiaddrcfg = 0, mmsiaddrcfgh = 0, smsiaddrcfg = 0, smsiaddrcfgh = 0;
        std::vector<Idc> idc;
        std::vector<bool> signal;  ///< what each hart was last told
    };
    void archive(Archive& a) override;

  private:
    enum Mode : uint32_t { Inactive = 0, Detached = 1, Edge1 = 4, Edge0 = 5, Level1 = 6, Level0 = 7 };
    static constexpr uint32_t kSources = kAplicSources, kWords = kSources / 32 + 1, kIdcs = 64;

    bool root() const { return child_ != nullptr; }
    bool msi() const { return config_.delivery == AplicDelivery::Msi; }
    bool implemented(uint32_t i) const;
    uint32_t mode(uint32_t i) const;
    bool active(uint32_t i) const { return mode(i) != Inactive; }
    bool level_sensitive(uint32_t i) const { return mode(i) >= Level1; }
    bool rectified(uint32_t i) const;
    void set_pending(uint32_t i);
    void clear_pending(uint32_t i);
    void deactivate(uint32_t i);
    void deliver();
    void signal_harts();
    void forward();
    Spa msi_address(uint32_t hart, uint32_t guest) const;
    uint32_t top(uint32_t hart) const;
    uint32_t legal_target(uint32_t old, uint32_t v) const;
    bool locked() const { return s_.mmsiaddrcfgh >> 31; }

    template <class F>
    static void each(uint32_t word, uint64_t bits, F f);
    template <class F>
    void by_number(uint64_t number, F f);

    uint64_t read_domaincfg(uint32_t);
    void write_domaincfg(uint32_t, uint64_t v);
    uint64_t read_sourcecfg(uint32_t n) { return s_.sourcecfg[n + 1]; }
    void write_sourcecfg(uint32_t n, uint64_t v);
    uint64_t read_target(uint32_t n) { return s_.target[n + 1]; }
    void write_target(uint32_t n, uint64_t v);
    uint64_t read_pending(uint32_t w);
    uint64_t read_inputs(uint32_t w);
    uint64_t read_enabled(uint32_t w);
    void write_setip(uint32_t w, uint64_t v);
    void write_clrip(uint32_t w, uint64_t v);
    void write_setie(uint32_t w, uint64_t v);
    void write_clrie(uint32_t w, uint64_t v);
    void write_setipnum(uint32_t, uint64_t v);
    void write_setipnum_be(uint32_t, uint64_t v);
    void write_clripnum(uint32_t, uint64_t v);
    void write_setienum(uint32_t, uint64_t v);
    void write_clrienum(uint32_t, uint64_t v);
    uint64_t read_genmsi(uint32_t);
    void write_genmsi(uint32_t, uint64_t v);
    uint64_t read_msiaddr(uint32_t n);
    void write_msiaddr(uint32_t n, uint64_t v);
    uint64_t read_idc(uint32_t h, uint64_t (*get)(const Idc&));
    uint64_t read_idelivery(uint32_t h);
    void write_idelivery(uint32_t h, uint64_t v);
    uint64_t read_iforce(uint32_t h);
    void write_iforce(uint32_t h, uint64_t v);
    uint64_t read_ithreshold(uint32_t h);
    void write_ithreshold(uint32_t h, uint64_t v);
    uint64_t read_topi(uint32_t h);
    uint64_t claim(uint32_t h);

    const AplicConfig& config_;
    const Wires& wires_;
    const AplicDomain* parent_;
    AplicDomain* child_;
    State s_;
};

}  // namespace covesim
