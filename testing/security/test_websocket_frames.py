"""Hostile WebSocket clients on the real server: bytes, frames and handshakes of their own making."""

import base64
import os
import pathlib
import socket
import struct
import time
import unittest

import harness


def mask(payload):
    key = os.urandom(4)
    return key + bytes(b ^ key[i % 4] for i, b in enumerate(payload))


def frame(first, payload, masked=True):
    length = len(payload)
    bit = 0x80 if masked else 0
    head = struct.pack("!BB", first, bit | length) if length < 126 \
        else struct.pack("!BBH", first, bit | 126, length) if length < 65536 \
        else struct.pack("!BBQ", first, bit | 127, length)
    return head + (mask(payload) if masked else payload)


class Hostile(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        client = cls.server.client("apigatewayv2")
        cls.api = client.create_api(
            Name="a", ProtocolType="WEBSOCKET",
            RouteSelectionExpression="$request.body.action")["ApiId"]
        mock = client.create_integration(
            ApiId=cls.api, IntegrationType="MOCK",
            RequestTemplates={"$default": '{"statusCode":200}'})["IntegrationId"]
        client.create_integration_response(
            ApiId=cls.api, IntegrationId=mock, IntegrationResponseKey="$default",
            ResponseTemplates={"$default": "well"})
        route = client.create_route(
            ApiId=cls.api, RouteKey="$default", Target=f"integrations/{mock}",
            RouteResponseSelectionExpression="$default")["RouteId"]
        client.create_route_response(
            ApiId=cls.api, RouteId=route, RouteResponseKey="$default")
        client.create_stage(ApiId=cls.api, StageName="dev")
        client.create_deployment(ApiId=cls.api, StageName="dev")

    def tearDown(self):
        self.assertEqual("well", self.ask(b"how are you"), "the server after the attack")

    def raw(self, handshake):
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        self.addCleanup(connection.close)
        connection.sendall(handshake)
        return connection

    def handshake(self, more="", key=None):
        key = key or base64.b64encode(os.urandom(16)).decode()
        return (f"GET /_aws/execute-api/{self.api}/dev HTTP/1.1\r\nHost: localhost\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {key}\r\n{more}\r\n").encode()

    @staticmethod
    def head(connection):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = connection.recv(1)
            if not byte:
                break
            head += byte
        return head.decode()

    def open(self):
        connection = self.raw(self.handshake())
        self.assertTrue(self.head(connection).startswith("HTTP/1.1 101 "))
        return connection

    @staticmethod
    def read(connection):
        """The opcode and payload of the next frame; none at the end."""
        def exactly(count):
            data = b""
            while len(data) < count:
                more = connection.recv(count - len(data))
                if not more:
                    raise EOFError
                data += more
            return data
        try:
            first, length = exactly(2)
            if length == 126:
                length = struct.unpack("!H", exactly(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", exactly(8))[0]
            return first & 15, exactly(length)
        except (EOFError, ConnectionResetError):
            return None, b""

    def ask(self, message):
        connection = self.open()
        connection.sendall(frame(0x81, message))
        answer = self.read(connection)[1].decode()
        connection.close()
        return answer

    def assert_closes(self, data, code):
        connection = self.open()
        try:
            connection.sendall(data)
        except OSError:
            pass  # it was closed while we were still sending
        opcode, payload = self.read(connection)
        self.assertEqual((8, code), (opcode, struct.unpack("!H", payload[:2])[0]))

    def test_frames(self):
        for name, data, code in (
                ("unmasked", frame(0x81, b"x", masked=False), 1002),
                ("reserved bits", frame(0xF1, b"x"), 1002),
                ("unknown opcode", frame(0x83, b"x"), 1002),
                ("long ping", frame(0x89, b"x" * 126), 1002),
                ("ping in pieces", frame(0x09, b"x"), 1002),
                ("a continuation of nothing", frame(0x80, b"x"), 1002),
                ("two messages at once", frame(0x01, b"x") + frame(0x81, b"x"), 1002),
                ("not UTF-8", frame(0x81, b"\xff\xfe"), 1007),
                ("overlong UTF-8", frame(0x81, b"\xc0\xaf"), 1007),
                ("half a character in pieces", frame(0x01, b"\xe2\x82") + frame(0x80, b"x"), 1007),
                ("binary", frame(0x82, b"x"), 1003),
                ("half a code", frame(0x88, b"x"), 1002),
                ("a reserved code", frame(0x88, struct.pack("!H", 1006)), 1002),
                ("a reason that is not UTF-8", frame(0x88, struct.pack("!H", 1000) + b"\xff"), 1007),
                ("eight exabytes", struct.pack("!BBQ", 0x81, 0xFF, 2**63 - 1) + b"mask", 1009),
                ("a negative length", struct.pack("!BBQ", 0x81, 0xFF, 2**64 - 1) + b"mask", 1002),
                ("a large frame", frame(0x81, b"x" * (32 * 1024 + 1)), 1009)):
            with self.subTest(name):
                self.assert_closes(data, code)

    def test_floods_of_pieces(self):
        self.assert_closes(frame(0x01, b"") + frame(0x00, b"") * 10_000, 1009)
        self.assert_closes(frame(0x01, b"x" * 32768) + frame(0x00, b"x" * 32768) * 4, 1009)

    def test_a_flood_of_pings_that_nobody_reads_the_answers_of(self):
        connection = self.open()
        connection.settimeout(5)
        pings = frame(0x89, b"x" * 125) * 1000
        before = self.memory()
        try:
            for _ in range(200):
                connection.sendall(pings)
        except OSError:
            pass  # the server may stop reading
        self.assertLess(self.memory() - before, 200 << 20)

    def memory(self):
        pid = self.server.process.pid
        children = [int(pid)]
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
                if parent == pid:
                    children.append(int(process.name))
            except OSError:
                continue
        total = 0
        for child in children:
            for line in pathlib.Path(f"/proc/{child}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    total += int(line.split()[1]) * 1024
        return total

    def test_half_frames_hold_no_memory(self):
        before = self.memory()
        sockets = []
        for _ in range(300):
            connection = self.open()
            connection.sendall(struct.pack("!BBH", 0x81, 0xFE, 32 * 1024) + b"mask")
            sockets.append(connection)
        self.assertLess(self.memory() - before, 200 << 20)

    def test_handshakes(self):
        smuggled = "GET /_brume/health HTTP/1.1\r\nHost: h\r\n\r\n"
        for name, more in (
                ("two keys", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
                ("two versions", "Sec-WebSocket-Version: 13\r\n"),
                ("a body", f"Content-Length: {len(smuggled)}\r\n"),
                ("a chunked body", "Transfer-Encoding: chunked\r\n"),
                ("two lengths", "Content-Length: 0\r\nContent-Length: 9\r\n"),
                ("a folded line", "X: 1\r\n Sec-WebSocket-Protocol: a\r\n"),
                ("a bare line feed", "X: 1\nY: 2\r\n"),
                ("a control character", "X: \x01\r\n")):
            with self.subTest(name):
                connection = self.raw(self.handshake(more) + smuggled.encode())
                connection.shutdown(socket.SHUT_WR)
                answer = b""
                while True:
                    data = connection.recv(65536)
                    if not data:
                        break
                    answer += data
                self.assertNotIn(b" 101 ", answer)
                self.assertLessEqual(answer.count(b"HTTP/1.1 2"), 1)

    def test_what_follows_the_handshake_is_never_a_request(self):
        connection = self.open()
        connection.sendall(b"GET /_brume/health HTTP/1.1\r\nHost: h\r\n\r\n")
        opcode, payload = self.read(connection)
        self.assertEqual(8, opcode)
        self.assertEqual(1002, struct.unpack("!H", payload[:2])[0])

    def test_slow_goodbyes_do_not_hold_connections(self):
        connection = self.open()
        connection.sendall(frame(0x81, b"x", masked=False))
        self.assertEqual(8, self.read(connection)[0])
        began = time.monotonic()
        try:
            while time.monotonic() - began < 20:
                connection.sendall(b"x" * 100)
                time.sleep(0.2)
        except OSError:
            pass
        self.assertLess(time.monotonic() - began, 15)


if __name__ == "__main__":
    unittest.main()
