// The instruction histogram as it is written.
#include <catch2/catch.hpp>

#include "cpu/isa/all.h"
#include "sim/platform/report/histogram.h"

using namespace covesim;

namespace {

isa::Slot slot(isa::OpId op, uint8_t half_words) {
    isa::Slot s;
    s.op = static_cast<uint16_t>(op);
    s.len = half_words;
    return s;
}

}  // namespace

TEST_CASE("report.histogram.1 sums over harts, most frequent first") {
    Histogram h(2);
    for (int i = 0; i < 3; ++i) h.hart(0).add(slot(isa::OpId::Addi, 1));
    h.hart(1).add(slot(isa::OpId::Addi, 2));
    h.hart(1).add(slot(isa::OpId::Ld, 2));
    h.hart(1).add(slot(isa::OpId::Beq, 2));
    CHECK(config::json_text(h.json()) == config::json_text(*config::parse_json(R"({"retired": 6, "instructions": [
        {"name": "addi", "count": 4, "compressed": 3, "harts": [3, 1]},
        {"name": "beq", "count": 1, "compressed": 0, "harts": [0, 1]},
        {"name": "ld", "count": 1, "compressed": 0, "harts": [0, 1]}]})",
                                                                               "expected")));
    CHECK(h.text().find("addi") < h.text().find("beq"));
    CHECK(h.text().find("66.67 %") != std::string::npos);
}
