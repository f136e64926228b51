#include "firmware/host-vmm/description.h"

namespace covesim::host {

using namespace fw;

namespace {
uint64_t quad(const Fdt& t, FdtNode n, const char* name, uint64_t otherwise) {
    const FdtProperty p = t.property(n, name);
    return p ? p.number(0, p.cells() >= 2 ? 2 : 1) : otherwise;
}
}  // namespace

const char* read_description(const Fdt& t, TvmDescription& out) {
    const FdtNode tvm = t.find_compatible("covesim,tvm");
    if (!tvm) return "no covesim,tvm in the device tree";
    out.memory = {quad(t, tvm, "memory-base", 0), quad(t, tvm, "memory-size", 0)};
    out.entry = quad(t, tvm, "entry", out.memory.base);
    out.arg = quad(t, tvm, "arg", 0);
    out.demand_page = quad(t, tvm, "covesim,demand-page", 2 << 20);
    if (!out.memory.well_formed() || !aligned(out.memory.base | out.memory.size, kPageSize))
        return "bad memory-base or memory-size";
    if (out.demand_page != kPageSize && out.demand_page != 2 << 20) return "bad covesim,demand-page";
    for (FdtNode n = t.first_child(tvm); n; n = t.next_sibling(n)) {
        if (!t.property(n, "compatible").has_text("covesim,tvm-image")) continue;
        if (out.image_count == TvmDescription::kMaxImages) return "too many images";
        // Two cells each, as the loader writes them.
        const FdtProperty reg = t.property(n, "reg");
        TvmImage image{{reg.number(0, 2), reg.number(2, 2)}, quad(t, n, "covesim,gpa", 0)};
        if (reg.cells() < 4 || !image.source.well_formed() || !aligned(image.source.base | image.gpa, kPageSize))
            return "bad image";
        if (!out.memory.contains(image.gpa, align_up(image.source.size, kPageSize)))
            return "an image lies outside the TVM's memory";
        out.images[out.image_count++] = image;
    }
    return out.image_count ? nullptr : "no image";
}

void read_memory(const Fdt& t, Span blob, Span self, Arena& out) {
    for (FdtNode n = t.first_child(t.root()); n; n = t.next_sibling(n)) {
        if (!t.property(n, "device_type").has_text("memory")) continue;
        for (uint32_t i = 0; t.reg(n, i).size; ++i) out.add(t.reg(n, i));
    }
    out.remove(blob);
    out.remove(self);
    const FdtNode chosen = t.find("/chosen");
    for (FdtNode n = t.first_child(chosen); n; n = t.next_sibling(n)) {
        const FdtProperty reg = t.property(n, "reg");
        if (reg.cells() >= 4) out.remove({reg.number(0, 2), reg.number(2, 2)});
        for (FdtNode c = t.first_child(n); c; c = t.next_sibling(c)) {
            const FdtProperty inner = t.property(c, "reg");
            if (inner.cells() >= 4) out.remove({inner.number(0, 2), inner.number(2, 2)});
        }
    }
    const FdtNode reserved = t.find("/reserved-memory");
    for (FdtNode n = t.first_child(reserved); n; n = t.next_sibling(n))
        for (uint32_t i = 0; t.reg(n, i).size; ++i) out.remove(t.reg(n, i));
}

}  // namespace covesim::host
