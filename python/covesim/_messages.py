"""Messages between a Machine and its worker: a JSON object and, after it, raw bytes, both with their length in front."""

import json
import struct

_HEAD = struct.Struct("<IQ")


def send(sock, message, data=b""):
    """Send one message with its attachment."""
    text = json.dumps(message).encode()
    sock.sendall(_HEAD.pack(len(text), len(data)) + text)
    if data:
        sock.sendall(data)


def receive(sock):
    """The next message and its attachment; EOFError when the other side has gone."""
    length, size = _HEAD.unpack(_exactly(sock, _HEAD.size))
    return json.loads(_exactly(sock, length)), _exactly(sock, size)


def _exactly(sock, size):
    data = bytearray(size)
    view = memoryview(data)
    while view:
        n = sock.recv_into(view)
        if n == 0:
            raise EOFError
        view = view[n:]
    return bytes(data)
