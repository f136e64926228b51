#include "sim/platform/checkpoint_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sim/core/schema/assign.h"
#include "sim/platform/version.h"

namespace covesim {

namespace {

/// What a file begins with, uncompressed.
struct Prefix {
    std::array<char, 16> magic{'c', 'o', 'v', 'e', 's', 'i', 'm', ' ', 's', 't', 'a', 't', 'e', '\r', '\n', '\0'};
    uint32_t format = kCheckpointFormat;
    uint32_t reserved = 0;
};
static_assert(sizeof(Prefix) == 24);

constexpr int kLevel = 1;  // memory images: a higher level is several times as slow and saves little

struct CompressorEnd {
    void operator()(ZSTD_CCtx* c) const { ZSTD_freeCCtx(c); }
};
struct DecompressorEnd {
    void operator()(ZSTD_DCtx* d) const { ZSTD_freeDCtx(d); }
};

}  // namespace

void archive_head(Archive& a, CheckpointHead& h) {
    a.section("head", [&] { a(h); });
}

Expected<void, Failure> restored_parameters(const CheckpointReader& from, MachineParams& params) {
    const auto tree = config::parse_json(from.head().parameters, "parameters");
    if (!tree) return Failure(from.error(tree.error().message));
    params = {};
    if (const auto ok = config::set(params, *tree); !ok) return Failure(from.error(ok.error().message));
    return {};
}

struct CheckpointWriter::Impl {
    PartialFile file;
    std::unique_ptr<ZSTD_CCtx, CompressorEnd> context{ZSTD_createCCtx()};
    std::vector<char> out = std::vector<char>(ZSTD_CStreamOutSize());

    bool compress(const void* data, size_t bytes, ZSTD_EndDirective end) {
        ZSTD_inBuffer in{data, bytes, 0};
        for (;;) {
            ZSTD_outBuffer to{out.data(), out.size(), 0};
            const size_t left = ZSTD_compressStream2(context.get(), &to, &in, end);
            if (ZSTD_isError(left)) return false;
            if (to.pos != 0 && !file.write({out.data(), to.pos})) return false;
            if (end == ZSTD_e_end ? left == 0 : in.pos == in.size) return true;
        }
    }
};

CheckpointWriter::CheckpointWriter() : impl_(std::make_unique<Impl>()) {}
CheckpointWriter::~CheckpointWriter() = default;

Expected<void, InputError> CheckpointWriter::open(const std::string& path) {
    if (auto ok = impl_->file.open(path); !ok) return ok;
    ZSTD_CCtx_setParameter(impl_->context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(impl_->context.get(), ZSTD_c_checksumFlag, 1);
    const Prefix prefix;
    (void)impl_->file.write({reinterpret_cast<const char*>(&prefix), sizeof prefix});
    return {};
}

bool CheckpointWriter::write(const void* data, size_t bytes) { return impl_->compress(data, bytes, ZSTD_e_continue); }

const std::optional<InputError>& CheckpointWriter::error() const { return impl_->file.error(); }

Expected<void, InputError> CheckpointWriter::commit() {
    (void)impl_->compress(nullptr, 0, ZSTD_e_end);
    return impl_->file.commit();
}

struct CheckpointReader::Impl {
    std::string path;
    int fd = -1;
    std::unique_ptr<ZSTD_DCtx, DecompressorEnd> context{ZSTD_createDCtx()};
    std::vector<char> buffer = std::vector<char>(ZSTD_DStreamInSize());
    ZSTD_inBuffer in{};
    bool complete = false;  ///< the frame has ended, its checksum was right
    std::string why;        ///< it cannot be read

    ~Impl() {
        if (fd >= 0) ::close(fd);
    }
    ssize_t take(void* to, size_t n) const {
        for (;;) {
            const ssize_t got = ::read(fd, to, n);
            if (got >= 0 || errno != EINTR) return got;
        }
    }
    /// At least one byte, or 0: the content has ended, or it is broken.
    size_t some(void* to, size_t n) {
        ZSTD_outBuffer out{to, n, 0};
        while (out.pos == 0 && why.empty() && !complete) {
            if (in.pos == in.size) {
                const ssize_t got = take(buffer.data(), buffer.size());
                if (got < 0) why = std::strerror(errno);
                if (got == 0) why = "is truncated";
                if (got <= 0) break;
                in = {buffer.data(), static_cast<size_t>(got), 0};
            }
            const size_t left = ZSTD_decompressStream(context.get(), &out, &in);
            if (ZSTD_isError(left)) why = "is corrupted";
            complete = left == 0;
        }
        return out.pos;
    }
};

CheckpointReader::CheckpointReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CheckpointReader::~CheckpointReader() = default;

InputError CheckpointReader::error(const std::string& why) const {
    return InputError{fmt::format("checkpoint '{}': {}", impl_->path, why)};
}

Expected<void, InputError> CheckpointReader::rewind() {
    Impl& m = *impl_;
    if (::lseek(m.fd, 0, SEEK_SET) != 0) return error(std::strerror(errno));
    Prefix found;
    const Prefix expected;
    found.magic = {};
    const ssize_t got = m.take(&found, sizeof found);
    if (got < 0) return error(std::strerror(errno));
    if (got != sizeof found || found.magic != expected.magic) return error("is not a checkpoint of covesim");
    if (found.format != expected.format)
        return error(
            fmt::format("has format version {}; this covesim reads version {}", found.format, expected.format));
    ZSTD_DCtx_reset(m.context.get(), ZSTD_reset_session_only);
    m.in = {};
    m.complete = false;
    m.why.clear();
    return {};
}

/// To the end, without looking at what it says.
Expected<void, InputError> CheckpointReader::check() {
    std::vector<char> content(1 << 20);
    while (impl_->some(content.data(), content.size()) != 0) {}
    if (!impl_->why.empty()) return error(impl_->why);
    char more;
    if (impl_->in.pos != impl_->in.size || impl_->take(&more, 1) != 0) return error("is corrupted");
    return {};
}

Expected<std::unique_ptr<CheckpointReader>, InputError> CheckpointReader::open(const std::string& path) {
    auto impl = std::make_unique<Impl>();
    impl->path = path;
    impl->fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    std::unique_ptr<CheckpointReader> r(new CheckpointReader(std::move(impl)));
    struct stat st {};
    if (r->impl_->fd < 0 || ::fstat(r->impl_->fd, &st) != 0) return r->error(std::strerror(errno));
    if (!S_ISREG(st.st_mode)) return r->error("is not a regular file");
    if (auto ok = r->rewind(); !ok) return ok.error();
    if (auto ok = r->check(); !ok) return ok.error();
    if (auto ok = r->rewind(); !ok) return ok.error();
    Archive a(*r);
    archive_head(a, r->head_);
    if (a.failed()) return r->error(a.error());
    if (r->head_.version != kVersion)
        return r->error(fmt::format("was made by covesim {}; this is {}", r->head_.version, kVersion));
    return r;
}

bool CheckpointReader::read(void* data, size_t bytes) {
    char* to = static_cast<char*>(data);
    while (bytes != 0) {
        const size_t n = impl_->some(to, bytes);
        if (n == 0) return false;
        to += n;
        bytes -= n;
    }
    return true;
}

}  // namespace covesim
