"""The WebSocket client library of the tests, put into a folder of its own where it is missing."""

import atexit
import importlib
import shutil
import socket
import subprocess
import sys
import tempfile


def load():
    """The module websockets.sync.client."""
    try:
        return importlib.import_module("websockets.sync.client")
    except ModuleNotFoundError:
        folder = tempfile.mkdtemp(prefix="brume-websockets-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "websockets"],
            check=True, capture_output=True, timeout=300)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        return importlib.import_module("websockets.sync.client")


def connect(server, api, path, **options):
    """A connection to a WebSocket API by its host name, whether or not that resolves; a context."""
    return load().connect(
        f"ws://{api}.execute-api.localhost:{server.port}{path}", proxy=None,
        sock=socket.create_connection(("127.0.0.1", server.port), timeout=30), **options)


def resolve_localhost(test):
    """Lets names below localhost resolve to this machine, as browsers and curl do (RFC 6761)."""
    real = socket.getaddrinfo

    def resolve(host, *arguments, **options):
        below = isinstance(host, str) and host.endswith(".localhost")
        return real("127.0.0.1" if below else host, *arguments, **options)

    socket.getaddrinfo = resolve
    test.addCleanup(setattr, socket, "getaddrinfo", real)
