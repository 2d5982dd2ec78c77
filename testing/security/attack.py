"""A function that tries to get out of its sandbox: each attack answers what it could do."""

import ctypes
import errno
import glob
import os
import re
import signal
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.request

LIBC = ctypes.CDLL(None, use_errno=True)
SKIPPED = ("/proc", "/usr", "/lib", "/lib64", "/bin", "/sbin", "/dev", "/var/runtime")


def call(number, *arguments):
    result = LIBC.syscall(ctypes.c_long(number), *[ctypes.c_long(a) for a in arguments])
    return "ok" if result >= 0 else errno.errorcode[ctypes.get_errno()]


def attempt(action, *arguments):
    try:
        action(*arguments)
        return "ok"
    except OSError as e:
        return errno.errorcode.get(e.errno, str(e))


def holds(path, secret):
    try:
        with open(path, "rb", 0) as file:
            return secret in file.read(1 << 20)
    except OSError:
        return False


def search(event):
    """Every file that can be read, for a secret that is given backwards."""
    secret = event["secret"][::-1].encode()
    found = []
    for folder, names, files in os.walk("/", onerror=None):
        names[:] = [n for n in names if os.path.join(folder, n) not in SKIPPED]
        for name in files:
            path = os.path.join(folder, name)
            if path.startswith("/var/task/"):
                continue
            try:
                regular = stat.S_ISREG(os.lstat(path).st_mode)
            except OSError:
                continue
            if regular and holds(path, secret):
                found.append(path)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("environ", "cmdline"):
            if holds(f"/proc/{pid}/{name}", secret):
                found.append(f"/proc/{pid}/{name}")
        for area in open(f"/proc/{pid}/maps") if os.access(f"/proc/{pid}/maps", os.R_OK) else ():
            match = re.match("([0-9a-f]+)-([0-9a-f]+) r", area)
            if not match or "[v" in area:
                continue
            start, end = (int(x, 16) for x in match.groups())
            try:
                with open(f"/proc/{pid}/mem", "rb", 0) as memory:
                    memory.seek(start)
                    # This search has made the secret itself, in process 2 only.
                    if int(pid) != os.getpid() and secret in memory.read(end - start):
                        found.append(f"/proc/{pid}/mem")
            except (OSError, OverflowError):
                pass
    return found


def paths(event):
    """Those of the paths that exist, whichever way they are reached."""
    ways = ["", "/.host", "/proc/1/root", "/proc/2/root", "/proc/self/root", "/proc/1/cwd"]
    ways += ["/proc/%d/root" % pid for pid in event["pids"]]
    return [way + path for path in event["paths"] for way in ways
            if os.path.exists(way + path)]


def write(event):
    """Those of the places that can be written."""
    places = ["/x", "/usr/x", "/etc/passwd", "/etc/x", "/opt/x", "/var/task/x", "/var/runtime/x",
              "/var/brume/x", "/dev/x", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern",
              "/proc/sys/vm/overcommit_memory", "/proc/self/uid_map", "/sys/x", "/run/x"]

    def put(path):
        with open(path, "w") as file:
            file.write("0 0 1")
    return [p for p in places if attempt(put, p) == "ok"]


def signals(event):
    """The outcome of a signal to each of the host's processes."""
    return {str(pid): attempt(os.kill, pid, signal.SIGKILL) for pid in event["pids"]}


def kill_all(event):
    return [attempt(os.kill, pid, signal.SIGKILL) for pid in (-1, 1)]


def calls(event):
    """Dangerous system calls, by their x86_64 numbers."""
    return {
        "ptrace": call(101, 16, 1, 0, 0), "process_vm_readv": call(310, 1, 0, 0, 0, 0, 0),
        "mount": call(165, 0, 0, 0, 0, 0), "umount2": call(166, 0, 2), "pivot_root": call(155, 0, 0),
        "chroot": call(161, 0), "unshare": call(272, 0x10000000), "setns": call(308, 0, 0),
        "clone newuser": call(56, 0x10000000 | 17, 0, 0, 0, 0), "bpf": call(321, 0, 0, 0),
        "init_module": call(175, 0, 0, 0), "keyctl": call(250, 0, 0), "perf": call(298, 0, 0, 0, 0, 0),
        "open_by_handle_at": call(304, 0, 0, 0), "settimeofday": call(164, 0, 0),
        "sethostname": call(170, 0, 0), "reboot": call(169, 0, 0, 0, 0),
        "userfaultfd": call(323, 0), "mknod": attempt(os.mknod, "/tmp/disk", stat.S_IFBLK | 0o600, 0x800),
        "setuid": attempt(os.setuid, 0), "setgid": attempt(os.setgid, 0),
        "chown": attempt(os.chown, "/tmp", 0, 0), "nice": attempt(os.nice, -5)}


def sockets(event):
    kinds = {
        "raw": (socket.AF_INET, socket.SOCK_RAW, 1), "raw6": (socket.AF_INET6, socket.SOCK_RAW, 58),
        "packet": (socket.AF_PACKET, socket.SOCK_RAW, 0), "vsock": (40, socket.SOCK_STREAM, 0),
        "alg": (38, 5, 0), "netfilter": (socket.AF_NETLINK, socket.SOCK_RAW, 12)}
    return {name: attempt(lambda k=kind: socket.socket(*k).close()) for name, kind in kinds.items()}


def reach(event):
    """The addresses and the Unix sockets that accept a connection."""
    reached = []
    for host, port in event["addresses"]:
        if attempt(lambda: socket.create_connection((host, port), 2).close()) == "ok":
            reached.append(f"{host}:{port}")
    names = ["\0" + event["abstract"]] + event["paths"]
    names += glob.glob("/tmp/brume-*/s/*/*.sock") + glob.glob("/var/*/*.sock")
    names = [n for n in names if not n.startswith("/var/brume/")]  # its own
    for name in names:
        with socket.socket(socket.AF_UNIX) as unix:
            if attempt(unix.connect, name) == "ok":
                reached.append(name)
    return reached


def descriptors(event):
    """Where the open files lead, of this process and of the one that started it."""
    seen = set()
    for folder in ("/proc/self/fd", "/proc/1/fd"):
        try:
            for name in os.listdir(folder):
                seen.add(os.readlink(f"{folder}/{name}").split(":")[0])
        except OSError:
            pass
    return sorted(seen)


def endpoint(event):
    """What the server's own paths answer without a signature, from inside."""
    answers = {}
    for method, path in (("POST", "/_brume/clock"), ("GET", "/_brume/lambda/code/"),
                         ("GET", "/2015-03-31/functions"), ("GET", "/_brume/../../etc/passwd")):
        request = urllib.request.Request(
            os.environ["AWS_ENDPOINT_URL"] + path, method=method, data=b"{}" if method == "POST" else None)
        try:
            answers[path] = urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as e:
            answers[path] = e.code
    return answers


def fork_bomb(event):
    count = 0
    while True:
        try:
            if os.fork() == 0:
                while True:
                    try:
                        os.fork()
                    except OSError:
                        time.sleep(0.05)
            count += 1
        except OSError:
            return "refused"


def memory_bomb(event):
    taken = []
    while True:
        taken.append(bytearray(b"x") * (16 << 20))


def memory_bomb_of_many(event):
    for _ in range(8):
        if os.fork() == 0:
            memory_bomb(event)
    time.sleep(60)


def disk_bomb(event):
    written = 0
    try:
        for number in range(1 << 20):
            with open(f"/tmp/{number}", "wb") as file:
                for _ in range(8):
                    written += file.write(b"x" * (1 << 20))
    except OSError as e:
        return [written >> 20, errno.errorcode[e.errno]]


def inode_bomb(event):
    try:
        for number in range(1 << 20):
            open(f"/tmp/i{number}", "w").close()
    except OSError as e:
        return errno.errorcode[e.errno]


def log_bomb(event):
    for _ in range(1 << 16):
        print("x" * 1000)


def connection_bomb(event):
    open_ones = []
    try:
        while True:
            unix = socket.socket(socket.AF_UNIX)
            unix.settimeout(0.5)
            unix.connect("/var/brume/runtime.sock")
            open_ones.append(unix)
    except OSError:
        return "refused"


def survive(event):
    """Leaves processes that ignore signals, in sessions of their own, and never returns."""
    for _ in range(5):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execv("/bin/sh", ["sh", "-c", "trap '' HUP TERM INT QUIT; "
                                     f"while :; do sleep 1; done; : {event['marker']}"])
            os._exit(0)
    time.sleep(60)


def set_user_id_program(event):
    run = subprocess.run(["/usr/bin/su", "-c", "id"], capture_output=True, text=True, timeout=10,
                         stdin=subprocess.DEVNULL)
    return run.stdout


def links(event):
    """What the links of the package lead to."""
    read = {}
    for name in os.listdir("/var/task"):
        path = os.path.join("/var/task", name)
        if os.path.islink(path):
            read[name] = attempt(lambda: open(path, "rb").read(1))
    return read


def handler(event, context):
    return globals()[event["attack"]](event)
