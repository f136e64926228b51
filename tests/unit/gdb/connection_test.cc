// The listening socket: loopback only, a free port for 0, a port that is taken is an error with code 9.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "sim/platform/gdb/connection.h"

using namespace covesim;
using namespace covesim::gdb;

namespace {

constexpr std::chrono::milliseconds kNow{0}, kSoon{2000};

int connect_to(uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    return fd;
}

}  // namespace

TEST_CASE("gdb.connection.1 bytes in both directions, and the end") {
    const auto listening = Connection::listen(0);
    REQUIRE(listening);
    Connection& c = **listening;
    REQUIRE(c.port() != 0);
    CHECK_FALSE(c.accept(kNow));
    const int fd = connect_to(c.port());
    REQUIRE(c.accept(kSoon));
    CHECK(c.read(kNow).empty());
    REQUIRE(::write(fd, "$g#67", 5) == 5);
    CHECK(c.read(kSoon) == "$g#67");
    c.write("+");
    char byte = 0;
    REQUIRE(::read(fd, &byte, 1) == 1);
    CHECK(byte == '+');
    CHECK_FALSE(c.closed());
    ::close(fd);
    CHECK(c.read(kSoon).empty());
    CHECK(c.closed());
    c.write("lost");  // goes nowhere, ends nothing
}

TEST_CASE("gdb.connection.2 a port that is taken") {
    const auto first = Connection::listen(0);
    REQUIRE(first);
    const auto second = Connection::listen((*first)->port());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == 9);
    CHECK(second.error().message == "--gdb " + std::to_string((*first)->port()) + ": Address already in use");
}
