// The memory encryption engine between the last-level cache and DRAM: one key per encryption context, a context per 4
// KiB page from a platform table (sim/core/layout/encryption_table.h), AES-256-XTS with the physical page number as
// tweak.
//
// Models, in time: latency and bandwidth of the cipher. In data: what software and a probe on the memory bus see. The
// backing store holds plaintext; ciphertext is computed at the probe port only, when somebody looks. When a page's key
// changes, its plaintext p becomes D_new(E_old(p)), lazily: at the first access to the page afterwards. Caches are
// treated as clean then; software flushes them first, as it must on hardware. Leaves out: counter mode and its metadata
// traffic, integrity (MAC, tree).
#pragma once
#include <map>
#include <vector>

#include "mem/backing_store.h"
#include "mem/busy.h"
#include "mem/encryption_control.h"
#include "mem/params.h"
#include "mem/port.h"
#include "mem/range_map.h"
#include "mem/stats.h"
#include "mem/xts.h"

namespace covesim {

class EncryptionEngine final : public MemPort, public EncryptionControl, private LazyPages {
  public:
    EncryptionEngine(const EncryptionParams& params, BackingStore& store, MemPort& next);
    ~EncryptionEngine() { store_.set_lazy(nullptr); }
    EncryptionEngine(const EncryptionEngine&) = delete;
    EncryptionEngine& operator=(const EncryptionEngine&) = delete;

    MemDone access(const MemReq& req, Tick now) override;

    uint32_t contexts() const override { return params_.contexts; }
    bool assign(Spa base, uint64_t pages, uint32_t context) override;
    bool new_key(uint32_t context) override;

    uint32_t context_of(Spa a) const { return table_.at(a.page()); }
    /// What a probe on the memory bus reads; false outside memory.
    bool probe(Spa a, void* out, uint64_t len);
    /// What an attacker on the bus writes: the page's plaintext changes accordingly; false outside memory.
    bool tamper(Spa a, const void* ciphertext, uint64_t len);

    const EncryptionStats& stats() const { return stats_; }
    template <class A>
    void archive(A& a) {
        a(table_, pending_, lane_, stats_);
        a.fixed(generation_);
        if (a.loading()) mark_pending();
    }

  private:
    /// A key: context and generation. Context 0 is no key at all.
    struct KeyId {
        uint32_t context = 0, generation = 0;
        auto operator<=>(const KeyId&) const = default;
    };
    /// The key a page's stored plaintext belongs to, when it is not the current one.
    struct Pending {
        bool is = false;
        KeyId stored;
        bool operator==(const Pending&) const = default;
    };
    KeyId current(uint32_t context) const { return {context, context < generation_.size() ? generation_[context] : 0}; }
    Xts* cipher(KeyId id);
    void encrypt(KeyId id, uint64_t page, const std::byte* in, std::byte* out);
    void decrypt(KeyId id, uint64_t page, const std::byte* in, std::byte* out);
    void key_changed(uint64_t begin, uint64_t end, KeyId before, KeyId after);
    void touch(Spa base, uint64_t bytes) override;
    void set_pending(uint64_t begin, uint64_t end, Pending p) {
        pending_.set(begin, end, p);
        store_.mark_lazy(begin, end, p.is);
    }
    /// The store learns which pages are lazy.
    void mark_pending();
    void update_lazy() { store_.set_lazy(pending_.all({}) ? nullptr : this); }

    const EncryptionParams params_;
    BackingStore& store_;
    MemPort& next_;
    RangeMap<uint32_t> table_;
    RangeMap<Pending> pending_;
    std::vector<uint32_t> generation_;
    std::map<KeyId, Xts> ciphers_;
    Lane lane_;
    EncryptionStats stats_;
};

}  // namespace covesim
