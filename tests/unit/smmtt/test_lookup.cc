// MPT lookup against riscv-smmtt chapter 4, rows B and C of the requirements checklist. Literals from the text.
#include <catch2/catch.hpp>

#include "memory.h"

using namespace covesim;

namespace {

constexpr uint64_t kRootPage = 0x80100, kT1 = 0x80200, kT0 = 0x80300;
uint64_t ptr(uint64_t page) { return page << 10 | 1; }
uint64_t ptr_at(uint64_t table_page, uint64_t index, unsigned bytes = 8) { return (table_page << 12) + index * bytes; }
Mmpt m43() { return {MptMode::Smmpt43, 0, kRootPage}; }
Mmpt m52() { return {MptMode::Smmpt52, 0, kRootPage}; }
Mmpt m64() { return {MptMode::Smmpt64, 0, kRootPage}; }
Mmpt m34() { return {MptMode::Smmpt34, 0, kRootPage}; }

/// Smmpt43: root and one level-1 table lead to a level-0 table for the gigabyte at 0x8000'0000 (pn[2] = 0, pn[1] = 64).
Memory chain43() {
    Memory m;
    m.word[ptr_at(kRootPage, 0)] = ptr(kT1);
    m.word[ptr_at(kT1, 64)] = ptr(kT0);
    return m;
}

}  // namespace

TEST_CASE("A03 A11 mmpt fields: MODE 63:60, SDID 57:52, PPN 43:0") {
    const Mmpt m = Mmpt::rv64(uint64_t{2} << 60 | uint64_t{0x2a} << 52 | 0x123456789ab);
    CHECK(m.mode == MptMode::Smmpt52);
    CHECK(m.sdid == 0x2a);
    CHECK(m.ppn == 0x123456789ab);
    const Mmpt r = Mmpt::rv32(1u << 30 | 0x15u << 22 | 0x2bcdef);
    CHECK(r.mode == MptMode::Smmpt34);
    CHECK(r.sdid == 0x15);
    CHECK(r.ppn == 0x2bcdef);
}

TEST_CASE("A08 Bare reads nothing and allows everything") {
    Memory m;
    const MptResult r = lookup(Mmpt{}, Spa{0x8000'0000}, m);
    CHECK_FALSE(r.fault);
    CHECK(r.perm == Perm{true, true, true});
    CHECK(m.reads.empty());
}

TEST_CASE("B01 B14 B32 Smmpt34: two levels of four-byte entries, root index 33:25, next 24:15") {
    Memory m;
    const uint64_t pa = 0x2'8123'4567;  // pn[1] = 0x140, pn[0] = 0x246, page in range = 4
    m.word[(kRootPage << 12) + 0x140 * 4] = kT1 << 10 | 1;
    m.word[(kT1 << 12) + 0x246 * 4] = 3 | 5u << (8 + 3 * 4);
    const MptResult r = lookup(m34(), Spa{pa}, m);
    REQUIRE_FALSE(r.fault);
    CHECK(r.perm == Perm{true, false, true});
    CHECK(r.span == 12);
    CHECK(m.reads == std::vector<uint64_t>{(kRootPage << 12) + 0x140 * 4, (kT1 << 12) + 0x246 * 4});
    CHECK(m.sizes == std::vector<unsigned>{4, 4});
}

TEST_CASE("B02 B21 Smmpt43: three levels, pn 42:34, 33:25, 24:16") {
    Memory m;
    const uint64_t pa = uint64_t{0x155} << 34 | uint64_t{0x0ab} << 25 | uint64_t{0x1f3} << 16 | 0x9abc;
    m.word[ptr_at(kRootPage, 0x155)] = ptr(kT1);
    m.word[ptr_at(kT1, 0x0ab)] = ptr(kT0);
    m.word[ptr_at(kT0, 0x1f3)] = 3 | uint64_t{3} << (8 + 3 * 9);
    const MptResult r = lookup(m43(), Spa{pa}, m);
    REQUIRE_FALSE(r.fault);
    CHECK(r.perm == Perm{true, true, false});
    CHECK(r.entries_read == 3);
    CHECK(m.reads == std::vector<uint64_t>{ptr_at(kRootPage, 0x155), ptr_at(kT1, 0x0ab), ptr_at(kT0, 0x1f3)});
}

TEST_CASE("B03 Smmpt52: four levels, pn[3] 51:43") {
    Memory m;
    m.word[ptr_at(kRootPage, 0x1aa)] = ptr(0x80101);
    m.word[ptr_at(0x80101, 0)] = ptr(kT1);
    m.word[ptr_at(kT1, 0)] = ptr(kT0);
    m.word[ptr_at(kT0, 0)] = 3 | 1 << 8;
    CHECK(lookup(m52(), Spa{uint64_t{0x1aa} << 43}, m).perm == Perm{true, false, false});
    CHECK(m.reads.size() == 4);
}

TEST_CASE("B04 B07 B36 Smmpt64: five levels, root index 63:52 in 32 KiB, no upper-bits check") {
    Memory m;
    m.word[(kRootPage << 12) + 0xfed * 8] = ptr(0x80101);
    m.word[ptr_at(0x80101, 0)] = ptr(0x80102);
    m.word[ptr_at(0x80102, 0)] = ptr(kT1);
    m.word[ptr_at(kT1, 0)] = ptr(0xfff'ffff'ffff);  // a table at the top of the 56-bit space
    m.word[0xff'ffff'ffff'f000] = 3 | 1 << 8;
    CHECK(lookup(m64(), Spa{uint64_t{0xfed} << 52}, m).perm == Perm{true, false, false});
    CHECK(m.reads[0] == (kRootPage << 12) + 0xfed * 8);
    CHECK(m.reads[4] == 0xff'ffff'ffff'f000);
}

TEST_CASE("B05 B06 B08 SPA bits above the mode's width fault before any read") {
    Memory m;
    CHECK(lookup(m43(), Spa{uint64_t{1} << 43}, m).fault);
    CHECK(lookup(m52(), Spa{uint64_t{1} << 52}, m).fault);
    CHECK(lookup(m34(), Spa{uint64_t{1} << 34}, m).fault);
    CHECK(m.reads.empty());
}

TEST_CASE(
    "B09 tables start at PPN * 4096: every read lies in the page that the PPN names, the Smmpt64 root in 32 KiB") {
    for (const uint64_t page :
         {uint64_t{0x1}, uint64_t{0x80201}, uint64_t{0x555'5555'5555}, uint64_t{0xfff'ffff'ffff}}) {
        for (const uint64_t index : {0, 1, 255, 511}) {
            Memory m;
            m.word[ptr_at(kRootPage, 0)] = ptr(page);
            lookup(m43(), Spa{index << 25}, m);
            REQUIRE(m.reads.size() == 2);
            CHECK(m.reads[1] == page * 4096 + index * 8);
        }
        Memory root;
        lookup({MptMode::Smmpt43, 0, page}, Spa{uint64_t{511} << 34}, root);
        CHECK(root.reads == std::vector<uint64_t>{page * 4096 + 511 * 8});
    }
    // PPN[2:0] of an Smmpt64 root are zero by the CSR (A10), so the index never carries into the base.
    for (const uint64_t index : {uint64_t{0}, uint64_t{0x1ff}, uint64_t{0x200}, uint64_t{0xfff}}) {
        Memory m;
        lookup({MptMode::Smmpt64, 0, 0x80108}, Spa{index << 52}, m);
        CHECK(m.reads == std::vector<uint64_t>{0x8010'8000 + index * 8});
    }
}

TEST_CASE("B10 B11 every reserved bit of an RV64 non-leaf entry faults") {
    for (int bit = 2; bit < 64; ++bit) {
        Memory m = chain43();
        m.word[ptr_at(kT0, 0)] = 3 | 1 << 8;
        m.word[ptr_at(kRootPage, 0)] |= uint64_t{1} << bit;
        const bool ppn = bit >= 10 && bit <= 53;
        const MptResult r = lookup(m43(), Spa{0x8000'0000}, m);
        INFO("bit " << bit);
        if (!ppn) CHECK((r.fault && m.reads.size() == 1));
    }
}

TEST_CASE("B12 reserved bits 7:3 and 63:56 of an RV64 leaf with N=0 fault") {
    for (int bit = 3; bit < 64; ++bit) {
        Memory m = chain43();
        m.word[ptr_at(kT0, 0)] = 3 | uint64_t{1} << bit;
        const bool reserved = bit <= 7 || bit >= 56;
        const bool w_alone = !reserved && (bit - 8) % 3 == 1;  // 010 is a reserved encoding
        INFO("bit " << bit);
        CHECK(lookup(m43(), Spa{0x8000'0000}, m).fault == (reserved || w_alone));
    }
}

TEST_CASE("B13 reserved bits of an RV64 NAPOT leaf fault: 7:3, 11, 63:16") {
    for (int bit = 3; bit < 64; ++bit) {
        if (bit >= 12 && bit <= 15) continue;  // G
        Memory m = chain43();
        m.word[ptr_at(kT0, 0)] = (7 | 4 << 12) | uint64_t{1} << bit;
        const bool xwr_bit = bit >= 8 && bit <= 10;
        INFO("bit " << bit);
        CHECK(lookup(m43(), Spa{0x8000'0000}, m).fault == (!xwr_bit || bit == 9));
    }
}

TEST_CASE("B14 reserved bits of Smmpt34 entries") {
    auto one = [](uint64_t root, uint64_t leaf) {
        Memory m;
        m.word[kRootPage << 12] = root;
        m.word[kT1 << 12] = leaf;
        return lookup(m34(), Spa{0}, m).fault;
    };
    const uint64_t good_root = kT1 << 10 | 1;
    CHECK_FALSE(one(good_root, 3 | 1 << 8));
    for (int bit = 2; bit <= 9; ++bit) CHECK(one(good_root | 1u << bit, 3 | 1 << 8));
    for (int bit = 3; bit <= 7; ++bit) CHECK(one(good_root, 3 | 1 << 8 | 1u << bit));
    for (int bit = 16; bit <= 31; ++bit) CHECK(one(good_root, 7 | 6 << 12 | 1u << bit));
    CHECK(one(good_root, 7 | 6 << 12 | 1 << 11));
    CHECK_FALSE(one(good_root, 7 | 6 << 12 | 7 << 8));
}

TEST_CASE("B15 V=0 faults whatever the other bits are") {
    Memory m = chain43();
    m.word[ptr_at(kT0, 0)] = ~uint64_t{1};
    CHECK(lookup(m43(), Spa{0x8000'0000}, m).fault);
}

TEST_CASE("B16 B17 L=0 with N=1 faults") {
    Memory m = chain43();
    m.word[ptr_at(kT1, 64)] |= 4;
    m.word[ptr_at(kT0, 0)] = 3 | 1 << 8;
    CHECK(lookup(m43(), Spa{0x8000'0000}, m).fault);
}

TEST_CASE("B18 B19 a reserved XWR encoding in any tuple of the leaf faults") {
    for (int tuple = 0; tuple < 16; ++tuple)
        for (const uint64_t code : {2u, 6u}) {
            Memory m = chain43();
            m.word[ptr_at(kT0, 0)] = 3 | 1 << (8 + 3 * 2) | code << (8 + 3 * tuple);
            if (tuple == 2) m.word[ptr_at(kT0, 0)] = 3 | code << (8 + 3 * 2);
            INFO(tuple << " " << code);
            CHECK(lookup(m43(), Spa{0x8000'2000}, m).fault);
        }
}

TEST_CASE("B20 C02 XWR: bit 0 R, bit 1 W, bit 2 X, for fetch, load, store and AMO") {
    struct Row {
        uint64_t xwr;
        bool load, store, fetch, amo;
    };
    for (const Row t : {Row{0, 0, 0, 0, 0}, Row{1, 1, 0, 0, 0}, Row{3, 1, 1, 0, 1}, Row{4, 0, 0, 1, 0},
                        Row{5, 1, 0, 1, 0}, Row{7, 1, 1, 1, 1}}) {
        Memory m = chain43();
        m.word[ptr_at(kT0, 0)] = 3 | t.xwr << 8;
        const Perm p = lookup(m43(), Spa{0x8000'0000}, m).perm;
        CHECK(p.allows(need_of(Acc::Load)) == t.load);
        CHECK(p.allows(need_of(Acc::Store)) == t.store);
        CHECK(p.allows(need_of(Acc::Fetch)) == t.fetch);
        CHECK(p.allows(need_of(Acc::Amo)) == t.amo);
    }
}

TEST_CASE("B21 a pointer at level 0 faults") {
    Memory m = chain43();
    m.word[ptr_at(kT0, 0)] = ptr(0x80400);
    CHECK(lookup(m43(), Spa{0x8000'0000}, m).fault);
    CHECK(m.reads.size() == 3);
}

TEST_CASE("B22 B23 B24 leaves at every level: page index and page size") {
    struct Row {
        Mmpt mmpt;
        int level;
        int index_low;  // page index = SPA bits index_low+3 : index_low
    };
    for (const Row t :
         {Row{m43(), 0, 12}, Row{m43(), 1, 21}, Row{m43(), 2, 30}, Row{m52(), 3, 39}, Row{m64(), 4, 48}}) {
        const int levels = t.mmpt.mode == MptMode::Smmpt43 ? 3 : t.mmpt.mode == MptMode::Smmpt52 ? 4 : 5;
        for (uint64_t page = 0; page < 16; ++page) {
            Memory m;
            uint64_t table = kRootPage;
            for (int i = levels - 1; i > t.level; --i) {
                m.word[table << 12] = ptr(table + 0x100);
                table += 0x100;
            }
            m.word[table << 12] = 3 | uint64_t{5} << (8 + 3 * page);
            const uint64_t base = page << t.index_low, last = base + (uint64_t{1} << t.index_low) - 1;
            INFO("level " << t.level << " page " << page);
            CHECK(lookup(t.mmpt, Spa{base}, m).perm == Perm{true, false, true});
            const MptResult r = lookup(t.mmpt, Spa{last}, m);
            CHECK(r.perm == Perm{true, false, true});
            CHECK(r.span == t.index_low);
            CHECK(r.cover == t.index_low + 4);
            if (page) CHECK(lookup(t.mmpt, Spa{base - 1}, m).perm == Perm{});
            if (page < 15) CHECK(lookup(t.mmpt, Spa{last + 1}, m).perm == Perm{});
        }
    }
}

TEST_CASE("B24 Smmpt34 has 4 KiB and 4 MiB pages") {
    Memory m;
    m.word[kRootPage << 12] = 3 | 1u << (8 + 3 * 7);
    const MptResult r = lookup(m34(), Spa{7 * 0x40'0000}, m);
    CHECK(r.span == 22);
    CHECK(r.perm.r);
    CHECK_FALSE(lookup(m34(), Spa{7 * 0x40'0000 - 1}, m).perm.r);
}

TEST_CASE("B25 B27 NAPOT: one XWR for 32 entries, 2 MiB at level 0, 1 GiB at level 1") {
    Memory m = chain43();
    m.word[ptr_at(kT0, 5)] = 7 | 3 << 8 | 4 << 12;
    const MptResult r = lookup(m43(), Spa{0x8005'f000}, m);
    CHECK(r.perm == Perm{true, true, false});
    CHECK(r.span == 21);
    CHECK(r.napot);
    Memory n;
    n.word[ptr_at(kRootPage, 0)] = ptr(kT1);
    n.word[ptr_at(kT1, 64)] = 7 | 3 << 8 | 4 << 12;
    CHECK(lookup(m43(), Spa{0x8000'0000}, n).span == 30);
    Memory o;
    o.word[ptr_at(kRootPage, 0)] = 7 | 1 << 8 | 4 << 12;
    CHECK(lookup(m43(), Spa{0x8000'0000}, o).span == 39);
}

TEST_CASE("B25 Smmpt34 NAPOT with G=6 covers 4 MiB at level 0") {
    Memory m;
    m.word[kRootPage << 12] = kT1 << 10 | 1;
    m.word[kT1 << 12] = 7 | 3 << 8 | 6 << 12;
    CHECK(lookup(m34(), Spa{0x123}, m).span == 22);
}

TEST_CASE("B26 every G but 4 (RV64) or 6 (Smmpt34) faults") {
    for (uint64_t g = 0; g < 16; ++g) {
        for (const Mmpt t : {m43(), m52(), m64()}) {
            Memory m;
            m.word[kRootPage << 12] = 7 | 1 << 8 | g << 12;
            CHECK(lookup(t, Spa{0}, m).fault == (g != 4));
        }
        Memory m;
        m.word[kRootPage << 12] = 7 | 1 << 8 | g << 12;
        CHECK(lookup(m34(), Spa{0}, m).fault == (g != 6));
    }
}

TEST_CASE("B29 an entry that PMA or PMP refuses faults, at every level") {
    for (const uint64_t page : {kRootPage, kT1, kT0}) {
        Memory m = chain43();
        m.word[ptr_at(kT0, 0)] = 3 | 7 << 8;
        m.denied.insert(page);
        CHECK(lookup(m43(), Spa{0x8000'0000}, m).fault);
    }
}
