// Loads and stores against plain loops over elements, and precise traps in the middle of them: unprivileged
// specification, "Vector Loads and Stores", "Exception Handling"; checklist C18.
#include "tests/unit/vector/vector_rig.h"

using namespace covesim;
using namespace covesim::test;

namespace {

using Random = std::mt19937_64;
constexpr uint32_t kWidthCode[] = {0, 5, 6, 7};
constexpr uint64_t kWindow = kData + 0x4000, kWindowBytes = 0x8000;

/// LMUL in eighths by vlmul.
constexpr unsigned kEighths[] = {8, 16, 32, 64, 0, 1, 2, 4};

struct VectorAccess {
    uint32_t mop, nf, eew, vd, index;  // eew: log2 bytes, of data or index
    bool vm, store, first_fault;
    int64_t stride;
};

/// Executes the access element by element on copies; false when the text reserves the encoding.
bool plain(const VectorAccess& a, const VectorState& v, uint64_t base, std::vector<uint8_t>& reg,
           std::vector<uint8_t>& memory) {
    const unsigned sew = 1u << (v.vtype >> 3 & 7), lmul8 = kEighths[v.vtype & 7], width = 1u << a.eew;
    const bool indexed = a.mop & 1;
    const unsigned bytes = indexed ? sew : width;
    const unsigned emul8 = lmul8 * bytes / sew, index_emul8 = lmul8 * width / sew;
    if (lmul8 * bytes % sew || emul8 < 1 || emul8 > 64) return false;
    const unsigned n = emul8 < 8 ? 1 : emul8 / 8, ni = index_emul8 < 8 ? 1 : index_emul8 / 8;
    if (a.vd % n || n * a.nf > 8 || a.vd + n * a.nf > 32) return false;
    if (!a.vm && a.vd == 0) return false;
    if (indexed) {
        if (lmul8 * width % sew || index_emul8 < 1 || index_emul8 > 64 || a.index % ni) return false;
        if (!a.vm && a.index == 0) return false;
        const unsigned end = a.vd + n * a.nf, index_end = a.index + ni;
        if (a.vd < index_end && a.index < end) {  // overlap
            if (a.store && bytes != width) return false;
            if (!a.store && a.nf > 1) return false;
            if (!a.store && bytes < width && a.vd != a.index) return false;
            if (!a.store && bytes > width && !(index_emul8 >= 8 && end == index_end)) return false;
        }
    }
    const auto old = reg;
    const auto get = [&](const std::vector<uint8_t>& r, size_t at, unsigned size) {
        uint64_t e = 0;
        std::memcpy(&e, r.data() + at, size);
        return e;
    };
    for (uint64_t i = v.vstart; i < v.vl; ++i) {
        if (!a.vm && !(old[i / 8] >> (i % 8) & 1)) continue;
        uint64_t at = base + i * a.nf * bytes;
        if (a.mop == 2) at = base + uint64_t(a.stride) * i;
        if (indexed) at = base + get(old, a.index * v.vlenb + i * width, width);
        for (unsigned f = 0; f < a.nf; ++f) {
            uint8_t* const r = reg.data() + (a.vd + f * n) * v.vlenb + i * bytes;
            uint8_t* const m = memory.data() + (at + f * bytes - kWindow);
            if (a.store) std::memcpy(m, r, bytes);
            else std::memcpy(r, m, bytes);
        }
    }
    return true;
}

std::vector<uint8_t> window(System& s) {
    std::vector<uint8_t> m(kWindowBytes);
    CHECK(s.store.read(Spa{kWindow}, m.data(), m.size()));
    return m;
}

constexpr uint64_t kBad = kData + 0x1000;  ///< the first page that refuses

/// How the page from kBad on refuses.
enum class By : uint8_t { Mpt, Pmp, PageTable };

/// S-mode, the vector unit on, and everything but the page at kBad allowed; data is mapped as it lies.
void refuse(VectorRig& s, By by) {
    s.open_pmp();
    const uint64_t root = s.pages(1), mroot = s.pages(1);
    for (const uint64_t p : {kCode, kHandler, kData, kBad, kBad + 0x1000})
        s.map(root, p, p, by == By::PageTable && p == kBad ? uint64_t{0} : kPteRwx);
    if (by == By::Mpt) {
        for (uint64_t p = kTables; p < kTables + 0x40000; p += 4096) s.mpt(mroot, p, 7);
        for (const uint64_t p : {kCode, kHandler, kData, kBad + 0x1000}) s.mpt(mroot, p, 7);
        s.mpt(mroot, kBad, 0);
        s.state().mmpt = uint64_t{1} << 60 | mroot >> 12;
    }
    if (by == By::Pmp) {  // the page's first 64 bytes are still allowed, which the page's attributes do not say
        std::array<uint8_t, 16> cfg{};
        std::array<uint64_t, 16> address{};
        cfg[0] = 0x0f, cfg[1] = 0x08, cfg[15] = 0x1f;  // top of range each
        address[0] = (kBad + 64) >> 2, address[1] = (kBad + 0x1000) >> 2, address[15] = (uint64_t{1} << 54) - 1;
        std::copy(cfg.begin(), cfg.end(), s.state().pmpcfg);
        std::copy(address.begin(), address.end(), s.state().pmpaddr);
        s.hart().mmu().pmp().set(cfg, address, 0);
    }
    s.state().satp = uint64_t{8} << 60 | root >> 12;
    s.put(kHandler, {jal(zero, 0)});
}
constexpr uint64_t first_bad(By by) { return by == By::Pmp ? kBad + 64 : kBad; }
uint64_t cause_of(By by, bool store) {
    if (by == By::PageTable) return store ? 15 : 13;
    return store ? 7 : 5;
}

}  // namespace

TEST_CASE("vector 201: loads and stores of all kinds equal plain loops") {
    for (Setup setup : all_setups()) {
        for (const uint32_t vlen : {128u, 1024u}) {
            setup.params.vector.vlen = vlen;
            VectorRig rig(setup);
            Random random(vlen);
            int executed = 0;
            for (int n = 0; n < 300; ++n) {
                VectorState& v = rig.v();
                fill_registers(v, random);
                unsigned sew, lmul;
                do {
                    sew = unsigned(random() % 4), lmul = unsigned(random() % 8);
                } while (lmul == 4 || (lmul > 4 && sew > lmul - 5));
                v.vtype = sew << 3 | lmul;
                const uint64_t vlmax = uint64_t{v.vlenb} * kEighths[lmul] / 8 >> sew;
                v.vl = random() % 2 ? vlmax : random() % (vlmax + 1);
                v.vstart = random() % 8 ? 0 : random() % vlmax;
                VectorAccess a{};
                a.mop = uint32_t(random() % 4), a.nf = random() % 2 ? 1 : uint32_t(1 + random() % 8),
                a.eew = uint32_t(random() % 4);
                a.vd = uint32_t(random() % 32) & ~(random() % 4 ? 7u : 0u),
                a.index = uint32_t(random() % 32) & ~(random() % 4 ? 7u : 0u);
                a.vm = random() % 2, a.store = random() % 2;
                a.stride = int64_t(random() % 33) - 16;
                a.first_fault = a.mop == 0 && !a.store && random() % 4 == 0;
                const uint64_t base =
                    kWindow + kWindowBytes / 2 + random() % 512 * 8 + (random() % 4 ? 0 : random() % 8);
                if (a.mop & 1) {  // indices that stay in the window
                    for (unsigned i = 0; i < 8 * v.vlenb; i += 1u << a.eew) {
                        const uint64_t index = random() % 2048;
                        const size_t at = a.index * v.vlenb + i;
                        if (at + 8 <= sizeof v.reg) std::memcpy(v.reg + at, &index, 1u << a.eew);
                    }
                }
                std::vector<uint8_t> reg(v.reg, v.reg + sizeof v.reg), memory = window(rig);
                const bool legal = plain(a, v, base, reg, memory);
                rig.state().x[10] = base, rig.state().x[11] = uint64_t(a.stride);
                const uint32_t rs2 = a.mop == 2 ? 11 : a.mop == 0 ? (a.first_fault ? 16 : 0) : a.index;
                const bool done = rig.step(vmem(a.nf, a.mop, a.vm, rs2, 10, kWidthCode[a.eew], a.vd, a.store));
                executed += done;
                INFO(name_of(setup) << " VLEN " << vlen << " mop " << a.mop << " nf " << a.nf << " eew " << a.eew
                                    << " vd " << a.vd << " index " << a.index << " vm " << a.vm << " store " << a.store
                                    << " vtype " << v.vtype << " vl " << v.vl);
                REQUIRE(done == legal);
                REQUIRE(std::memcmp(v.reg, reg.data(), 32 * v.vlenb) == 0);
                REQUIRE((window(rig) == memory));
                if (done) REQUIRE(v.vstart == 0);
            }
            CHECK(executed > 50);
        }
    }
}

TEST_CASE("vector 202: whole registers and masks") {
    VectorRig rig(with_vlen(256));
    Random random(1);
    fill_registers(rig.v(), random);
    const std::vector<uint8_t> before(rig.v().reg, rig.v().reg + 32 * 32);
    rig.state().x[10] = kWindow + 1;
    REQUIRE(rig.step(vmem(4, 0, true, 8, 10, 0, 4, true)));  // vs4r.v v4, with vill set
    CHECK(std::equal(before.begin() + 4 * 32, before.begin() + 8 * 32, window(rig).begin() + 1));
    REQUIRE(rig.step(vmem(4, 0, true, 8, 10, 7, 8, false)));  // vl4re64.v v8
    CHECK(std::memcmp(rig.v().reg + 8 * 32, before.data() + 4 * 32, 4 * 32) == 0);
    rig.v().vstart = 3;  // elements of 64 bits
    REQUIRE(rig.step(vmem(1, 0, true, 8, 10, 7, 16, false)));
    CHECK(std::memcmp(rig.v().reg + 16 * 32, before.data() + 16 * 32, 24) == 0);
    CHECK(std::memcmp(rig.v().reg + 16 * 32 + 24, before.data() + 4 * 32 + 24, 8) == 0);
    rig.v().vstart = 4;
    CHECK(rig.illegal(vmem(1, 0, true, 8, 10, 7, 16, false)));  // vstart >= evl is reserved
    rig.v().vstart = 0;
    CHECK(rig.illegal(vmem(4, 0, true, 8, 10, 0, 6, true)));
    CHECK(rig.illegal(vmem(3, 0, true, 8, 10, 0, 4, true)));
    CHECK(rig.illegal(vmem(2, 0, true, 8, 10, 5, 4, true)));  // a store has the width 8 only
    // vlm.v and vsm.v: ceil(vl / 8) bytes.
    rig.v().vtype = 3, rig.v().vl = 17;
    REQUIRE(rig.step(vmem(1, 0, true, 11, 10, 0, 20, false)));
    CHECK(std::memcmp(rig.v().reg + 20 * 32, before.data() + 4 * 32, 3) == 0);
    CHECK(std::memcmp(rig.v().reg + 20 * 32 + 3, before.data() + 20 * 32 + 3, 29) == 0);
    rig.state().x[10] = kWindow + 0x100;
    REQUIRE(rig.step(vmem(1, 0, true, 11, 10, 0, 4, true)));
    const auto memory = window(rig);
    CHECK(std::equal(before.begin() + 4 * 32, before.begin() + 4 * 32 + 3, memory.begin() + 0x100));
    CHECK(memory[0x103] == 0);
}

TEST_CASE(
    "vector 203 C18: a refused element leaves vstart at it, for MPT, PMP and page faults; the restart completes") {
    for (Setup setup : all_setups()) {
        setup.params.vector.vlen = 512;
        for (const By by : {By::Mpt, By::Pmp, By::PageTable}) {
            for (const bool store : {false, true}) {
                for (const bool strided : {false, true}) {
                    for (const uint32_t nf : {1u, 3u}) {
                        INFO(name_of(setup) << " by " << int(by) << (store ? " store" : " load")
                                            << (strided ? " strided" : "") << " nf " << nf);
                        VectorRig s(setup);
                        refuse(s, by);
                        // Elements of 4 bytes: element 5 is the first that touches what is refused, halfway.
                        const uint64_t step = strided ? 4 * nf + 4 : 4 * nf;
                        const uint64_t base = first_bad(by) - 5 * step - 4 * (nf - 1);
                        s.v().vtype = 2 << 3 | 1, s.v().vl = 20;
                        for (int i = 0; i < 1024; ++i)
                            s.store.store(Spa{kData + 0x800 + 4 * uint64_t(i)}, uint32_t(0x1000 + i));
                        for (unsigned i = 0; i < 32 * 16; ++i) s.set_element(0, i, 4, 0xa0000000 + i);
                        const std::vector<uint8_t> before(s.v().reg, s.v().reg + 32 * 64);
                        s.state().x[10] = base, s.state().x[11] = step;
                        s.put(kCode,
                              {vmem(nf, strided ? 2 : 0, true, strided ? 11 : 0, 10, 6, 8, store), jal(zero, 0)});
                        s.start(kCode, Priv::S);
                        s.state().mstatus |= kVs;
                        s.run(0, 4);
                        REQUIRE(s.traps().size() == 1);
                        CHECK(s.trap().cause == cause_of(by, store));
                        CHECK(s.trap().tval == first_bad(by));
                        CHECK(s.trap().pc == kCode);
                        CHECK(s.trap().tinst == 0);
                        CHECK(s.v().vstart == 5);
                        CHECK(s.v().vl == 20);
                        const auto memory_element = [&](unsigned i, unsigned f) {
                            uint32_t w = 0;
                            s.store.load(Spa{base + i * step + 4 * f}, w);
                            return w;
                        };
                        for (unsigned f = 0; f < nf; ++f) {
                            for (unsigned i = 0; i < 20; ++i) {
                                uint32_t old = 0;
                                std::memcpy(&old, before.data() + (8 + 2 * f) * 64 + 4 * i, 4);
                                const auto now = uint32_t(s.element(8 + 2 * f, i, 4));
                                // Of the segment that faults, the fields before the last are accessed first.
                                const bool done = i < 5 || (i == 5 && f < nf - 1);
                                CHECK(now == (!store && done ? memory_element(i, f) : old));
                                if (store) CHECK((memory_element(i, f) == old) == done);
                            }
                        }
                        // Software lifts the refusal and returns to the instruction.
                        VectorRig whole(setup);
                        whole.v() = s.v();
                        std::memcpy(whole.v().reg, before.data(), before.size());
                        whole.v().vstart = 0;
                        std::vector<uint8_t> bytes(0x3000);
                        CHECK(s.store.read(Spa{kData}, bytes.data(), bytes.size()));
                        CHECK(whole.store.write(Spa{kData}, bytes.data(), bytes.size()));
                        whole.state().x[10] = base, whole.state().x[11] = step;
                        CHECK(whole.step(vmem(nf, strided ? 2 : 0, true, strided ? 11 : 0, 10, 6, 8, store)));
                        s.state().satp = 0, s.state().mmpt = 0;
                        s.open_pmp();
                        s.state().pmpcfg[0] = s.state().pmpcfg[1] = 0;
                        s.start(kCode, Priv::M);
                        s.run(0, 4);
                        CHECK(s.traps().size() == 1);
                        CHECK(s.v().vstart == 0);
                        CHECK(std::memcmp(s.v().reg, whole.v().reg, 32 * 64) == 0);
                        std::vector<uint8_t> again(0x3000);
                        CHECK(s.store.read(Spa{kData}, bytes.data(), bytes.size()));
                        CHECK(whole.store.read(Spa{kData}, again.data(), again.size()));
                        CHECK((bytes == again));
                    }
                }
            }
        }
    }
}

TEST_CASE("vector 204: fault-only-first trims vl at an element past the first, and traps at the first") {
    for (Setup setup : all_setups()) {
        for (const By by : {By::Mpt, By::Pmp, By::PageTable}) {
            for (const unsigned good : {0u, 1u, 7u}) {
                INFO(name_of(setup) << " by " << int(by) << " good " << good);
                VectorRig s(setup);
                refuse(s, by);
                s.v().vtype = 1 << 3 | 1, s.v().vl = 16;
                for (unsigned i = 0; i < 16; ++i) s.set_element(8, i, 2, 0xaa00 + i);
                for (unsigned i = 0; i < good; ++i)
                    s.store.store(Spa{first_bad(by) - 2 * good + 2 * i}, uint16_t(0x5500 + i));
                s.state().x[10] = first_bad(by) - 2 * good;
                s.put(kCode, {vmem(1, 0, true, 16, 10, 5, 8, false), jal(zero, 0)});
                s.start(kCode, Priv::S);
                s.state().mstatus |= kVs;
                s.run(0, 4);
                CHECK(s.traps().size() == (good == 0 ? 1 : 0));
                CHECK(s.v().vl == (good == 0 ? 16 : good));
                CHECK(s.v().vstart == 0);
                for (unsigned i = 0; i < 16; ++i) CHECK(s.element(8, i, 2) == (i < good ? 0x5500 : 0xaa00) + i);
            }
        }
    }
}

TEST_CASE("vector 205: masked-off elements are not accessed") {
    for (const bool store : {false, true}) {
        VectorRig s;
        refuse(s, By::PageTable);
        s.v().vtype = 0, s.v().vl = 8;
        s.v().reg[0] = 0x0f;
        s.state().x[10] = kBad - 4;
        s.put(kCode, {vmem(1, 0, false, 0, 10, 0, 8, store), jal(zero, 0)});
        s.start(kCode, Priv::S);
        s.state().mstatus |= kVs;
        s.run(0, 4);
        CHECK(s.traps().empty());
    }
}

TEST_CASE("vector 206: devices are accessed element by element, misaligned ones not at all") {
    VectorRig rig;
    rig.v().vtype = 2 << 3, rig.v().vl = 3;
    rig.device[kDevice] = 1, rig.device[kDevice + 4] = 2, rig.device[kDevice + 8] = 3;
    rig.state().x[10] = kDevice;
    REQUIRE(rig.step(vmem(1, 0, true, 0, 10, 6, 8, false)));
    REQUIRE(rig.io_log.size() == 3);
    for (unsigned i = 0; i < 3; ++i) {
        CHECK(rig.io_log[i].address == kDevice + 4 * i);
        CHECK(rig.io_log[i].size == 4);
        CHECK(rig.element(8, i, 4) == i + 1);
    }
    rig.state().x[10] = kDevice + 2;
    CHECK_FALSE(rig.step(vmem(1, 0, true, 0, 10, 6, 8, true)));
    CHECK(rig.trap().cause == 7);
    CHECK(rig.trap().tval == kDevice + 2);
    CHECK(rig.v().vstart == 0);
}

TEST_CASE("vector 207: misaligned elements succeed, or trap where the hart says so") {
    for (const bool traps : {false, true}) {
        Setup setup;
        setup.params.misaligned_traps = traps;
        setup.isa.remove(isa::Ext::Zama16b);
        VectorRig rig(setup);
        rig.v().vtype = 3 << 3 | 1, rig.v().vl = 4;
        for (unsigned i = 0; i < 40; ++i) rig.store.store(Spa{kData + 0xff0 + i}, uint8_t(i));
        rig.state().x[10] = kData + 0xff1;  // the second element crosses a page
        CHECK(rig.step(vmem(1, 0, true, 0, 10, 7, 8, false)) == !traps);
        if (traps) {
            CHECK(rig.trap().cause == 4);
            CHECK(rig.trap().tval == kData + 0xff1);
        } else {
            CHECK(rig.element(8, 0, 8) == 0x0807060504030201);
            CHECK(rig.element(8, 1, 8) == 0x100f0e0d0c0b0a09);
            CHECK(rig.element(8, 3, 8) == 0x201f1e1d1c1b1a19);
        }
    }
}
