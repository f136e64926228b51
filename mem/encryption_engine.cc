#include "mem/encryption_engine.h"

#include <algorithm>
#include <cstring>

namespace covesim {

namespace {
constexpr uint64_t kPage = 4096;
constexpr uint64_t kPages = 1ull << 52;
}  // namespace

EncryptionEngine::EncryptionEngine(const EncryptionParams& params, BackingStore& store, MemPort& next)
    : params_(params), store_(store), next_(next), generation_(params.contexts) {}

MemDone EncryptionEngine::access(const MemReq& req, Tick now) {
    MemReq down = req;
    down.ectx = static_cast<uint16_t>(context_of(req.addr));
    if (down.ectx == 0 || params_.mode == Encryption::Off) {
        ++stats_.plain;
        return next_.access(down, now);
    }
    const bool write = req.acc == Acc::Store || req.acc == Acc::Amo;
    ++(write ? stats_.encrypted : stats_.decrypted);
    const Tick interval{params_.line_interval_fs}, latency{params_.latency_fs};
    auto through = [&](Tick t) {
        const Tick begin = lane_.reserve(t, interval);
        if (begin > t) ++stats_.waits;
        return begin + latency;
    };
    if (!req.timed) return next_.access(down, now);
    if (write) return next_.access(down, through(now));
    MemDone d = next_.access(down, now);
    d.at = through(d.at);
    return d;
}

bool EncryptionEngine::assign(Spa base, uint64_t pages, uint32_t context) {
    if (base.v % kPage != 0 || pages == 0 || pages >= kPages || context >= params_.contexts) return false;
    if (!store_.region(base, pages * kPage)) return false;
    const uint64_t begin = base.page(), end = begin + pages;
    for (const auto& run : table_.runs(begin, end)) {
        if (run.value != context) key_changed(run.begin, run.end, current(run.value), current(context));
    }
    table_.set(begin, end, context);
    update_lazy();
    return true;
}

bool EncryptionEngine::new_key(uint32_t context) {
    if (context == 0 || context >= params_.contexts) return false;
    const KeyId before = current(context);
    ++generation_[context];
    for (const auto& run : table_.runs(0, kPages)) {
        if (run.value == context) key_changed(run.begin, run.end, before, current(context));
    }
    update_lazy();
    return true;
}

/// Pages [begin, end) go from one key to another: remember under which key their stored plaintext makes sense.
void EncryptionEngine::key_changed(uint64_t begin, uint64_t end, KeyId before, KeyId after) {
    if (params_.mode == Encryption::Off) return;
    for (const auto& run : pending_.runs(begin, end)) {
        const KeyId stored = run.value.is ? run.value.stored : before;
        set_pending(run.begin, run.end, stored == after ? Pending{} : Pending{true, stored});
    }
    store_.notify_withdrawn(Spa{begin * kPage}, (end - begin) * kPage);
}

void EncryptionEngine::mark_pending() {
    for (const auto& run : pending_.runs(0, kPages)) store_.mark_lazy(run.begin, run.end, run.value.is);
    update_lazy();
}

/// D_new(E_old(p)) for the pages that somebody is about to look at.
void EncryptionEngine::touch(Spa base, uint64_t bytes) {
    const uint64_t begin = base.page(), end = (base + (bytes - 1)).page() + 1;
    for (const auto& run : pending_.runs(begin, end)) {
        if (!run.value.is) continue;
        for (uint64_t page = run.begin; page < run.end; ++page) {
            std::byte* p = store_.raw(Spa{page * kPage}, kPage);
            encrypt(run.value.stored, page, p, p);
            decrypt(current(table_.at(page)), page, p, p);
            ++stats_.rekeyed_pages;
        }
        set_pending(run.begin, run.end, {});
    }
    update_lazy();
}

Xts* EncryptionEngine::cipher(KeyId id) {
    if (id.context == 0 || params_.mode == Encryption::Off) return nullptr;
    auto it = ciphers_.find(id);
    if (it == ciphers_.end()) {
        it = ciphers_.emplace(id, Xts(Xts::derive(params_.key_seed, id.context, id.generation))).first;
    }
    return &it->second;
}

void EncryptionEngine::encrypt(KeyId id, uint64_t page, const std::byte* in, std::byte* out) {
    if (Xts* c = cipher(id)) c->encrypt(page, in, out);
    else if (in != out) std::memcpy(out, in, kPage);
}

void EncryptionEngine::decrypt(KeyId id, uint64_t page, const std::byte* in, std::byte* out) {
    if (Xts* c = cipher(id)) c->decrypt(page, in, out);
    else if (in != out) std::memcpy(out, in, kPage);
}

bool EncryptionEngine::probe(Spa a, void* out, uint64_t len) {
    if (!store_.region(a, len)) return false;
    auto* to = static_cast<std::byte*>(out);
    std::byte unit[kPage];
    while (len) {
        const uint64_t page = a.page(), n = std::min(len, kPage - a.offset());
        // What is on the bus was written under the stored key; a pending change does not alter it.
        const Pending p = pending_.at(page);
        const KeyId key = p.is ? p.stored : current(table_.at(page));
        encrypt(key, page, store_.raw(Spa{page * kPage}, kPage), unit);
        std::memcpy(to, unit + a.offset(), n);
        a = a + n;
        to += n;
        len -= n;
    }
    return true;
}

bool EncryptionEngine::tamper(Spa a, const void* ciphertext, uint64_t len) {
    if (!store_.region(a, len)) return false;
    const auto* from = static_cast<const std::byte*>(ciphertext);
    const Spa base = a;
    const uint64_t bytes = len;
    std::byte unit[kPage];
    while (len) {
        const uint64_t page = a.page(), n = std::min(len, kPage - a.offset());
        probe(Spa{page * kPage}, unit, kPage);
        std::memcpy(unit + a.offset(), from, n);
        decrypt(current(table_.at(page)), page, unit, store_.raw(Spa{page * kPage}, kPage));
        set_pending(page, page + 1, {});
        a = a + n;
        from += n;
        len -= n;
    }
    update_lazy();
    store_.notify_written(base, bytes);
    return true;
}

}  // namespace covesim
