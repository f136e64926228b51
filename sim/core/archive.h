// The state of models as a stream of bytes, saved and restored by one declaration: `archive(Archive&)` of a model names
// its fields once, and the same call writes or reads them.
//
//   struct Model {
//       template <class A> void archive(A& a) { a(ready_, lines_, stats_); }     // needs no #include
//   };
//
// Plain aggregates need nothing: they are taken member by member, so that a new member cannot be forgotten. Structs
// with a schema are taken by it. What follows from other state (indices, host pointers) is computed again by the model
// when `loading()`. Integers are little-endian, in their own size.
//
// Sections have a name and a size, so that what does not fit is told with the model's name. After the first failure
// nothing is read or written any more: loaded fields are zero, and whoever asked looks at failed(). Leaves out: reading
// another version's layout; a reader refuses it as a whole.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/aggregate.h"
#include "sim/core/schema.h"
#include "sim/core/types.h"

namespace covesim {

/// Where saved bytes go. False: they are lost, and the sink knows why.
struct ByteSink {
    virtual bool write(const void* data, size_t bytes) = 0;

  protected:
    ~ByteSink() = default;
};

/// Where they come from. False: there are no more, and the source knows why.
struct ByteSource {
    virtual bool read(void* data, size_t bytes) = 0;

  protected:
    ~ByteSource() = default;
};

namespace detail {
template <class T>
inline constexpr bool is_address = false;
template <class Tag>
inline constexpr bool is_address<Addr<Tag>> = true;
}  // namespace detail

class Archive {
  public:
    explicit Archive(ByteSink& to) : sink_(&to) {}
    explicit Archive(ByteSource& from) : source_(&from) {}
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    bool loading() const { return source_ != nullptr; }
    /// The state cannot be saved, or what was found is not this machine's. The first reason is kept.
    void refuse(std::string why) {
        if (error_.empty()) error_ = std::move(why);
    }
    bool failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }

    template <class... T>
    void operator()(T&... fields) {
        (item(fields), ...);
    }
    /// Elements whose number the machine's parameters fix.
    template <class V>
    void fixed(V& elements) {
        const size_t here = elements.size();
        if constexpr (std::is_same_v<V, std::vector<bool>>) {
            flags(elements);
            if (elements.size() == here) return;
            elements.resize(here);
            return refuse_geometry(here);
        } else {
            if (size(here) != here) return refuse_geometry(here);
            for (auto& e : elements) item(e);
        }
    }
    void bytes(void* data, size_t n);
    /// A number of elements that follow. When loading, at most as many as there can still be.
    size_t size(size_t here);
    /// Name, size, and what `body` archives.
    template <class F>
    void section(std::string_view name, F&& body) {
        const Frame frame = begin(name);
        if (!failed()) body();
        end(frame);
    }

  private:
    struct Frame {
        std::string name;
        bool outermost;
        size_t mark;  ///< saving: where the size belongs; loading: where the section ends
        size_t outer_end;
    };
    Frame begin(std::string_view name);
    void end(const Frame& frame);
    void refuse_geometry(size_t here);
    template <class T>
    void item(T& x);
    template <class T>
    void scalar(T& x) {
        bytes(&x, sizeof x);
    }
    void flag(bool& x);
    template <class T>
    void optional(std::optional<T>& x);
    template <class C>
    void sequence(C& c);
    template <class M>
    void map(M& m);
    void flags(std::vector<bool>& v);

    ByteSink* sink_ = nullptr;
    ByteSource* source_ = nullptr;
    std::vector<char> buffer_;  ///< the outermost section
    size_t at_ = 0, end_ = 0;   ///< loading: in buffer_
    int depth_ = 0;
    std::string where_;  ///< the innermost section
    std::string error_;
};

template <class T>
void Archive::item(T& x) {
    static_assert(!std::is_pointer_v<T> && !std::is_const_v<T>, "not state");
    if constexpr (requires { x.archive(*this); }) {
        x.archive(*this);
    } else if constexpr (std::is_same_v<T, bool>) {
        flag(x);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
        scalar(x);
    } else if constexpr (detail::is_address<T>) {
        scalar(x.v);
    } else if constexpr (std::is_array_v<T>) {
        for (auto& e : x) item(e);
    } else if constexpr (std::is_same_v<T, std::string>) {
        x.resize(size(x.size()));
        bytes(x.data(), x.size());
    } else if constexpr (std::is_same_v<T, std::vector<bool>>) {
        flags(x);
    } else if constexpr (requires { typename T::mapped_type; }) {
        map(x);
    } else if constexpr (requires { x.resize(0); }) {
        sequence(x);
    } else if constexpr (requires { x.has_value(); }) {
        optional(x);
    } else if constexpr (requires { x.to_ullong(); }) {
        for (size_t i = 0; i < x.size(); ++i) {
            bool bit = x[i];
            flag(bit);
            x[i] = bit;
        }
    } else if constexpr (requires {
                             std::tuple_size<T>::value;
                             x.begin();
                         }) {
        for (auto& e : x) item(e);
    } else if constexpr (Described<T>) {
        visit(x, [&](const auto&, auto& member) { item(member); });
    } else {
        for_each_member(x, [&](auto& member) { item(member); });
    }
}

template <class T>
void Archive::optional(std::optional<T>& x) {
    bool has = x.has_value();
    flag(has);
    if (loading()) {
        x.reset();
        if (has) x.emplace();
    }
    if (has) item(*x);
}

template <class C>
void Archive::sequence(C& c) {
    c.resize(size(c.size()));
    for (auto& e : c) item(e);
}

template <class M>
void Archive::map(M& m) {
    const size_t n = size(m.size());
    typename M::key_type key{};
    if (!loading()) {
        for (auto& entry : m) {
            key = entry.first;
            item(key);
            item(entry.second);
        }
        return;
    }
    m.clear();
    for (size_t i = 0; i < n && !failed(); ++i) {
        item(key);
        item(m[key]);
    }
}

}  // namespace covesim
