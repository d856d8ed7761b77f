"""Runs a program on a new terminal. Standard input takes orders and standard output gives events, one JSON object a line.

Orders: {"type": base64}, {"signal": name}, {"hangup": true}, {"echo": true}
Events: {"output": base64}, {"echo": bool}, {"exit": code or null, "signal": number or null}
"""

import base64
import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios


def tell(**event):
    os.write(1, (json.dumps(event) + "\n").encode())


def start(slave, master, program):
    pid = os.fork()
    if pid != 0:
        return pid
    os.close(master)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for descriptor in (0, 1, 2):
        os.dup2(slave, descriptor)
    os.closerange(3, 64)
    os.execvp(program[0], program)


class Terminal:
    def __init__(self, program):
        self.master, self.slave = os.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.woken = woken
        self.orders = b""
        self.pid = start(self.slave, self.master, program)
        self.is_running = True

    def run(self):
        while True:
            sources = [0, self.woken] + ([] if self.master is None else [self.master])
            ready = select.select(sources, [], [])[0]
            if self.master in ready:
                self.show()
            if self.woken in ready:
                os.read(self.woken, 64)
                self.reap()
            if 0 in ready and not self.obey():
                return self.end()

    def show(self):
        try:
            tell(output=base64.b64encode(os.read(self.master, 65536)).decode())
        except OSError:
            self.hang_up()

    def reap(self):
        pid, status = os.waitpid(self.pid, os.WNOHANG) if self.is_running else (0, 0)
        if pid == 0:
            return
        self.is_running = False
        while self.master is not None and select.select([self.master], [], [], 0)[0]:
            self.show()
        is_killed = os.WIFSIGNALED(status)
        tell(exit=None if is_killed else os.WEXITSTATUS(status), signal=os.WTERMSIG(status) if is_killed else None)

    def obey(self):
        data = os.read(0, 65536)
        if data == b"":
            return False
        *lines, self.orders = (self.orders + data).split(b"\n")
        for line in lines:
            self.follow(json.loads(line))
        return True

    def follow(self, order):
        if "type" in order:
            os.write(self.master, base64.b64decode(order["type"]))
        elif "signal" in order:
            os.kill(self.pid, getattr(signal, order["signal"]))
        elif "hangup" in order:
            self.hang_up()
        elif "echo" in order:
            tell(echo=bool(termios.tcgetattr(self.slave)[3] & termios.ECHO))

    def hang_up(self):
        if self.master is not None:
            os.close(self.master)
        self.master = None

    def end(self):
        if self.is_running:
            os.kill(self.pid, signal.SIGKILL)


if __name__ == "__main__":
    Terminal(sys.argv[1:]).run()
