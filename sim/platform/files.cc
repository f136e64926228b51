#include "sim/platform/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace covesim {
namespace {
InputError io_error(std::string_view what, const std::string& path) {
    return {fmt::format("cannot {} '{}': {}", what, path, std::strerror(errno))};
}
}  // namespace

Expected<Blob, InputError> read_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return io_error("open", path);
    struct stat st {};
    if (::fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) {
        if (S_ISDIR(st.st_mode)) errno = EISDIR;
        const auto e = io_error("read", path);
        ::close(fd);
        return e;
    }
    Blob data;
    std::byte buffer[65536];
    for (;;) {
        const auto n = ::read(fd, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            const auto e = io_error("read", path);
            ::close(fd);
            return e;
        }
        if (n == 0) break;
        data.insert(data.end(), buffer, buffer + n);
    }
    ::close(fd);
    return data;
}

namespace {

/// Something that exists and is no regular file (/dev/null, a pipe), or is another name of what is open already
/// (/dev/stdout), is written in place.
bool written_in_place(const std::string& path) {
    struct stat st {};
    return path.starts_with("/dev/") || path.starts_with("/proc/") ||
           (::stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode));
}

/// A new file beside `path`; its name goes to `temporary`.
int open_temporary(const std::string& path, std::string& temporary) {
    temporary = path + ".tmpXXXXXX";
    const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0) return fd;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    (void)::fchmod(fd, 0666 & ~mask);
    return fd;
}

}  // namespace

Expected<OutputFile, InputError> OutputFile::create(const std::string& path) {
    OutputFile f;
    // The file that a link names is replaced, not the link.
    std::error_code none;
    const auto target = std::filesystem::canonical(path, none);
    f.path_ = none || written_in_place(path) ? path : target.string();
    if (written_in_place(f.path_)) {
        // Not opened yet: the reader of a pipe would see its end.
        if (::access(f.path_.c_str(), W_OK) != 0) return io_error("write", path);
        return f;
    }
    std::string temporary;
    const int fd = open_temporary(f.path_, temporary);
    if (fd < 0) return io_error("write", path);
    ::close(fd);
    ::unlink(temporary.c_str());
    return f;
}

Expected<void, InputError> OutputFile::commit(std::string_view text) {
    std::string temporary;
    const bool in_place = written_in_place(path_);
    const int fd = in_place ? ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC) : open_temporary(path_, temporary);
    if (fd < 0) return io_error("write", path_);
    auto result = write_all(fd, text, "'" + path_ + "'");
    if (result && !in_place && ::fsync(fd) != 0) result = io_error("write", path_);
    if (::close(fd) != 0 && result) result = io_error("write", path_);
    if (in_place) return result;
    if (result && ::rename(temporary.c_str(), path_.c_str()) != 0) result = io_error("write", path_);
    if (!result) ::unlink(temporary.c_str());
    return result;
}

PartialFile::~PartialFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Expected<void, InputError> PartialFile::open(const std::string& path) {
    std::error_code none;
    const auto target = std::filesystem::canonical(path, none);
    path_ = none ? path : target.string();
    if (written_in_place(path_)) return InputError{fmt::format("cannot write '{}': is not a regular file", path)};
    fd_ = open_temporary(path_, temporary_);
    if (fd_ >= 0) return {};
    temporary_.clear();
    return io_error("write", path);
}

bool PartialFile::write(std::string_view data) {
    if (error_) return false;
    if (const auto ok = write_all(fd_, data, "'" + path_ + "'"); !ok) error_ = ok.error();
    return !error_;
}

Expected<void, InputError> PartialFile::commit() {
    if (!error_ && ::fsync(fd_) != 0) error_ = io_error("write", path_);
    if (::close(std::exchange(fd_, -1)) != 0 && !error_) error_ = io_error("write", path_);
    if (error_) return *error_;
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) return io_error("write", path_);
    temporary_.clear();
    return {};
}

Expected<void, InputError> write_all(int fd, std::string_view text, const std::string& name) {
    while (!text.empty()) {
        const auto n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) {
            pollfd p{fd, POLLOUT, 0};
            ::poll(&p, 1, -1);
            continue;
        }
        if (n <= 0) return InputError{fmt::format("cannot write {}: {}", name, std::strerror(errno))};
        text.remove_prefix(static_cast<size_t>(n));
    }
    return {};
}

void remove_regular(int fd, const std::string& path) {
    struct stat st {};
    if (::fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) ::unlink(path.c_str());
}

}  // namespace covesim
