#include "firmware/lib/memory.h"

extern "C" {
void* memcpy(void* to, const void* from, size_t n) { return covesim::fw::copy_bytes(to, from, n), to; }
void* memmove(void* to, const void* from, size_t n) { return covesim::fw::move_bytes(to, from, n), to; }
void* memset(void* to, int value, size_t n) {
    return covesim::fw::fill_bytes(to, static_cast<unsigned char>(value), n), to;
}
int memcmp(const void* a, const void* b, size_t n) { return covesim::fw::compare_bytes(a, b, n); }
size_t strlen(const char* s) { return covesim::fw::text_length(s); }
}
