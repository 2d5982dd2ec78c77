"""The program itself: commands, TLS, HTTP/2, the clock, restarts."""

import json
import os
import pathlib
import subprocess
import unittest
import urllib.error
import urllib.request

import boto3

import deploy
import harness

WHO = """
import boto3
def handler(event, context):
    return boto3.client("sts").get_caller_identity()["Arn"]
"""
STAYS = """
import os, subprocess
def handler(event, context):
    if os.fork() == 0:
        os.setsid()
        os.execv("/bin/sh", ["sh", "-c", "trap '' HUP TERM INT; sleep 600; : outlives-it"])
"""


def work_folders(pid):
    """The folders for sockets whose lock a server holds."""
    held = set()
    for descriptor in os.listdir(f"/proc/{pid}/fd"):
        try:
            path = os.readlink(f"/proc/{pid}/fd/{descriptor}")
        except FileNotFoundError:
            continue
        if path.endswith("/owner.lock"):
            held.add(os.path.dirname(path))
    return held


def control_groups(pid):
    return [os.path.join(folder, name) for folder, names, _ in os.walk("/sys/fs/cgroup")
            for name in names if name.startswith(f"brume-{pid}-")]


def processes_with(text):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            command = pathlib.Path("/proc", pid, "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if text in command and int(pid) != os.getpid():
            found.append(int(pid))
    return found


class Commands(unittest.TestCase):

    def brume(self, *args):
        return subprocess.run(
            [str(harness.HOME / "brume"), *args], capture_output=True, text=True, timeout=60)

    def test_env_prints_shell_variables(self):
        self.assertEqual(
            "export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=test"
            " AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1\n",
            self.brume("env").stdout)

    def test_status_and_stop(self):
        with harness.Server() as server:
            data = os.path.join(server.folder, "data")
            self.assertIn(server.url, self.brume("status", "--data", data).stdout)
            self.assertEqual("stopped\n", self.brume("stop", "--data", data).stdout)
            self.assertEqual(3, self.brume("status", "--data", data).returncode)

    def test_a_second_server_on_the_same_data_is_refused(self):
        with harness.Server() as server:
            second = self.brume(
                "start", "--port", str(harness.free_port()), "--data",
                os.path.join(server.folder, "data"))
            self.assertEqual(1, second.returncode)
            self.assertIn("cannot start", second.stderr)

    def test_bad_options_are_explained(self):
        self.assertIn("--port wants a number", self.brume("start", "--port", "x").stderr)
        self.assertIn("does not know --nonsense", self.brume("start", "--nonsense").stderr)


class Restart(unittest.TestCase):

    def test_everything_is_there_after_a_restart(self):
        with harness.Server() as server:
            iam = server.client("iam")
            iam.create_user(UserName="u")
            key = iam.create_access_key(UserName="u")["AccessKey"]
            server.client("logs").create_log_group(logGroupName="/g")
            server.client("events").put_rule(Name="r", ScheduleExpression="rate(1 hour)")
            server.client("ec2").create_volume(AvailabilityZone="us-east-1a", Size=1)
            server.client("apigateway").create_rest_api(name="a")
            server.process.terminate()
            server.process.wait(30)
            server.start()
            user = server.session(key["AccessKeyId"], key["SecretAccessKey"])
            self.assertEqual("u", user.client("sts").get_caller_identity()["Arn"].split("/")[1])
            self.assertEqual(1, len(server.client("logs").describe_log_groups()["logGroups"]))
            self.assertEqual(1, len(server.client("events").list_rules()["Rules"]))
            self.assertEqual(1, len(server.client("ec2").describe_volumes()["Volumes"]))
            self.assertEqual(1, len(server.client("apigateway").get_rest_apis()["items"]))


class Clock(unittest.TestCase):

    def test_the_clock_moves_only_when_asked_for_at_start(self):
        with harness.Server() as server:
            with self.assertRaises(urllib.error.HTTPError) as error:
                server.advance_clock("P1D")
            self.assertEqual(403, error.exception.code)
        with harness.Server("--test-clock") as server:
            before = server.client("ec2").create_volume(AvailabilityZone="us-east-1a", Size=1)
            self.assertEqual("PT4320H", server.advance_clock("P180D")["offset"])
            after = server.client("ec2").create_volume(AvailabilityZone="us-east-1a", Size=1)
            self.assertEqual(180, (after["CreateTime"] - before["CreateTime"]).days)
            with self.assertRaises(urllib.error.HTTPError) as error:
                server.advance_clock("yesterday")
            self.assertEqual(400, error.exception.code)
            with self.assertRaises(urllib.error.HTTPError) as error:
                server.advance_clock("P40000D")
            self.assertEqual(400, error.exception.code)

    def test_a_moved_clock_does_not_run_backwards_after_a_crash(self):
        with harness.Server("--test-clock", durability="sync") as server:
            server.advance_clock("P30D")
            server.kill()
            server.start()
            self.assertEqual("PT744H", server.advance_clock("P1D")["offset"])


class Death(unittest.TestCase):

    def test_a_killed_servers_functions_end_and_the_next_one_sweeps(self):
        with harness.Server() as server:
            role = deploy.role(
                server.client("iam"), "r", "lambda.amazonaws.com", [deploy.LOGGING])
            deploy.function(
                server.client("lambda"), "stays", deploy.package(app=STAYS), "app.handler", role)
            server.client("lambda").invoke(FunctionName="stays")
            folders = work_folders(server.process.pid)
            self.assertEqual(1, len(folders), folders)
            [folder] = folders
            self.assertTrue(processes_with(folder))
            groups = control_groups(server.process.pid)
            server.kill()
            harness.until(lambda: not processes_with(folder) and not processes_with("outlives-it"),
                          what="the end of the functions")
            self.assertTrue(os.path.exists(folder))
            server.start()
            self.assertFalse(os.path.exists(folder))
            for group in groups:
                self.assertFalse(os.path.exists(group), group)

    def test_a_running_servers_folder_is_left_alone(self):
        with harness.Server() as server:
            [folder] = work_folders(server.process.pid)
            with harness.Server():
                self.assertTrue(os.path.exists(os.path.join(folder, "python")))


class Data(unittest.TestCase):

    def test_the_data_folder_is_the_servers_alone(self):
        with harness.Server() as server:
            mode = os.stat(os.path.join(server.folder, "data")).st_mode
            self.assertEqual(0o700, mode & 0o777)


class Tls(unittest.TestCase):

    def test_a_self_signed_certificate_and_http_2(self):
        with harness.TlsServer("--tls") as server:
            certificate = os.path.join(server.folder, "data", "tls", "tls-cert.pem")
            client = boto3.client(
                "dynamodb", endpoint_url=f"https://localhost:{server.port}", verify=certificate,
                aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
            self.assertEqual([], client.list_tables()["TableNames"])
            self.check_secure_transport(server, certificate)
            version = subprocess.run(
                ["curl", "-s", "--http2", "--cacert", certificate, "-o", "/dev/null", "-w",
                 "%{http_version} %{http_code}", f"https://localhost:{server.port}/_brume/health"],
                capture_output=True, text=True, timeout=30).stdout
            self.assertEqual("2 200", version)

    def test_functions_reach_a_server_that_speaks_tls(self):
        with harness.TlsServer("--tls") as server:
            certificate = os.path.join(server.folder, "data", "tls", "tls-cert.pem")

            def client(service):
                return boto3.client(
                    service, endpoint_url=server.url, verify=certificate, region_name="us-east-1",
                    aws_access_key_id="test", aws_secret_access_key="test")
            role = deploy.role(client("iam"), "r", "lambda.amazonaws.com", [deploy.LOGGING])
            deploy.function(
                client("lambda"), "who", deploy.package(app=WHO), "app.handler", role, Timeout=20)
            answer = client("lambda").invoke(FunctionName="who")
            self.assertEqual(
                b'"arn:aws:sts::000000000000:assumed-role/r/who"', answer["Payload"].read())


    def check_secure_transport(self, server, certificate):
        """A policy that asks for TLS is content with it."""
        def client(service, key="test", secret="test"):
            return boto3.client(
                service, endpoint_url=f"https://localhost:{server.port}", verify=certificate,
                aws_access_key_id=key, aws_secret_access_key=secret, region_name="us-east-1")
        iam = client("iam")
        iam.create_user(UserName="tls")
        iam.put_user_policy(UserName="tls", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}))
        key = iam.create_access_key(UserName="tls")["AccessKey"]
        client("dynamodb", key["AccessKeyId"], key["SecretAccessKey"]).list_tables()

if __name__ == "__main__":
    unittest.main()
