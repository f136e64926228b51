#include "dev/pci/host.h"

#include "sim/core/archive.h"

namespace covesim {

namespace {
uint64_t ones(uint32_t bytes) { return bytes >= 8 ? ~0ull : (1ull << (8 * bytes)) - 1; }
bool aligned(uint64_t offset, uint32_t bytes) {
    return (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8) && offset % bytes == 0;
}
}  // namespace

void PciHost::set_irq(uint32_t device, bool level) {
    levels_[device] = level;
    bool wire = false;
    for (uint32_t d = device % 4; d < kDevices; d += 4) wire |= levels_[d];
    irq_.set_irq(first_line_ + device % 4, wire);
}

Device& PciHost::window(std::string name, uint64_t base) {
    windows_.push_back(std::make_unique<Window>(*this, std::move(name), base));
    return *windows_.back();
}

/// Bus in bits 27:20, device 19:15, function 14:12.
PciFunction* PciHost::Ecam::function(uint64_t offset) const {
    const bool here = offset >> 20 == 0 && (offset >> 12 & 7) == 0;
    return here ? host.functions_[offset >> 15 & 31] : nullptr;
}

bool PciHost::Ecam::read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) {
    if (PciFunction* f = function(offset)) return f->read(offset & 0xfff, bytes, out, now);
    out = ones(bytes);
    return aligned(offset, bytes);
}

bool PciHost::Ecam::peek(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) {
    if (PciFunction* f = function(offset)) return f->peek(offset & 0xfff, bytes, out, now);
    out = ones(bytes);
    return aligned(offset, bytes);
}

bool PciHost::Ecam::write(uint64_t offset, uint32_t bytes, uint64_t value, Tick now) {
    if (PciFunction* f = function(offset)) return f->write(offset & 0xfff, bytes, value, now);
    return aligned(offset, bytes);
}

void PciHost::Ecam::reset() {
    for (PciFunction* f : host.functions_)
        if (f) f->reset();
}

void PciHost::Ecam::archive(Archive& a) {
    a(host.levels_);
    for (PciFunction* f : host.functions_)
        if (f) a.section(f->name(), [&] { f->archive(a); });
}

bool PciHost::Window::access(uint64_t offset, uint32_t bytes, bool write, uint64_t& data, Tick now, bool& ok) {
    for (PciFunction* f : host.functions_) {
        uint32_t bar = 0;
        uint64_t at = 0;
        if (!f || !f->decode(base + offset, bytes, bar, at)) continue;
        ok = f->access_bar(bar, at, bytes, write, data, now);
        return true;
    }
    return false;
}

bool PciHost::Window::read(uint64_t offset, uint32_t bytes, uint64_t& out, Tick now) {
    bool ok = aligned(offset, bytes);
    if (!ok || !access(offset, bytes, false, out, now, ok)) out = ones(bytes);
    return ok;
}

bool PciHost::Window::write(uint64_t offset, uint32_t bytes, uint64_t value, Tick now) {
    bool ok = aligned(offset, bytes);
    if (ok) access(offset, bytes, true, value, now, ok);
    return ok;
}

}  // namespace covesim
