#include "cpu/engine/engine.h"

template struct covesim::Engine<covesim::Mode::Warm>;
