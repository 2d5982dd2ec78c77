"""Functions that attack their sandbox, on the real server: as root, and as an ordinary user."""
# alone: bombs that take what the machine has

import io
import json
import os
import pathlib
import secrets
import shutil
import socket
import tempfile
import unittest
import urllib.request
import zipfile

import deploy
import harness

ATTACK = pathlib.Path(__file__).with_name("attack.py").read_text()
NOBODY = 65534
VICTIM = """
# {code}
import os
def handler(event, context):
    return len(os.environ["SECRET"])
"""


def links(**targets):
    """A package of the attack and of symbolic links."""
    buffer = io.BytesIO(deploy.package(attack=ATTACK))
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, target in targets.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = 0o120777 << 16
            archive.writestr(entry, target)
    return buffer.getvalue()


class Escapes:
    """The attacks; a subclass starts the server as one user."""

    @classmethod
    def start(cls, server):
        cls.server = cls.enterClassContext(server)
        cls.client = cls.server.client("lambda")
        cls.role = deploy.role(
            cls.server.client("iam"), "r", "lambda.amazonaws.com", [deploy.LOGGING])
        cls.code, cls.secret = secrets.token_hex(16), secrets.token_hex(16)
        deploy.function(
            cls.client, "victim", deploy.package(app=VICTIM.format(code=cls.code)), "app.handler",
            cls.role, Environment={"Variables": {"SECRET": cls.secret}}, Timeout=20)
        deploy.function(
            cls.client, "attacker", deploy.package(attack=ATTACK), "attack.handler", cls.role,
            Timeout=20, MemorySize=256)
        cls.victim_is_well()
        cls.pids = cls.processes()

    @classmethod
    def processes(cls):
        """The server's own process and all that it started, as the host counts them."""
        children = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                fields = pathlib.Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(pid))
        found = [cls.server.process.pid]
        for pid in found:
            found.extend(children.get(pid, []))
        return found

    @classmethod
    def victim_is_well(cls):
        answer = cls.client.invoke(FunctionName="victim")
        assert answer["Payload"].read() == b"32", answer
        with urllib.request.urlopen(cls.server.url + "/_brume/health", timeout=10) as health:
            assert health.status == 200

    def attack(self, name, function="attacker", **event):
        answer = self.client.invoke(
            FunctionName=function, Payload=json.dumps({"attack": name, **event}))
        return json.loads(answer["Payload"].read())

    def test_secrets_of_others_cannot_be_found(self):
        for secret in (self.code, self.secret):
            self.assertEqual([], self.attack("search", secret=secret[::-1]))

    def test_the_hosts_folders_are_not_there(self):
        wanted = [self.server.folder, "/root/.m2", "/root/.bashrc", "/home", "/etc/shadow", "/var/lib", "/boot",
                  "/sys/fs/cgroup", "/dev/sda", "/dev/mem", "/dev/kmsg", "/dev/fuse", "/dev/ptmx",
                  "/var/run/docker.sock", "/run"]
        self.assertEqual([], self.attack("paths", paths=wanted, pids=self.pids))

    def test_nothing_but_tmp_can_be_written(self):
        self.assertEqual([], self.attack("write"))

    def test_other_processes_cannot_be_signalled(self):
        # The numbers 1 and 2 are the sandbox's own.
        pids = [pid for pid in self.pids if pid > 100]
        self.assertEqual({"ESRCH"}, set(self.attack("signals", pids=pids).values()))
        self.victim_is_well()

    def test_killing_everybody_kills_the_killer(self):
        self.attack("kill_all")
        self.assertTrue(set(self.pids[:2]) <= set(self.processes()))
        self.victim_is_well()

    def test_dangerous_calls_are_refused(self):
        answers = self.attack("calls")
        allowed = {name: got for name, got in answers.items()
                   if got not in ("EPERM", "ENOSYS", "EACCES", "EINVAL")}
        self.assertEqual({}, allowed)
        self.assertEqual("EPERM", answers["ptrace"])
        self.assertEqual("EPERM", answers["mount"])

    def test_raw_and_unusual_sockets_are_refused(self):
        self.assertEqual({"EPERM", "EAFNOSUPPORT"}, set(self.attack("sockets").values()))

    def test_the_host_is_not_reachable(self):
        with socket.socket() as listener, socket.socket(socket.AF_UNIX) as abstract:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            name = "brume-test-" + secrets.token_hex(4)
            abstract.bind("\0" + name)
            abstract.listen()
            addresses = [["127.0.0.1", listener.getsockname()[1]], ["127.0.0.1", 22],
                         ["169.254.169.254", 80], ["1.1.1.1", 53],
                         [socket.gethostbyname(socket.gethostname()), self.server.port]]
            folders = {os.path.dirname(path) for path in (
                os.readlink(entry) for entry in self.descriptors()) if path.endswith("owner.lock")}
            paths = [f"{folder}/s/e{n}/{kind}.sock" for folder in folders for n in range(1, 20)
                     for kind in ("runtime", "endpoint", "log")]
            reached = self.attack("reach", addresses=addresses, abstract=name, paths=paths)
        # The host's own name may be its loopback address, where the relay answers.
        own = f"{addresses[-1][0]}:{self.server.port}"
        self.assertEqual([], [r for r in reached if not (r == own and own.startswith("127."))])

    def descriptors(self):
        # ./brume becomes the server, so the pid is the server's.
        return list(pathlib.Path(f"/proc/{self.server.process.pid}/fd").iterdir())

    def test_no_open_file_of_the_server_is_inherited(self):
        seen = self.attack("descriptors")
        self.assertEqual(
            [], [s for s in seen if s not in ("socket", "pipe", "anon_inode", "/dev/null")
                 and not s.startswith("/proc/")])

    def test_the_endpoint_gives_nothing_without_a_signature(self):
        answers = self.attack("endpoint")
        self.assertTrue(all(400 <= code < 500 for code in answers.values()), answers)

    def test_set_user_id_programs_give_nothing(self):
        self.assertNotIn("uid=0", str(self.attack("set_user_id_program")))

    def test_bombs_hit_only_their_thrower(self):
        for name in ("fork_bomb", "memory_bomb", "memory_bomb_of_many", "log_bomb",
                     "connection_bomb"):
            with self.subTest(name):
                self.attack(name)
                self.victim_is_well()

    def test_tmp_is_bounded(self):
        deploy.function(
            self.client, "disk", deploy.package(attack=ATTACK), "attack.handler", self.role,
            Timeout=20, MemorySize=1024)
        written, reason = self.attack("disk_bomb", function="disk")
        self.assertLessEqual(written, 512)
        self.assertEqual("ENOSPC", reason)
        self.assertEqual("ENOSPC", self.attack("inode_bomb", function="disk"))
        self.victim_is_well()

    def test_nothing_outlives_the_timeout(self):
        deploy.function(
            self.client, "survivor", deploy.package(attack=ATTACK), "attack.handler", self.role,
            Timeout=2)
        marker = "survivor-" + secrets.token_hex(8)
        answer = self.attack("survive", function="survivor", marker=marker)
        self.assertIn("Task timed out after 2.00 seconds", answer["errorMessage"])

        def living():
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    if marker in pathlib.Path("/proc", pid, "cmdline").read_text(errors="replace"):
                        return True
                except OSError:
                    pass
            return False
        harness.until(lambda: not living(), 5, "the end of what was left running")

    def test_packages_cannot_write_outside_their_folder(self):
        for name in ("../up.py", "/etc/up.py", "a/../../up.py"):
            with self.subTest(name), self.assertRaises(
                    self.client.exceptions.InvalidParameterValueException):
                buffer = io.BytesIO()
                with zipfile.ZipFile(buffer, "w") as archive:
                    archive.writestr(name, "x")
                self.client.create_function(
                    FunctionName="slip", Runtime="python3.11", Handler="a.b", Role=self.role,
                    Code={"ZipFile": buffer.getvalue()})

    def test_links_of_a_package_lead_nowhere(self):
        deploy.function(
            self.client, "links", links(
                data=self.server.folder + "/data", up="../../../../etc/shadow",
                passwd="/etc/shadow", server=f"/proc/{self.server.process.pid}/environ",
                cache=self.server.folder + "/data/cache/lambda"),
            "attack.handler", self.role)
        answers = self.attack("links", function="links")
        self.assertEqual(5, len(answers))
        self.assertEqual({"ENOENT"}, set(answers.values()))

    def test_a_link_cannot_be_written_through(self):
        target = tempfile.mkdtemp(prefix="brume-test-")
        self.addCleanup(shutil.rmtree, target)
        os.chmod(target, 0o777)
        buffer = io.BytesIO(links(out=target))
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("out/written.py", "x")
        with self.assertRaises(self.client.exceptions.InvalidParameterValueException):
            self.client.create_function(
                FunctionName="through", Runtime="python3.11", Handler="a.b", Role=self.role,
                Code={"ZipFile": buffer.getvalue()})
        self.assertEqual([], os.listdir(target))


class AsThisUser(Escapes, unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.start(harness.Server())


@unittest.skipUnless(os.getuid() == 0, "only root can become somebody else")
class AsAnOrdinaryUser(Escapes, unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        server = harness.Server(command=(
            "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"))
        os.chmod(server.folder, 0o755)
        data = os.path.join(server.folder, "data")
        os.mkdir(data, 0o700)
        os.chown(data, NOBODY, NOBODY)
        cls.start(server)


if __name__ == "__main__":
    unittest.main()
