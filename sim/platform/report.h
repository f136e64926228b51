// The cost report: derived from the machine's statistics tree alone, so that text and JSON cannot disagree.
//
// Has: instructions and cycles per component and context; MPT lookups by access type with entries read and cycles.
// World switches and boot milestones join when the machine records them.
#pragma once
#include <string>

#include "sim/core/schema/value.h"

namespace covesim {

/// The report as data. `stats` is Machine::stats().
config::Value report_json(const config::Value& stats);
/// The same as tables.
std::string report_text(const config::Value& stats);

}  // namespace covesim
