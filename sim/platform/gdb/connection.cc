#include "sim/platform/gdb/connection.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio.hpp>
#include <utility>

namespace covesim::gdb {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Connection::Impl {
    asio::io_context io{1};
    tcp::acceptor acceptor{io};
    tcp::socket socket{io};
    std::array<char, 4096> buffer{};
    std::string received;
    bool accepting = false, accepted = false, reading = false, closed = false;

    /// Whatever is ready, or comes within this time.
    void work(std::chrono::milliseconds patience) {
        io.restart();
        if (patience.count() == 0) io.poll();
        else io.run_one_for(patience);
    }
    void start_reading() {
        if (reading || closed) return;
        reading = true;
        socket.async_read_some(asio::buffer(buffer), [this](const boost::system::error_code& error, size_t n) {
            reading = false;
            closed = closed || error;
            if (closed) return;
            received.append(buffer.data(), n);
            start_reading();
        });
    }
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

Expected<std::unique_ptr<Connection>, Failure> Connection::listen(uint16_t port) {
    auto impl = std::make_unique<Impl>();
    boost::system::error_code error;
    const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
    tcp::acceptor& a = impl->acceptor;
    a.open(here.protocol(), error);
    if (!error) a.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) a.bind(here, error);
    if (!error) a.listen(1, error);
    if (error) return Failure(kExitPort, fmt::format("--gdb {}: {}", port, error.message()));
    return std::unique_ptr<Connection>(new Connection(std::move(impl)));
}

uint16_t Connection::port() const {
    boost::system::error_code error;
    return impl_->acceptor.local_endpoint(error).port();
}

bool Connection::accept(std::chrono::milliseconds patience) {
    Impl& i = *impl_;
    if (!i.accepting) {
        i.accepting = true;
        i.acceptor.async_accept(i.socket, [&i](const boost::system::error_code& error) {
            i.accepting = false;
            i.accepted = !error;
        });
    }
    i.work(patience);
    if (!i.accepted) return false;
    boost::system::error_code error;
    i.acceptor.close(error);
    i.socket.set_option(tcp::no_delay(true), error);
    return true;
}

std::string Connection::read(std::chrono::milliseconds patience) {
    Impl& i = *impl_;
    i.start_reading();
    if (i.received.empty() && !i.closed) i.work(patience);
    return std::exchange(i.received, {});
}

void Connection::write(std::string_view bytes) {
    boost::system::error_code error;
    asio::write(impl_->socket, asio::buffer(bytes.data(), bytes.size()), error);
    if (error) impl_->closed = true;
}

bool Connection::closed() const { return impl_->closed; }

}  // namespace covesim::gdb
