"""A real Brume server for a test: started as a user would, on a free port, ended by its pid."""

import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.request

import boto3
import botocore.config

UNVERIFIED = ssl._create_unverified_context()
HOME = pathlib.Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server process with a data folder of its own; a context manager."""

    def __init__(self, *options, durability="relaxed", data=None, home=HOME, start_seconds=120,
                 command=()):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = data or tempfile.mkdtemp(prefix="brume-test-")
        self.options = options
        self.home = home
        self.command = command  # what runs ./brume, as another user for example
        self.start_seconds = start_seconds
        self.durability = durability
        self.process = None
        self.log = None

    def start(self):
        if self.log:
            self.log.close()
        self.log = open(os.path.join(self.folder, "server.log"), "ab")
        self.process = subprocess.Popen(
            [*self.command, str(self.home / "brume"), "start", "--port", str(self.port), "--data",
             os.path.join(self.folder, "data"), "--durability", self.durability, *self.options],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + self.start_seconds
        while True:
            if self.process.poll() is not None:
                raise RuntimeError("the server ended:\n" + self.log_text())
            try:
                with urllib.request.urlopen(
                        self.url + "/_brume/health", timeout=2, context=UNVERIFIED) as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                if time.monotonic() > deadline:
                    self.kill()
                    raise RuntimeError("the server is not ready:\n" + self.log_text())
                time.sleep(0.02)

    def kill(self):
        """kill -9, as a crash."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.log:
            self.log.close()

    def log_text(self):
        return pathlib.Path(self.folder, "server.log").read_text(errors="replace")[-8000:]

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        if exception[0] is not None:
            print(self.log_text())
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def advance_clock(self, iso_duration):
        request = urllib.request.Request(
            self.url + "/_brume/clock", method="POST",
            data=json.dumps({"advance": iso_duration}).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def environment(self):
        """What a shell has after eval "$(./brume env)", and nothing of the tester's own AWS set-up."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        kept.update(
            AWS_ENDPOINT_URL=self.url, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test",
            AWS_DEFAULT_REGION="us-east-1", AWS_CONFIG_FILE="/dev/null",
            AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true",
            AWS_PAGER="")
        return kept

    def session(self, key="test", secret="test", token=None, region="us-east-1"):
        return Session(self.url, boto3.Session(key, secret, token, region))

    def client(self, service, **options):
        return self.session().client(service, **options)

    def resource(self, service):
        return self.session().resource(service)


class TlsServer(Server):
    """A server that speaks TLS with a certificate of its own making."""

    def __init__(self, *options):
        super().__init__(*options)
        self.url = f"https://127.0.0.1:{self.port}"


class Session:
    """boto3 clients that know only the endpoint and the credentials."""

    def __init__(self, url, session):
        self.url = url
        self.session = session

    def client(self, service, retries=1, **options):
        config = botocore.config.Config(
            retries={"total_max_attempts": retries}, read_timeout=60, **options)
        return self.session.client(service, endpoint_url=self.url, config=config)

    def resource(self, service):
        return self.session.resource(service, endpoint_url=self.url)


def until(condition, seconds=20, what="the condition"):
    """The first true value of condition(), asked again and again for a bounded time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} has not come true in {seconds} s")
        time.sleep(0.05)
