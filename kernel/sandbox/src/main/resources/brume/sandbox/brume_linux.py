"""Linux system calls that Python's standard library lacks, through ctypes."""
import ctypes
import os
import struct

CLONE_NEWTIME = 0x00000080
CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

# (x86_64, aarch64) numbers of the calls that libc has no wrapper for.
_MACHINE = os.uname().machine
_ARCHITECTURE = {"x86_64": 0, "aarch64": 1}.get(_MACHINE)
_PIVOT_ROOT = (155, 41)
_MOUNT_SETATTR = (442, 442)
_CAPSET = (126, 91)

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def _check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, what + ": " + os.strerror(number))
    return result


def supported():
    """Whether this processor's system call numbers are known here."""
    return _ARCHITECTURE is not None


def unshare(flags):
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def setns(fd, kind):
    _check(_libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def mount(source, target, kind, flags, data=None):
    encode = lambda text: None if text is None else os.fsencode(text)
    _check(
        _libc.mount(
            encode(source),
            encode(target),
            encode(kind),
            ctypes.c_ulong(flags),
            encode(data),
        ),
        "mount " + str(target),
    )


def bind(source, target, writable=False):
    """Makes source visible at target: without set-user-id programs and devices, read-only."""
    mount(source, target, None, MS_BIND | MS_REC)
    if not writable:
        restrict(target, MS_RDONLY | MS_NOSUID | MS_NODEV)


def restrict(target, attributes):
    """Adds MS_RDONLY, MS_NOSUID, MS_NODEV to a mount and to the mounts below it."""
    # struct mount_attr: attr_set, attr_clr, propagation, userns_fd. The low attribute bits have
    # the same values as the MS_ flags (linux/mount.h).
    attr = struct.pack("=QQQQ", attributes, 0, 0, 0)
    result = _libc.syscall(
        ctypes.c_long(_MOUNT_SETATTR[_ARCHITECTURE]),
        ctypes.c_int(-100),
        os.fsencode(target),
        ctypes.c_uint(0x8000),
        attr,
        ctypes.c_size_t(len(attr)),
    )
    if result < 0:  # before Linux 5.12
        mount(None, target, None, MS_BIND | MS_REMOUNT | attributes)


def umount(target):
    _check(_libc.umount2(os.fsencode(target), MNT_DETACH), "umount " + target)


def pivot_root(new, old):
    _check(
        _libc.syscall(
            ctypes.c_long(_PIVOT_ROOT[_ARCHITECTURE]), os.fsencode(new), os.fsencode(old)
        ),
        "pivot_root",
    )


def prctl(option, value=0):
    zero = ctypes.c_ulong(0)
    return _check(
        _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero), "prctl"
    )


def drop_capabilities():
    """Empties every capability set of this process, the bounding set included."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            break
    header = struct.pack("=Ii", 0x20080522, 0)
    _check(
        _libc.syscall(ctypes.c_long(_CAPSET[_ARCHITECTURE]), header, bytes(24)), "capset"
    )


# Calls that no function needs and that widen the kernel's attack surface or reach other
# processes: (name, x86_64 number, aarch64 number); they answer EPERM.
_DENIED = (
    ("ptrace", 101, 117),
    ("process_vm_readv", 310, 270),
    ("process_vm_writev", 311, 271),
    ("pidfd_getfd", 438, 438),
    ("process_madvise", 440, 440),
    ("kcmp", 312, 272),
    ("keyctl", 250, 219),
    ("add_key", 248, 217),
    ("request_key", 249, 218),
    ("bpf", 321, 280),
    ("perf_event_open", 298, 241),
    ("kexec_load", 246, 104),
    ("kexec_file_load", 320, 294),
    ("init_module", 175, 105),
    ("finit_module", 313, 273),
    ("delete_module", 176, 106),
    ("userfaultfd", 323, 282),
    ("unshare", 272, 97),
    ("setns", 308, 268),
    ("mount", 165, 40),
    ("umount2", 166, 39),
    ("pivot_root", 155, 41),
    ("chroot", 161, 51),
    ("fsopen", 430, 430),
    ("fsconfig", 431, 431),
    ("fsmount", 432, 432),
    ("fspick", 433, 433),
    ("move_mount", 429, 429),
    ("open_tree", 428, 428),
    ("mount_setattr", 442, 442),
    ("open_by_handle_at", 304, 265),
    ("swapon", 167, 224),
    ("swapoff", 168, 225),
    ("reboot", 169, 142),
    ("settimeofday", 164, 170),
    ("clock_settime", 227, 112),
    ("clock_adjtime", 305, 266),
    ("adjtimex", 159, 171),
    ("acct", 163, 89),
    ("quotactl", 179, 60),
    ("quotactl_fd", 443, 443),
    ("syslog", 103, 116),
    ("fanotify_init", 300, 262),
    ("move_pages", 279, 239),
    ("migrate_pages", 256, 238),
    ("sethostname", 170, 161),
    ("setdomainname", 171, 162),
    ("lookup_dcookie", 212, 18),
    ("vhangup", 153, 58),
    ("iopl", 172, None),
    ("ioperm", 173, None),
    ("modify_ldt", 154, None),
    ("uselib", 134, None),
    ("ustat", 136, None),
    ("sysfs", 139, None),
)
# These answer ENOSYS, which makes libc and libraries use the older call instead.
_ABSENT = (
    ("clone3", 435, 435),
    ("io_uring_setup", 425, 425),
    ("io_uring_enter", 426, 426),
    ("io_uring_register", 427, 427),
)
_CLONE = (56, 220)
_SOCKET = (41, 198)
_AUDIT_ARCH = (0xC000003E, 0xC00000B7)
_NEW_NAMESPACES = (
    CLONE_NEWNS
    | CLONE_NEWCGROUP
    | CLONE_NEWUTS
    | CLONE_NEWIPC
    | CLONE_NEWUSER
    | CLONE_NEWPID
    | CLONE_NEWNET
)

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97


def _filter():
    """The BPF program as bytes: (code, jump if true, jump if false, operand) of 8 bytes each."""
    program = []

    def emit(code, k, jt=0, jf=0):
        program.append(struct.pack("=HBBI", code, jt, jf, k))

    load, equal, at_least, any_bit, mask, answer = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06

    emit(load, 4)
    emit(equal, _AUDIT_ARCH[_ARCHITECTURE], 1, 0)
    emit(answer, _KILL)
    emit(load, 0)
    if _ARCHITECTURE == 0:  # the x32 numbers would go round everything below
        emit(at_least, 0x40000000, 0, 1)
        emit(answer, _ERRNO | _ENOSYS)
    for calls, number in ((_DENIED, _EPERM), (_ABSENT, _ENOSYS)):
        for call in calls:
            if call[1 + _ARCHITECTURE] is not None:
                emit(equal, call[1 + _ARCHITECTURE], 0, 1)
                emit(answer, _ERRNO | number)

    emit(equal, _CLONE[_ARCHITECTURE], 0, 4)
    emit(load, 16)  # low word of the first argument
    emit(any_bit, _NEW_NAMESPACES, 0, 1)
    emit(answer, _ERRNO | _EPERM)
    emit(answer, _ALLOW)

    emit(equal, _SOCKET[_ARCHITECTURE], 1, 0)
    emit(answer, _ALLOW)
    emit(load, 16)  # family
    emit(equal, 16, 0, 4)  # AF_NETLINK: NETLINK_ROUTE only, which getaddrinfo and ifaddrs use
    emit(load, 32)
    emit(equal, 0, 0, 1)
    emit(answer, _ALLOW)
    emit(answer, _ERRNO | _EPERM)
    emit(equal, 1, 3, 0)  # AF_UNIX
    emit(equal, 2, 2, 0)  # AF_INET
    emit(equal, 10, 1, 0)  # AF_INET6
    emit(answer, _ERRNO | _EAFNOSUPPORT)
    emit(load, 24)  # type
    emit(mask, 0xF)
    emit(equal, 3, 0, 1)  # SOCK_RAW
    emit(answer, _ERRNO | _EPERM)
    emit(answer, _ALLOW)
    return program


_PROGRAM = b"".join(_filter()) if supported() else b""


def seccomp():
    """Loads the filter into this process; needs no_new_privs."""
    code = ctypes.create_string_buffer(_PROGRAM)
    header = struct.pack("=H6xQ", len(_PROGRAM) // 8, ctypes.addressof(code))
    buffer = ctypes.create_string_buffer(header)
    _check(
        _libc.prctl(
            ctypes.c_int(PR_SET_SECCOMP),
            ctypes.c_ulong(2),
            ctypes.c_ulong(ctypes.addressof(buffer)),
            ctypes.c_ulong(0),
            ctypes.c_ulong(0),
        ),
        "seccomp",
    )
