#include "firmware/lib/print.h"

namespace covesim::fw {
namespace {

void put_text(PutFn put, void* sink, const char* s) {
    for (s = s != nullptr ? s : "(null)"; *s != 0; ++s) put(sink, *s);
}

void put_number(PutFn put, void* sink, uint64_t v, unsigned radix) {
    char digits[20];
    unsigned n = 0;
    do {
        digits[n++] = "0123456789abcdef"[v % radix];
        v /= radix;
    } while (v != 0);
    while (n != 0) put(sink, digits[--n]);
}

void put_arg(PutFn put, void* sink, const PrintArg& a, bool hex) {
    using Kind = PrintArg::Kind;
    if (a.kind == Kind::Text) return put_text(put, sink, a.s);
    if (a.kind == Kind::Char) return put(sink, static_cast<char>(a.u));
    if (hex) {
        put_text(put, sink, "0x");
        return put_number(put, sink, a.u, 16);
    }
    if (a.kind == Kind::Signed && a.i < 0) {
        put(sink, '-');
        return put_number(put, sink, uint64_t{0} - a.u, 10);
    }
    put_number(put, sink, a.u, 10);
}

}  // namespace

void print_args(PutFn put, void* sink, const char* f, const PrintArg* args, unsigned count) {
    unsigned next = 0;
    for (; *f != 0; ++f) {
        const bool hex = f[0] == '{' && f[1] == 'x' && f[2] == '}';
        if (f[0] == '{' && f[1] == '{') {
            put(sink, *f++);
        } else if (hex || (f[0] == '{' && f[1] == '}')) {
            f += hex ? 2 : 1;
            if (next < count) put_arg(put, sink, args[next++], hex);
            else put_text(put, sink, "{?}");
        } else {
            put(sink, *f);
        }
    }
}

}  // namespace covesim::fw
