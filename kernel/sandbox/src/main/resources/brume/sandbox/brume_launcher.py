"""Zygote of function processes: imports what functions need once, then forks sandboxes from it.

Started by the server, one for each interpreter. argv[1] is a JSON configuration. Commands arrive
as JSON lines on stdin (spawn, kill, endRuntime, killRuntime); events leave as JSON lines on stdout (ready, failed, started,
exited). When stdin ends, because the server ended in whatever way, everything here is killed: the
zygote is process 1 of a PID namespace that all sandboxes are nested in.

The environment and credentials of a function never pass through this process, whose memory every
later sandbox inherits; a sandbox asks for them over its own socket.
"""
import errno
import gc
import json
import os
import resource
import select
import signal
import socket
import sys

HOST = "/.host"
NPROC_MAX = 1024  # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
NOFILE_MAX = 1024

CONFIG = json.loads(sys.argv[1])
sys.path.insert(0, CONFIG["resources"])
if CONFIG["testClock"]:
    import brume_clock

    brume_clock.install()
import brume_linux as linux


def answer(event):
    data = (json.dumps(event) + "\n").encode()
    while data:
        data = data[os.write(1, data) :]


def write_file(path, text):
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def map_user(inside, outside_uid, outside_gid):
    """Gives this process, alone in a new user namespace, the one user that it may have."""
    write_file("/proc/self/setgroups", "deny")
    write_file("/proc/self/uid_map", "%d %d 1" % (inside, outside_uid))
    write_file("/proc/self/gid_map", "%d %d 1" % (inside, outside_gid))


# ---- the root file system that all sandboxes share -----------------------------------------------

ETC_SHARED = (
    "ld.so.cache",
    "localtime",
    "ssl/certs",
    "ssl/openssl.cnf",
    "ca-certificates",
    "pki",
    "alternatives",
    "mime.types",
    "protocols",
    "services",
)
DEVICES = ("null", "zero", "full", "random", "urandom")


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def _share(source, target):
    """Binds source read-only at target, with a target of the same kind."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        _write(target, "")
    linux.bind(source, target)


def build_root(root):
    linux.mount(None, "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("brume", root, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "mode=755,size=4m")
    for folder in ("proc", "tmp", "dev", "opt", "var/task", "var/runtime", "var/brume"):
        os.makedirs(os.path.join(root, folder))
    os.mkdir(root + HOST)
    _share("/usr", root + "/usr")
    for name in ("lib", "lib32", "lib64", "libx32", "bin", "sbin"):
        if os.path.islink("/" + name):
            os.symlink(os.readlink("/" + name), os.path.join(root, name))
        elif os.path.isdir("/" + name):
            _share("/" + name, os.path.join(root, name))
    for name in ETC_SHARED:
        if os.path.exists("/etc/" + name):
            _share(os.path.realpath("/etc/" + name), root + "/etc/" + name)
    inside = CONFIG["insideUid"]
    _write(
        root + "/etc/passwd",
        "root:x:0:0:root:/root:/sbin/nologin\n"
        "sbx_user1051:x:%d:%d::/home/sbx_user1051:/sbin/nologin\n" % (inside, inside),
    )
    _write(root + "/etc/group", "root:x:0:\nsbx_user1051:x:%d:\n" % inside)
    _write(root + "/etc/hosts", "127.0.0.1 localhost\n")
    _write(root + "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
    _write(root + "/etc/resolv.conf", "")
    for name in DEVICES:
        _write(root + "/dev/" + name, "")
        linux.mount("/dev/" + name, root + "/dev/" + name, None, linux.MS_BIND)
    os.symlink("/proc/self/fd", root + "/dev/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink("/proc/self/fd/%d" % number, root + "/dev/" + name)
    for prefix in CONFIG["prefixes"]:
        if not prefix.startswith("/usr/"):
            _share(prefix, root + prefix)
    for name, source in dict(CONFIG["runtime"], **CONFIG["scripts"]).items():
        _share(source, root + "/var/runtime/" + name)
    # What the interpreter loads lazily from the resources folder has the same path inside.
    _share(CONFIG["resources"], root + CONFIG["resources"])
    linux.pivot_root(root, root + HOST)
    os.chdir("/")
    _mount_proc()
    flags = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV
    linux.mount(None, "/", None, flags)


def _mount_proc():
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)


# ---- preloading ----------------------------------------------------------------------------------

STANDARD = (
    "base64 calendar collections concurrent.futures contextlib copy csv datetime decimal"
    " email.utils functools gzip hashlib hmac http.client importlib inspect io itertools json"
    " logging math operator pathlib platform queue random re shutil signal socket ssl string"
    " struct subprocess tempfile threading time traceback types typing urllib.parse"
    " urllib.request uuid warnings xml.etree.ElementTree zipfile zlib"
).split()
# The packages that AWS's own runtime image brings; a function's own copies take precedence.
BUNDLED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
SERVICES = "dynamodb sts lambda events logs s3 sqs sns stepfunctions ssm secretsmanager".split()
# Parsed while nothing else is to do.
LATER = "apigateway iam kinesis cloudwatch ec2".split()


class ModelCache:
    """Keeps botocore's parsed service models, so that functions share them instead of parsing."""

    def __init__(self):
        self.documents = {}
        self.frozen = False

    def install(self):
        import botocore.loaders

        original = botocore.loaders.JSONFileLoader.load_file
        documents = self.documents

        def load_file(loader, file_path):
            document = documents.get(file_path)
            if document is None:
                document = original(loader, file_path)
                if document is not None and not self.frozen:
                    documents[file_path] = document
            return document

        botocore.loaders.JSONFileLoader.load_file = load_file


def preload_client(service):
    import botocore.session

    try:
        session = botocore.session.Session()
        session.set_credentials("x", "x")
        client = session.create_client(
            service, region_name="us-east-1", endpoint_url="http://127.0.0.1:1"
        )
        client.close()
    except Exception as e:  # a model that this botocore does not have
        sys.stderr.write("not preloaded: %s: %s\n" % (service, e))


def preload():
    """Imports what most functions import; returns boto3's version or None."""
    for name in STANDARD:
        __import__(name)
    import brume_init
    import brume_runtime

    if CONFIG["runtime"]:
        sys.path.append("/var/runtime")
        sys.pycache_prefix = HOST + CONFIG["byteCode"]
        sys.dont_write_bytecode = False
    try:
        return preload_boto3()
    except Exception as e:  # none, or another interpreter's that is too new for this one
        sys.stderr.write("no boto3: %s: %s\n" % (type(e).__name__, e))
        for name in list(sys.modules):
            if name.split(".")[0] in BUNDLED:
                del sys.modules[name]
        return None
    finally:
        sys.pycache_prefix = None
        sys.dont_write_bytecode = True


def preload_boto3():
    import boto3
    import boto3.dynamodb.conditions
    import boto3.dynamodb.types
    import boto3.session

    models.install()
    for service in SERVICES:
        preload_client(service)
    try:
        boto3.session.Session(
            aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1"
        ).resource("dynamodb", endpoint_url="http://127.0.0.1:1")
    except Exception as e:
        sys.stderr.write("not preloaded: dynamodb resource: %s\n" % e)
    return boto3.__version__


def freeze():
    gc.collect()
    gc.freeze()


models = ModelCache()

# ---- one sandbox ---------------------------------------------------------------------------------


def loopback_up():
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # IFF_UP | IFF_RUNNING
        fcntl.ioctl(control, 0x8914, request)  # SIOCSIFFLAGS


def limit(kind, value):
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def enter(command):
    """Moves this process, just forked, into its namespaces and file systems."""
    for path in command["cgroups"]:
        write_file(HOST + path, "0")
    kinds = linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP
    if command["network"] == "none":
        kinds |= linux.CLONE_NEWNET
    linux.unshare(kinds)
    linux.bind(HOST + command["code"], "/var/task")
    if command["layers"]:
        linux.bind(HOST + command["layers"], "/opt")
    linux.mount(
        "tmp",
        "/tmp",
        "tmpfs",
        linux.MS_NOSUID | linux.MS_NODEV,
        "mode=1777,size=%dm,nr_inodes=262144" % command["tmpMb"],
    )
    linux.bind(HOST + command["sockets"], "/var/brume")
    linux.umount("/proc")
    _mount_proc()
    if command["network"] == "host":
        linux.bind(HOST + "/etc/resolv.conf", "/etc/resolv.conf")
        linux.bind(HOST + "/etc/hosts", "/etc/hosts")
    linux.umount(HOST)
    if command["network"] == "none":
        loopback_up()
    socket.sethostname("brume")


def drop_privileges(command):
    """Gives up everything that the function must not have; nothing can be regained after it."""
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_NOFILE, NOFILE_MAX)
    limit(resource.RLIMIT_FSIZE, (command["tmpMb"] + 1) << 20)
    limit(resource.RLIMIT_MEMLOCK, 65536)
    if command["dataMb"]:
        limit(resource.RLIMIT_DATA, data_bytes() + (command["dataMb"] << 20))
    inside = CONFIG["insideUid"]
    outside = inside
    if CONFIG["root"]:
        outside = command["uid"]
        os.setgroups([])
        for capability in range(64):
            try:
                linux.prctl(linux.PR_CAPBSET_DROP, capability)
            except OSError:
                break
        os.setresgid(outside, outside, outside)
        os.setresuid(outside, outside, outside)
        linux.prctl(linux.PR_SET_DUMPABLE, 1)  # else /proc/self would belong to root
    try:
        # A user namespace of its own: the process limit counts this sandbox only, the user is the
        # one that Lambda shows, and nothing outside is owned by it.
        linux.unshare(linux.CLONE_NEWUSER)
        map_user(inside, outside, outside)
    except OSError:
        if not CONFIG["root"]:  # with an outside user of its own it can be done without
            raise
    linux.drop_capabilities()
    limit(resource.RLIMIT_NPROC, NPROC_MAX)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.seccomp()


def data_bytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) << 10
    return 0


def exec_bootstrap(spec):
    for path in ("/var/task/bootstrap", "/opt/bootstrap", "/var/runtime/bootstrap"):
        if os.path.exists(path):
            try:
                os.chdir("/var/task")
                os.execve(path, [path], spec["env"])
            except OSError as e:
                return "Runtime.InvalidEntrypoint", e
    return (
        "Runtime.InvalidEntrypoint",
        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]",
    )


def exec_command(spec):
    """Becomes an interpreter that connects to the server itself, or the wrapper that starts it."""
    command = spec["command"]
    if CONFIG["testClock"] and command:
        command = command + [str(spec["clockOffsetMs"])]
    if not command:
        command = [sys.executable, "/var/runtime/brume_runtime.py"]
    # https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
    wrapper = spec["env"].get(WRAPPER)
    if wrapper:
        command = [wrapper] + command
    try:
        os.chdir("/var/task")
        os.execve(command[0], command, spec["env"])
    except OSError as e:
        return "Runtime.InvalidEntrypoint", e


# What the runtime has and its extensions have not, as in AWS's runtime interface emulator.
RUNTIME_ONLY = (
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
    "AWS_XRAY_CONTEXT_MISSING",
)
NO_PROGRAM = 126  # see Zygote.java
WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"


def default_signals():
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)


def run_extension(name, spec):
    """A program that a layer wants beside the runtime; never returns."""
    path = "/opt/extensions/" + name
    environment = {
        key: value
        for key, value in spec["env"].items()
        if key not in RUNTIME_ONLY and not key.startswith("_")
    }
    try:
        default_signals()
        os.chdir("/")
        os.execve(path, [path], environment)
    except OSError as e:
        os.write(2, ("%s could not be started: %s\n" % (path, e)).encode())
    finally:
        os._exit(NO_PROGRAM)


def run_runtime(spec, connection):
    """The function's own process; never returns."""
    import brume_runtime

    status = 1
    try:
        if spec["extensions"]:
            brume_runtime.await_extensions(connection)
        if spec["provided"] or spec["command"] or spec["env"].get(WRAPPER):
            default_signals()
            run = exec_bootstrap if spec["provided"] else exec_command
            kind, message = run(spec)
            brume_runtime.report_init_error(connection, kind, str(message))
        else:
            status = brume_runtime.main(spec, connection)
    finally:
        os._exit(status)


def fork(run, listeners):
    """Runs something in a process that has nothing of process 1 but its output."""
    pid = os.fork()
    if pid == 0:
        os.close(3)
        for listener, _ in listeners:
            listener.close()
        run()
    return pid


def sandbox(command, status_fd):
    """Process 1 of the sandbox; never returns."""
    import brume_init
    import brume_runtime

    code = 70
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        null = os.open("/dev/null", os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(status_fd, 3)
        os.set_inheritable(3, False)
        os.closerange(4, command["fdMax"] + 8)
        enter(command)
        listeners = [
            (brume_init.listen(port), "/var/brume/" + name) for name, port in command["forward"]
        ]
        drop_privileges(command)
        log = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        log.connect("/var/brume/log.sock")
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        log.close()
        connection, spec = brume_runtime.fetch_spec("/var/brume/runtime.sock")
        spec["bundled"] = BUNDLED
        if spec["telemetryLog"]:
            telemetry = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            telemetry.connect("/var/brume/log.sock")
            telemetry.set_inheritable(True)
            spec["env"]["_LAMBDA_TELEMETRY_LOG_FD"] = str(telemetry.detach())
        for listener, path in listeners:
            if path.endswith("runtime.sock"):
                address = "127.0.0.1:%d" % listener.getsockname()[1]
                spec["env"]["AWS_LAMBDA_RUNTIME_API"] = address
        extensions = {}
        for name in spec["extensions"]:
            extensions[fork(lambda: run_extension(name, spec), listeners)] = name
        runtime = fork(lambda: run_runtime(spec, connection), listeners)
        connection.close()
        del spec
        ended, extension = brume_init.Supervisor(runtime, extensions, listeners).run()
        signalled = os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0
        code = 0 if signalled else os.WEXITSTATUS(ended)
        report = {"signal": signalled, "status": code, "extension": extension}
        os.write(3, json.dumps(report).encode())
        code = 0
    except BaseException as e:
        os.write(3, json.dumps({"failure": "%s: %s" % (type(e).__name__, e)}).encode()[:4000])
    finally:
        os._exit(code)


# ---- the zygote's loop ---------------------------------------------------------------------------


# What brume_init.Supervisor makes of signals; what ends it ends all in its PID namespace.
SIGNALS = {"kill": signal.SIGKILL, "endRuntime": signal.SIGTERM, "killRuntime": signal.SIGUSR1}


class Zygote:
    def __init__(self):
        self.own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self.by_id = {}
        self.by_pid = {}
        self.wake_read, self.wake_write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        self.input = b""
        self.fd_max = 64

    def spawn(self, command):
        identity = command["id"]
        status_read, status_write = os.pipe2(os.O_CLOEXEC)
        self.fd_max = command["fdMax"] = max(self.fd_max, status_read, status_write)
        try:
            # Only the next child enters the new PID namespace; this process stays where it is.
            linux.unshare(linux.CLONE_NEWPID)
            pid = os.fork()
        except OSError as e:
            os.close(status_read)
            os.close(status_write)
            answer({"event": "exited", "id": identity, "failure": "fork: %s" % e})
            return
        if pid == 0:
            sandbox(command, status_write)
        linux.setns(self.own_pids, linux.CLONE_NEWPID)
        os.close(status_write)
        self.by_id[identity] = pid
        self.by_pid[pid] = (identity, status_read)

    def signal(self, identity, number):
        pid = self.by_id.get(identity)
        if pid is not None:
            os.kill(pid, number)

    def reap(self):
        while self.by_pid:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            known = self.by_pid.pop(pid, None)
            if known is None:
                continue
            identity, status_read = known
            del self.by_id[identity]
            os.set_blocking(status_read, False)
            try:
                report = os.read(status_read, 8192)
            except OSError:
                report = b""
            os.close(status_read)
            if report:
                event = json.loads(report)
            else:
                event = {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 9}
            event["event"] = "exited"
            event["id"] = identity
            answer(event)

    def read_commands(self):
        data = os.read(0, 65536)
        if not data:
            os._exit(0)
        *lines, self.input = (self.input + data).split(b"\n")
        for line in lines:
            command = json.loads(line)
            if command["op"] == "spawn":
                self.spawn(command)
            else:
                self.signal(command["id"], SIGNALS[command["op"]])

    def run(self):
        later = list(LATER) if models.documents else []
        while True:
            ready, _, _ = select.select([0, self.wake_read], [], [], 0.2 if later else None)
            if self.wake_read in ready:
                try:
                    os.read(self.wake_read, 4096)
                except OSError as e:
                    if e.errno != errno.EAGAIN:
                        raise
            self.reap()
            if 0 in ready:
                self.read_commands()
            elif later and not ready:
                preload_client(later.pop(0))
                freeze()


def zygote():
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        build_root(CONFIG["mountPoint"])
        version = preload()
    except OSError as e:
        answer({"event": "failed", "message": str(e)})
        os._exit(1)
    freeze()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    process = Zygote()
    answer({"event": "ready", "python": sys.version.split()[0], "boto3": version})
    process.run()


def main():
    kinds = linux.CLONE_NEWNS | linux.CLONE_NEWPID
    try:
        if not linux.supported():
            raise OSError("processor %s is not supported" % os.uname().machine)
        if CONFIG["root"]:
            linux.unshare(kinds)
        else:
            uid, gid = os.getuid(), os.getgid()
            linux.unshare(kinds | linux.CLONE_NEWUSER)
            map_user(CONFIG["insideUid"], uid, gid)
    except OSError as e:
        answer({"event": "failed", "message": str(e)})
        return 1
    pid = os.fork()
    if pid == 0:
        zygote()
        os._exit(1)
    os.close(0)
    os.close(1)
    _, status = os.waitpid(pid, 0)
    return 1 if status else 0


sys.dont_write_bytecode = True
signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is the server's to handle
sys.exit(main())
