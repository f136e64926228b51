#include <cstdio>
#include <exception>

#include "sim/platform/commands.h"

int main(int argc, char** argv) {
    try {
        return covesim::covesim_main(argc, argv);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "covesim: error: internal: %s\n", e.what());
    } catch (...) { std::fprintf(stderr, "covesim: error: internal\n"); }
    return covesim::kExitInternal;
}
