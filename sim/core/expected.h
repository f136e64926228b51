// Errors as values at module borders: Expected<T, E> holds a T or the error that explains why there is none.
//
// A small subset of C++23's std::expected (the toolchain is C++20). ConfigError is the user's configuration at fault.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace covesim {

/// A wrong parameter, option or configuration file. The message is one line, ready for "covesim: error: ".
struct ConfigError {
    std::string message;
};

/// A value of type T, or an error of type E.
template <class T, class E = ConfigError>
class [[nodiscard]] Expected {
  public:
    Expected(T value) : v_(std::in_place_index<0>, std::move(value)) {}
    Expected(E error) : v_(std::in_place_index<1>, std::move(error)) {}
    explicit operator bool() const { return v_.index() == 0; }
    T& operator*() { return std::get<0>(v_); }
    const T& operator*() const { return std::get<0>(v_); }
    T* operator->() { return &std::get<0>(v_); }
    const T* operator->() const { return &std::get<0>(v_); }
    const E& error() const { return std::get<1>(v_); }

  private:
    std::variant<T, E> v_;
};

/// Success without a value, or an error.
template <class E>
class [[nodiscard]] Expected<void, E> {
  public:
    Expected() = default;
    Expected(E error) : e_(std::move(error)) {}
    explicit operator bool() const { return !e_.has_value(); }
    const E& error() const { return *e_; }

  private:
    std::optional<E> e_;
};
using Status = Expected<void, ConfigError>;

}  // namespace covesim
