// Virtio block device: VIRTIO 1.2, 5.2 "Block Device", with one request queue.
//
// Models: reads, writes, flush, get-id, discard and write-zeroes, all of them validated before the medium is touched.
// In `timed` the medium takes requests one after the other and answers after its latency; a write's data is fetched
// before the medium works, a read's is stored after. Reads and writes longer than kMostBytes fail with an I/O error, so
// that the work for one request is bounded. Leaves out: several queues, topology, the write-back cache switch
// (VIRTIO_BLK_F_CONFIG_WCE), secure erase, zones.
#pragma once
#include <array>
#include <map>
#include <string>

#include "dev/disk.h"
#include "dev/params.h"
#include "dev/virtio/device.h"
#include "mem/busy.h"

namespace covesim {

class VirtioBlock final : public VirtioDevice {
  public:
    static constexpr uint64_t kMostBytes = 64ull << 20;

    /// `id`: what get-id answers, at most 20 bytes.
    VirtioBlock(Disk& disk, std::string id, const BlockParams& params, BusPort& port);

  private:
    enum class Answer : uint8_t { Ok = 0, IoError = 1, Unsupported = 2 };
    struct Request {
        Chain chain;
        uint32_t type = 0;
        uint64_t sector = 0;
        Answer answer = Answer::Ok;
    };
    void serve(uint32_t queue, Chain chain, Tick now) override;
    void resume(uint32_t token, Tick now) override;
    std::span<const uint8_t> config_space() const override { return config_; }
    void on_reset() override { under_way_.clear(); }
    void archive_device(Archive& a) override;

    static Kind kind_of(const Disk& disk);
    /// Does what comes before the medium's time; `sectors` is what occupies it. False: memory refused.
    bool begin(Request& r, uint64_t& sectors, Tick& now);
    bool begin_write(Request& r, uint64_t& sectors, Tick& now);
    bool begin_ranges(Request& r, Tick& now);
    void complete(const Request& r, Tick now);
    /// Stores the answer's data; `written` becomes how many bytes. False: memory refused.
    bool store_data(const Request& r, uint64_t& written, Answer& answer, Tick& now);
    bool inside(uint64_t sector, uint64_t bytes) const;

    Disk& disk_;
    const std::string id_;
    const BlockParams params_;
    std::array<uint8_t, 60> config_{};  ///< struct virtio_blk_config up to the write-zeroes fields
    Lane medium_;
    std::map<uint32_t, Request> under_way_;
    uint32_t last_token_ = 0;
};

}  // namespace covesim
