"""Process 1 of a sandbox: starts the runtime, forwards loopback TCP to the sandbox's sockets."""
import errno
import os
import select
import signal
import socket

# Further connections wait in the backlog until one of these ends.
CONNECTIONS_MAX = 512
BUFFER_BYTES = 256 * 1024


def listen(port):
    """A listening socket on the sandbox's loopback interface."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    listener.setblocking(False)
    return listener


class Side:
    """One end of a forwarded connection and what still has to be written to it."""

    __slots__ = ("sock", "fd", "other", "pending", "ended", "events")

    def __init__(self, sock):
        self.sock = sock
        self.fd = sock.fileno()
        self.other = None
        self.pending = b""
        self.ended = False  # nothing more can be read from this side
        self.events = 0


class Forwarder:
    """Copies bytes both ways between TCP connections and Unix sockets, in one thread."""

    def __init__(self, listeners):
        self.poll = select.epoll()
        self.targets = {}
        self.sides = {}
        for listener, path in listeners:
            self.targets[listener.fileno()] = (listener, path)
            self.poll.register(listener.fileno(), select.EPOLLIN)

    def accept(self, fd):
        listener, path = self.targets[fd]
        try:
            inside, _ = listener.accept()
        except OSError:
            return
        try:
            outside = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            outside.connect(path)
        except OSError:
            inside.close()
            return
        inside.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        a, b = Side(inside), Side(outside)
        a.other, b.other = b, a
        for side in (a, b):
            side.sock.setblocking(False)
            side.events = select.EPOLLIN
            self.sides[side.fd] = side
            self.poll.register(side.fd, side.events)
        self.watch_listeners()

    def watch_listeners(self):
        wanted = select.EPOLLIN if len(self.sides) < 2 * CONNECTIONS_MAX else 0
        for fd in self.targets:
            self.poll.modify(fd, wanted)

    def close(self, side):
        for end in (side, side.other):
            if self.sides.pop(end.fd, None) is not None:
                self.poll.unregister(end.fd)
                end.sock.close()
        self.watch_listeners()

    def watch(self, side):
        events = 0
        if not side.ended and not side.other.pending:
            events |= select.EPOLLIN
        if side.pending:
            events |= select.EPOLLOUT
        if events != side.events:
            side.events = events
            self.poll.modify(side.fd, events)

    def read(self, side):
        try:
            data = side.sock.recv(BUFFER_BYTES)
        except BlockingIOError:
            return
        if data:
            side.other.pending = data
            self.write(side.other)
            return
        side.ended = True
        try:
            side.other.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        if side.other.ended:
            self.close(side)
        else:
            self.watch(side)

    def write(self, side):
        try:
            sent = side.sock.send(side.pending)
        except BlockingIOError:
            sent = 0
        side.pending = side.pending[sent:]
        self.watch(side)
        self.watch(side.other)

    def handle(self, fd, events):
        if fd in self.targets:
            self.accept(fd)
            return
        side = self.sides.get(fd)
        if side is None:
            return
        try:
            if events & select.EPOLLOUT:
                self.write(side)
            if events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR):
                if events & select.EPOLLIN or side.ended is False:
                    self.read(side)
                else:
                    self.close(side)
        except OSError:
            self.close(side)


class Supervisor:
    """Forwards until the runtime, or an extension before its time, ends; reaps orphans on the way.

    SIGTERM and SIGUSR1 end the runtime only, the latter at once; then extensions have their time.
    """

    GRACE_SECONDS = 0.3

    def __init__(self, runtime_pid, extensions, listeners):
        self.runtime = runtime_pid
        self.extensions = extensions  # names by pid
        self.ending = False
        self.ended = None
        self.wake_read, wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGUSR1):
            signal.signal(number, lambda number, frame: None)
        self.forwarder = Forwarder(listeners)
        self.forwarder.poll.register(self.wake_read, select.EPOLLIN)

    def run(self):
        """Returns the wait status that decides, and the extension's name if it is one's."""
        while True:
            over = self.reap()
            if over:
                return over
            waiting = self.ending and self.ended is None
            events = self.forwarder.poll.poll(self.GRACE_SECONDS if waiting else None)
            if waiting and not events:
                self.signal_runtime(signal.SIGKILL)
            for fd, happened in events:
                if fd == self.wake_read:
                    self.wake()
                else:
                    self.forwarder.handle(fd, happened)

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return self.ended or 0, ""
            if pid == 0:
                return None
            name = self.extensions.pop(pid, "")
            if pid == self.runtime:
                self.ended = status
            if self.ending:
                if self.ended is not None and not self.extensions:
                    return self.ended, ""
            elif pid == self.runtime or name:
                return status, name

    def wake(self):
        try:
            numbers = os.read(self.wake_read, 4096)
        except OSError as e:
            if e.errno != errno.EAGAIN:
                raise
            return
        for number, forwarded in ((signal.SIGTERM, signal.SIGTERM), (signal.SIGUSR1, signal.SIGKILL)):
            if number in numbers:
                self.ending = True
                self.signal_runtime(forwarded)

    def signal_runtime(self, number):
        if self.ended is None:
            os.kill(self.runtime, number)
