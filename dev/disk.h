// The medium behind a block device: sectors of 512 bytes, whatever file or memory holds them.
#pragma once
#include <cstdint>

namespace covesim {

inline constexpr uint32_t kSectorBytes = 512;

/// Ranges lie within the medium. False: the host failed; the medium says why to whoever opened it.
struct Disk {
    virtual ~Disk() = default;
    virtual uint64_t sectors() const = 0;
    virtual bool read_only() const = 0;
    virtual bool read(uint64_t offset, void* out, uint64_t bytes) = 0;
    virtual bool write(uint64_t offset, const void* in, uint64_t bytes) = 0;
    /// The range reads as zero from now on.
    virtual bool zero(uint64_t offset, uint64_t bytes) = 0;
    /// What was written survives a failure of the host.
    virtual bool flush() = 0;
};

}  // namespace covesim
