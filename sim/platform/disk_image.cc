#include "sim/platform/disk_image.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "sim/core/archive.h"

namespace covesim {
namespace {

constexpr uint64_t kCluster = 4096;

/// An open file; the offset is always explicit.
class File {
  public:
    File() = default;
    File(int fd, std::string n) : name(std::move(n)), fd_(fd) {}
    File(File&& o) noexcept : name(std::move(o.name)), fd_(std::exchange(o.fd_, -1)) {}
    File& operator=(File&& o) noexcept {
        std::swap(fd_, o.fd_);
        std::swap(name, o.name);
        return *this;
    }
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

    /// False with errno; a file that ends too early is EIO.
    bool read(uint64_t offset, void* out, uint64_t bytes) const {
        return all(static_cast<char*>(out), offset, bytes,
                   [&](char* p, size_t n, off_t at) { return ::pread(fd_, p, n, at); });
    }
    bool write(uint64_t offset, const void* in, uint64_t bytes) const {
        return all(static_cast<const char*>(in), offset, bytes,
                   [&](const char* p, size_t n, off_t at) { return ::pwrite(fd_, p, n, at); });
    }
    bool zero(uint64_t offset, uint64_t bytes) const {
        constexpr int kHole = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
        if (bytes == 0 || ::fallocate(fd_, kHole, static_cast<off_t>(offset), static_cast<off_t>(bytes)) == 0)
            return true;
        if (errno != EOPNOTSUPP) return false;
        static constexpr std::array<char, 65536> kZeros{};
        for (uint64_t at = 0; at < bytes; at += kZeros.size())
            if (!write(offset + at, kZeros.data(), std::min<uint64_t>(kZeros.size(), bytes - at))) return false;
        return true;
    }
    bool flush() const { return ::fdatasync(fd_) == 0; }

    std::string name;

  private:
    template <class Byte, class F>
    static bool all(Byte* p, uint64_t offset, uint64_t bytes, F f) {
        while (bytes > 0) {
            const ssize_t n = f(p, bytes, static_cast<off_t>(offset));
            if (n < 0 && errno == EINTR) continue;
            if (n == 0) errno = EIO;
            if (n <= 0) return false;
            p += n;
            offset += static_cast<uint64_t>(n);
            bytes -= static_cast<uint64_t>(n);
        }
        return true;
    }
    int fd_ = -1;
};

InputError error(const std::string& file, std::string_view why) {
    return InputError{fmt::format("disk image '{}': {}", file, why)};
}
InputError host_error(const std::string& file) { return error(file, std::strerror(errno)); }

/// A file that is only read is known by its size and the time of its last change.
void archive_identity(Archive& a, const File& f) {
    struct stat st {};
    if (::fstat(f.fd(), &st) != 0) return a.refuse(host_error(f.name).message);
    const std::array<int64_t, 3> here{st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
    auto then = here;
    a(then);
    if (then != here) a.refuse(error(f.name, "has been changed since, or is another file").message);
}

/// How a file is used, and what else could be done when it cannot be written.
struct Use {
    int flags;
    const char* hint = "";
    bool writable() const { return (flags & O_ACCMODE) == O_RDWR; }
};
constexpr Use kRead{O_RDONLY}, kOverlay{O_RDWR | O_CREAT},
    kWrite{O_RDWR, "; add ,readonly or ,overlay=FILE or ,snapshot"};

Expected<File, InputError> open_locked(const std::string& name, Use use) {
    File f(::open(name.c_str(), use.flags | O_CLOEXEC | O_NONBLOCK, 0666), name);
    if (f.fd() < 0) {
        if (use.writable() && (errno == EACCES || errno == EROFS))
            return error(name, fmt::format("cannot be written{}", use.hint));
        return host_error(name);
    }
    struct stat st {};
    if (::fstat(f.fd(), &st) != 0) return host_error(name);
    if (!S_ISREG(st.st_mode)) return error(name, "is not a regular file");
    // Root may write what nobody is meant to write.
    if (use.writable() && (st.st_mode & 0222) == 0) return error(name, fmt::format("is read-only{}", use.hint));
    if (::flock(f.fd(), (use.writable() ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0)
        return error(name, "is in use, by another simulator or another --disk");
    return f;
}

/// A raw image.
Expected<uint64_t, InputError> size_of(const File& f) {
    struct stat st {};
    if (::fstat(f.fd(), &st) != 0) return host_error(f.name);
    const auto size = static_cast<uint64_t>(st.st_size);
    if (size == 0) return error(f.name, "is empty");
    if (size % kSectorBytes != 0)
        return error(f.name, fmt::format("its size, {}, is not a multiple of {}", size, kSectorBytes));
    return size;
}

class RawImage final : public DiskImage {
  public:
    RawImage(File file, uint64_t size, bool read_only) : file_(std::move(file)), size_(size), read_only_(read_only) {}
    uint64_t sectors() const override { return size_ / kSectorBytes; }
    bool read_only() const override { return read_only_; }
    bool read(uint64_t offset, void* out, uint64_t bytes) override {
        return file_.read(offset, out, bytes) || failed(file_.name, "reading");
    }
    bool write(uint64_t offset, const void* in, uint64_t bytes) override {
        return file_.write(offset, in, bytes) || failed(file_.name, "writing");
    }
    bool zero(uint64_t offset, uint64_t bytes) override {
        return file_.zero(offset, bytes) || failed(file_.name, "writing");
    }
    bool flush() override { return read_only_ || file_.flush() || failed(file_.name, "writing"); }

    std::string checkpoint_refusal() const override {
        if (read_only_) return {};
        return error(file_.name, "is written in place; give it ,readonly or ,overlay=FILE or ,snapshot").message;
    }
    void archive(Archive& a) override {
        a.section("read-only disk", [&] { archive_identity(a, file_); });
    }

  private:
    const File file_;
    const uint64_t size_;
    const bool read_only_;
};

struct OverlayHeader {
    char magic[16] = {'c', 'o', 'v', 'e', 's', 'i', 'm', ' ', 'o', 'v', 'e', 'r', 'l', 'a', 'y', '\0'};
    uint32_t version = 1;
    uint32_t cluster = kCluster;
    uint64_t base_bytes = 0;
};

class OverlayImage final : public DiskImage {
  public:
    OverlayImage(File base, uint64_t size, File overlay)
        : base_(std::move(base)), overlay_(std::move(overlay)), size_(size), present_(bitmap_bytes()) {}

    /// Writes a header into an empty overlay, or checks what is there.
    Expected<void, InputError> attach() {
        OverlayHeader expected;
        expected.base_bytes = size_;
        const uint64_t end = data_offset() + size_;
        struct stat st {};
        if (::fstat(overlay_.fd(), &st) != 0) return host_error(overlay_.name);
        if (st.st_size == 0) {
            if (::ftruncate(overlay_.fd(), static_cast<off_t>(end)) != 0 ||
                !overlay_.write(0, &expected, sizeof expected))
                return host_error(overlay_.name);
            return {};
        }
        OverlayHeader found;
        if (!overlay_.read(0, &found, sizeof found) ||
            std::memcmp(found.magic, expected.magic, sizeof found.magic) != 0)
            return error(overlay_.name, "is not an overlay of covesim");
        if (found.version != expected.version || found.cluster != expected.cluster)
            return error(overlay_.name,
                         fmt::format("is an overlay of version {}, not {}", found.version, expected.version));
        if (found.base_bytes != size_)
            return error(overlay_.name, fmt::format("belongs to an image of {} bytes, but '{}' has {}",
                                                    found.base_bytes, base_.name, size_));
        if (static_cast<uint64_t>(st.st_size) < end) return error(overlay_.name, "is truncated");
        if (!overlay_.read(kCluster, present_.data(), present_.size())) return host_error(overlay_.name);
        return {};
    }

    uint64_t sectors() const override { return size_ / kSectorBytes; }
    bool read_only() const override { return false; }

    bool read(uint64_t offset, void* out, uint64_t bytes) override {
        return runs(offset, bytes, [&](uint64_t at, uint64_t n, bool mine) {
            char* const to = static_cast<char*>(out) + (at - offset);
            if (mine) return overlay_.read(data_offset() + at, to, n) || failed(overlay_.name, "reading");
            return base_.read(at, to, n) || failed(base_.name, "reading");
        });
    }
    bool write(uint64_t offset, const void* in, uint64_t bytes) override {
        return change(offset, bytes, [&](uint64_t at, uint64_t n) {
            return overlay_.write(data_offset() + at, static_cast<const char*>(in) + (at - offset), n);
        });
    }
    bool zero(uint64_t offset, uint64_t bytes) override {
        return change(offset, bytes, [&](uint64_t at, uint64_t n) { return overlay_.zero(data_offset() + at, n); });
    }
    bool flush() override { return overlay_.flush() || failed(overlay_.name, "writing"); }

    void archive(Archive& a) override {
        std::vector<uint8_t> wanted = present_;
        a.section("disk with overlay", [&] {
            archive_identity(a, base_);
            a.fixed(wanted);
        });
        const bool empty = std::all_of(present_.begin(), present_.end(), [](uint8_t b) { return b == 0; });
        const auto different = [&] {
            a.refuse(error(overlay_.name, "holds other changes than the checkpoint; give an empty overlay or ,snapshot")
                         .message);
        };
        if (!empty && wanted != present_) return different();
        constexpr uint64_t kLongestRun = 256;
        std::vector<char> bytes, found;
        const auto in_it = [&](uint64_t c) { return c < clusters() && wanted[c / 8] >> c % 8 & 1; };
        for (uint64_t c = 0, end = 0; c < clusters() && !a.failed(); c = std::max(c + 1, end)) {
            if (!in_it(c)) continue;
            for (end = c; end < c + kLongestRun && in_it(end);) ++end;
            bytes.resize(std::min(size_, end * kCluster) - c * kCluster);
            if (!a.loading() && !overlay_.read(data_offset() + c * kCluster, bytes.data(), bytes.size()))
                return a.refuse(host_error(overlay_.name).message);
            a.section("clusters", [&] { a.bytes(bytes.data(), bytes.size()); });
            if (!a.loading() || a.failed()) continue;
            if (empty) {
                if (!write(c * kCluster, bytes.data(), bytes.size())) a.refuse(failure());
                continue;
            }
            found.resize(bytes.size());
            if (!overlay_.read(data_offset() + c * kCluster, found.data(), found.size()) || found != bytes)
                return different();
        }
    }

  private:
    uint64_t clusters() const { return (size_ + kCluster - 1) / kCluster; }
    uint64_t bitmap_bytes() const { return (clusters() + 7) / 8; }
    uint64_t data_offset() const { return kCluster + (bitmap_bytes() + kCluster - 1) / kCluster * kCluster; }
    bool mine(uint64_t cluster) const { return present_[cluster / 8] >> cluster % 8 & 1; }

    /// f(offset, bytes, in the overlay) for each stretch of [offset, offset + bytes) that lies in one of the files.
    template <class F>
    bool runs(uint64_t offset, uint64_t bytes, F f) {
        const uint64_t end = offset + bytes;
        while (offset < end) {
            const bool in_overlay = mine(offset / kCluster);
            uint64_t stop = (offset / kCluster + 1) * kCluster;
            while (stop < end && mine(stop / kCluster) == in_overlay) stop += kCluster;
            stop = std::min(stop, end);
            if (!f(offset, stop - offset, in_overlay)) return false;
            offset = stop;
        }
        return true;
    }
    /// put(offset, bytes) into the overlay; clusters that are touched in part take the rest from the base first.
    template <class F>
    bool change(uint64_t offset, uint64_t bytes, F put) {
        if (bytes == 0) return true;
        const uint64_t first = offset / kCluster, last = (offset + bytes - 1) / kCluster;
        if (!copy_up(first, offset, bytes) || (last != first && !copy_up(last, offset, bytes))) return false;
        if (!put(offset, bytes)) return failed(overlay_.name, "writing");
        return mark(first, last) || failed(overlay_.name, "writing");
    }
    bool copy_up(uint64_t cluster, uint64_t offset, uint64_t bytes) {
        const uint64_t begin = cluster * kCluster, n = std::min(kCluster, size_ - begin);
        if (mine(cluster) || (offset <= begin && begin + n <= offset + bytes)) return true;
        std::array<char, kCluster> buffer;
        if (!base_.read(begin, buffer.data(), n)) return failed(base_.name, "reading");
        return overlay_.write(data_offset() + begin, buffer.data(), n) || failed(overlay_.name, "writing");
    }
    bool mark(uint64_t first, uint64_t last) {
        bool changed = false;
        for (uint64_t c = first; c <= last; ++c) {
            changed |= !mine(c);
            present_[c / 8] |= static_cast<uint8_t>(1u << c % 8);
        }
        return !changed || overlay_.write(kCluster + first / 8, present_.data() + first / 8, last / 8 - first / 8 + 1);
    }

    const File base_, overlay_;
    const uint64_t size_;
    std::vector<uint8_t> present_;
};

/// An unnamed file that is gone with the process.
Expected<File, InputError> unnamed() {
    std::error_code ec;
    const auto folder = std::filesystem::temp_directory_path(ec);
    std::string name = (ec ? std::filesystem::path("/tmp") : folder) / "covesim-snapshot-XXXXXX";
    File f(::mkostemp(name.data(), O_CLOEXEC), "snapshot");
    if (f.fd() < 0) return host_error(name);
    ::unlink(name.c_str());
    return f;
}

}  // namespace

bool DiskImage::failed(const std::string& file, std::string_view what) {
    if (failure_.empty()) failure_ = fmt::format("disk image '{}': {}: {}", file, what, std::strerror(errno));
    return false;
}

Expected<DiskOption, Failure> DiskOption::parse(std::string_view text) {
    const auto bad = [&](std::string_view why) { return Failure(kExitUsage, fmt::format("--disk {}: {}", text, why)); };
    DiskOption o;
    std::string_view rest = text;
    const auto next = [&] {
        const auto part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        return part;
    };
    o.file = next();
    if (o.file.empty()) return bad("must begin with a file");
    while (!rest.empty()) {
        constexpr std::string_view kOverlay = "overlay=";
        const auto part = next();
        if (part == "readonly") o.read_only = true;
        else if (part == "snapshot") o.snapshot = true;
        else if (part.starts_with(kOverlay) && part.size() > kOverlay.size()) o.overlay = part.substr(kOverlay.size());
        else return bad(fmt::format("'{}' is none of readonly, overlay=FILE, snapshot", part));
    }
    if (o.read_only + o.snapshot + !o.overlay.empty() > 1)
        return bad("only one of readonly, overlay=FILE and snapshot can be given");
    return o;
}

Expected<std::unique_ptr<DiskImage>, InputError> DiskImage::open(const DiskOption& o) {
    const bool layered = o.snapshot || !o.overlay.empty();
    auto base = open_locked(o.file, layered || o.read_only ? kRead : kWrite);
    if (!base) return base.error();
    const auto size = size_of(*base);
    if (!size) return size.error();
    if (!layered) return std::unique_ptr<DiskImage>(std::make_unique<RawImage>(std::move(*base), *size, o.read_only));
    auto overlay = o.snapshot ? unnamed() : open_locked(o.overlay, kOverlay);
    if (!overlay) return overlay.error();
    auto image = std::make_unique<OverlayImage>(std::move(*base), *size, std::move(*overlay));
    if (const auto ok = image->attach(); !ok) return ok.error();
    return std::unique_ptr<DiskImage>(std::move(image));
}

}  // namespace covesim
