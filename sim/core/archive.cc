#include "sim/core/archive.h"

#include <algorithm>

#include "sim/core/device.h"

namespace covesim {

void Archive::bytes(void* data, size_t n) {
    if (!failed() && !loading()) {
        const char* from = static_cast<const char*>(data);
        buffer_.insert(buffer_.end(), from, from + n);
        return;
    }
    if (!failed() && n <= end_ - at_) {
        std::memcpy(data, buffer_.data() + at_, n);
        at_ += n;
        return;
    }
    refuse("'" + where_ + "' is shorter than this machine's");
    if (loading()) std::memset(data, 0, n);
}

size_t Archive::size(size_t here) {
    uint64_t n = here;
    scalar(n);
    if (!loading() || n <= end_ - at_) return n;  // an element takes a byte at least
    refuse("'" + where_ + "' does not fit this machine");
    return 0;
}

void Archive::flag(bool& x) {
    uint8_t byte = x;
    scalar(byte);
    x = byte != 0;
}

void Archive::flags(std::vector<bool>& v) {
    v.resize(size(v.size()));
    for (size_t i = 0; i < v.size(); ++i) {
        bool x = v[i];
        flag(x);
        v[i] = x;
    }
}

void Archive::refuse_geometry(size_t here) {
    refuse("'" + where_ + "' has another number of elements than this machine's " + std::to_string(here));
}

Archive::Frame Archive::begin(std::string_view name) {
    Frame f{std::exchange(where_, std::string(name)), depth_++ == 0, 0, end_};
    if (failed()) return f;
    uint64_t bytes_in = 0;
    if (!loading()) {
        if (f.outermost) buffer_.clear();
        std::string n(name);
        item(n);
        f.mark = buffer_.size();
        scalar(bytes_in);
        return f;
    }
    std::string found;
    const auto take = [&](void* to, size_t n) {
        if (!f.outermost) bytes(to, n);
        else if (!failed() && !source_->read(to, n)) refuse("it ends before '" + where_ + "'");
    };
    constexpr uint64_t kLongestName = 256;
    uint64_t length = 0;
    take(&length, sizeof length);
    if (!failed() && length <= kLongestName) {
        found.resize(length);
        take(found.data(), length);
    }
    if (!failed() && found != name) refuse("it has '" + found + "' where this machine has '" + where_ + "'");
    take(&bytes_in, sizeof bytes_in);
    if (failed()) return f;
    if (!f.outermost) {
        if (bytes_in > end_ - at_) refuse("'" + where_ + "' is longer than what holds it");
        else end_ = at_ + bytes_in;
        return f;
    }
    constexpr uint64_t kPiece = 1 << 20;  // a wrong size must not take all memory
    buffer_.clear();
    for (uint64_t n; buffer_.size() < bytes_in && !failed();) {
        n = std::min(kPiece, bytes_in - buffer_.size());
        buffer_.resize(buffer_.size() + n);
        take(buffer_.data() + buffer_.size() - n, n);
    }
    at_ = 0;
    end_ = buffer_.size();
    return f;
}

void Archive::end(const Frame& f) {
    --depth_;
    if (!failed() && loading() && at_ != end_)
        refuse("'" + where_ + "' is longer than this machine's by " + std::to_string(end_ - at_) + " bytes");
    if (!failed() && !loading()) {
        const uint64_t n = buffer_.size() - f.mark - sizeof n;
        std::memcpy(buffer_.data() + f.mark, &n, sizeof n);
        if (f.outermost && !sink_->write(buffer_.data(), buffer_.size())) refuse("it cannot be written");
    }
    end_ = f.outer_end;
    if (f.outermost) at_ = 0;
    where_ = f.name;
}

void Device::archive(Archive& a) { a.refuse("the device '" + std::string(name()) + "' has no archive"); }

}  // namespace covesim
