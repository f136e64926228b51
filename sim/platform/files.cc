#include "sim/platform/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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

OutputFile::OutputFile(OutputFile&& o) noexcept
    : path_(std::move(o.path_)), temporary_(std::move(o.temporary_)), fd_(std::exchange(o.fd_, -1)) {}

OutputFile& OutputFile::operator=(OutputFile&& o) noexcept {
    if (this != &o) {
        discard();
        path_ = std::move(o.path_), temporary_ = std::move(o.temporary_), fd_ = std::exchange(o.fd_, -1);
    }
    return *this;
}

OutputFile::~OutputFile() { discard(); }

void OutputFile::discard() {
    if (fd_ < 0) return;
    ::close(fd_);
    fd_ = -1;
    if (temporary_ != path_) ::unlink(temporary_.c_str());
}

Expected<OutputFile, InputError> OutputFile::create(const std::string& path) {
    OutputFile f;
    f.path_ = path;
    struct stat st {};
    // Something that exists and is no regular file (/dev/null, a pipe) is written in place.
    if (::stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode)) {
        f.temporary_ = path;
        f.fd_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (f.fd_ < 0) return io_error("write", path);
        return f;
    }
    f.temporary_ = path + ".tmpXXXXXX";
    f.fd_ = ::mkostemp(f.temporary_.data(), O_CLOEXEC);
    if (f.fd_ < 0) return io_error("write", path);
    const mode_t mask = ::umask(0);
    ::umask(mask);
    (void)::fchmod(f.fd_, 0666 & ~mask);
    return f;
}

Expected<void, InputError> OutputFile::commit(std::string_view text) {
    while (!text.empty()) {
        const auto n = ::write(fd_, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            const auto e = io_error("write", path_);
            discard();
            return e;
        }
        text.remove_prefix(static_cast<size_t>(n));
    }
    if (temporary_ != path_ && (::fsync(fd_) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0)) {
        const auto e = io_error("write", path_);
        discard();
        return e;
    }
    ::close(fd_);
    fd_ = -1;
    return {};
}

}  // namespace covesim
