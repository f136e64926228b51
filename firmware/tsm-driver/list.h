// A list of bounded length in place: there is no heap.
#pragma once

namespace covesim::fw {

template <class T, unsigned N>
struct List {
    T items[N]{};
    unsigned count = 0;
    bool add(const T& v) { return count < N ? (items[count++] = v, true) : false; }
    const T* begin() const { return items; }
    const T* end() const { return items + count; }
};

}  // namespace covesim::fw
