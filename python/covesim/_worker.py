"""The worker process of one Machine: receives a request, acts on the simulator, answers; ends with its Machine."""

import os
import select
import signal
import socket
import threading

from . import _core, _messages


def _end_with(sock):
    """Ends this process when the Machine's side goes away, also in the middle of a run."""
    poll = select.poll()
    poll.register(sock, select.POLLRDHUP)
    poll.poll()
    os._exit(0)


class _Worker:
    def __init__(self, sock):
        self.sock = sock
        self.session = None

    def serve(self):
        while True:
            try:
                message, data = _messages.receive(self.sock)
            except EOFError:
                return
            request = message.pop("do")
            answer, attachment = {}, b""
            try:
                result = getattr(self, "do_" + request)(data=data, **message)
                if isinstance(result, bytes):
                    attachment = result
                else:
                    answer["result"] = result
            except _core.Error as e:
                answer["error"] = e.args
            except Exception as e:  # a fault of ours, or text where a number belongs: the Machine raises it
                answer["error"] = [126, f"internal: {type(e).__name__}: {e}".splitlines()[0]]
            _messages.send(self.sock, answer, attachment)

    def do_create(self, data, parameters):
        params = _core.Params()
        params.apply_json(parameters, "parameters")
        self.session = _core.Session(params)

    def do_start(self, data, workload):
        self.session.start(workload)

    def do_run(self, data, until, console, instructions, timeout):
        return self.session.run(until, console, instructions, timeout)

    def do_checkpoint(self, data, path):
        return self.session.checkpoint(path)

    def do_console(self, data, start):
        return self.session.console(start)

    def do_type(self, data):
        self.session.type(data)

    def do_progress(self, data):
        return [self.session.instructions(), self.session.time_fs()]

    def do_mode(self, data, mode=None):
        if mode is not None:
            self.session.set_mode(mode)
        return self.session.mode()

    def do_symbol(self, data, name):
        return self.session.symbol(name)

    def do_stats(self, data):
        return self.session.stats().encode()

    def do_report(self, data, text):
        return self.session.report_text() if text else self.session.report_json().encode()

    def do_read_register(self, data, hart, name):
        return self.session.read_register(hart, name)

    def do_write_register(self, data, hart, name, value):
        self.session.write_register(hart, name, value)

    def do_csrs(self, data, hart):
        return {name: self.session.read_register(hart, name) for name in self.session.csrs(hart)}

    def do_registers(self, data, hart, letter):
        return [self.session.read_register(hart, f"{letter}{i}") for i in range(32)]

    def do_read_vector(self, data, hart, index):
        return self.session.read_vector(hart, index)

    def do_write_vector(self, data, hart, index):
        self.session.write_vector(hart, index, data)

    def do_read_memory(self, data, address, size, hart):
        return self.session.read_memory(address, size, hart)

    def do_write_memory(self, data, address, hart):
        self.session.write_memory(address, data, hart)


def main(fd):
    """Serve the socket with this number."""
    # The terminal's interrupt is for the process that owns the Machine.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sock = socket.socket(fileno=fd)
    threading.Thread(target=_end_with, args=(sock,), daemon=True).start()
    _Worker(sock).serve()
