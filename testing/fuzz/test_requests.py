"""10,000 broken requests, signed and unsigned: the server answers each or hangs up, and stays healthy.

Count and seed come from BRUME_FUZZ_REQUESTS and BRUME_SEED (random, printed).
"""

import os
import random
import socket
import unittest
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials

import harness

TARGETS = [
    ("dynamodb", "DynamoDB_20120810.PutItem", "application/x-amz-json-1.0",
     b'{"TableName":"fuzz","Item":{"k":{"S":"a"},"n":{"N":"1.5"},"l":{"L":[{"NULL":true}]}}}'),
    ("dynamodb", "DynamoDB_20120810.UpdateItem", "application/x-amz-json-1.0",
     b'{"TableName":"fuzz","Key":{"k":{"S":"a"}},"UpdateExpression":"SET #a = if_not_exists(b, :v) + :v",'
     b'"ExpressionAttributeNames":{"#a":"x"},"ExpressionAttributeValues":{":v":{"N":"1"}}}'),
    ("dynamodb", "DynamoDB_20120810.Query", "application/x-amz-json-1.0",
     b'{"TableName":"fuzz","KeyConditionExpression":"k = :k","FilterExpression":"size(x) > :n AND '
     b'NOT (begins_with(k, :k) OR x IN (:k))","ExpressionAttributeValues":{":k":{"S":"a"},":n":{"N":"1"}}}'),
    ("states", "AWSStepFunctions.CreateStateMachine", "application/x-amz-json-1.0",
     b'{"name":"f","roleArn":"arn:aws:iam::000000000000:role/r","definition":"{\\"StartAt\\":\\"A\\",'
     b'\\"States\\":{\\"A\\":{\\"Type\\":\\"Pass\\",\\"End\\":true}}}"}'),
    ("logs", "Logs_20140328.PutLogEvents", "application/x-amz-json-1.1",
     b'{"logGroupName":"g","logStreamName":"s","logEvents":[{"timestamp":1,"message":"m"}]}'),
    ("events", "AWSEvents.PutRule", "application/x-amz-json-1.1",
     b'{"Name":"r","EventPattern":"{\\"source\\":[{\\"prefix\\":\\"a\\"}]}"}'),
    ("iam", None, "application/x-www-form-urlencoded",
     b"Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%7D&Tags.member.1.Key=a"),
    ("ec2", None, "application/x-www-form-urlencoded",
     b"Action=DescribeSnapshots&Version=2016-11-15&Filter.1.Name=status&Filter.1.Value.1=completed"),
    ("sts", None, "application/x-www-form-urlencoded", b"Action=GetCallerIdentity&Version=2011-06-15"),
    ("lambda", "POST /2015-03-31/functions", "application/json",
     b'{"FunctionName":"f","Runtime":"python3.11","Role":"arn:aws:iam::000000000000:role/r",'
     b'"Handler":"a.b","Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}}'),
    ("apigateway", "POST /restapis", "application/json", b'{"name":"a","tags":{"a":"b"}}'),
]
NASTY = [b"\x00", b"\xff\xfe", b'"', b"{", b"}", b"[", b"%", b"&", b"=", b"\\u0000", b"\\ud800", b"1e999",
         b"9" * 400, b"[" * 3000, b"null", b"-", b"../", b"${", b"#set($x=1)", b"\r\n", b"'", b"\xc3\x28"]


class Fuzz(unittest.TestCase):

    def setUp(self):
        self.server = self.enterContext(harness.Server())
        self.server.client("dynamodb").create_table(
            TableName="fuzz", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
        self.connection = None

    def test_broken_requests_do_no_harm(self):
        count = int(os.environ.get("BRUME_FUZZ_REQUESTS", "10000"))
        seed = int(os.environ.get("BRUME_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"{count} requests, seed {seed}", flush=True)
        chance = random.Random(seed)
        statuses = {}
        for number in range(count):
            message = self.message(chance)
            status = self.exchange(message)
            statuses[status] = statuses.get(status, 0) + 1
            if status in (500, 503):
                self.fail(f"request {number} of seed {seed} got {status}: {message[:2000]!r}\n"
                          f"{self.server.log_text()}")
            if number % 1000 == 999:
                self.assert_healthy()
        print(f"answers by status: {dict(sorted(statuses.items(), key=str))}")
        self.assert_healthy()
        self.assertIsNone(self.server.process.poll())

    def assert_healthy(self):
        with urllib.request.urlopen(self.server.url + "/_brume/health", timeout=10) as answer:
            self.assertEqual(200, answer.status)
        table = self.server.client("dynamodb").describe_table(TableName="fuzz")["Table"]
        self.assertEqual("ACTIVE", table["TableStatus"])

    def message(self, chance):
        service, target, content_type, body = chance.choice(TARGETS)
        method, path = "POST", "/"
        headers = {"Content-Type": content_type}
        if target and " " in target:
            method, path = target.split(" ")
        elif target:
            headers["X-Amz-Target"] = target
        for _ in range(chance.randrange(4)):
            body = self.mutate(chance, body)
        if chance.random() < 0.1:
            path += chance.choice(["?", "%", "/%zz", "//..//", "?Action=X&", "\x7f", "/" + "a" * 5000])
        if chance.random() < 0.8:
            request = botocore.awsrequest.AWSRequest(
                method, self.server.url + path, headers=headers, data=body)
            botocore.auth.SigV4Auth(
                botocore.credentials.Credentials("test", "test"), service, "us-east-1").add_auth(request)
            headers = dict(request.headers)
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        message = head.encode("latin-1", "replace") + b"Content-Length: %d\r\n\r\n" % len(body) + body
        return self.mutate(chance, message) if chance.random() < 0.1 else message

    @staticmethod
    def mutate(chance, data):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.randrange(1, 20))
        kind = chance.randrange(4)
        if kind == 0:
            return data[:at] + chance.choice(NASTY) + data[at:]
        if kind == 1:
            return data[:at] + data[end:]
        if kind == 2:
            return data[:end] + data[at:end] * chance.randrange(1, 4) + data[end:]
        return data[:at] + bytes(chance.randrange(256) for _ in range(end - at)) + data[end:]

    def exchange(self, message):
        """The status of the answer, or "closed"; a request that leaves the server waiting is ended."""
        for _ in range(2):
            fresh = self.connection is None
            if fresh:
                self.connection = socket.create_connection(("127.0.0.1", self.server.port), 10)
            try:
                self.connection.sendall(message)
                return self.read()
            except (OSError, ValueError):
                self.close()
                if fresh:
                    return "closed"
        return "closed"

    def read(self):
        self.connection.settimeout(0.3)
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.connection.recv(65536)
            if not more:
                raise OSError("closed")
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                       if line.startswith(b"content-length:")), None)
        if length is None or b"connection: close" in head.lower():
            self.close()
            return status
        while len(body) < length:
            body += self.connection.recv(65536)
        if len(body) != length:
            self.close()
        return status

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


if __name__ == "__main__":
    unittest.main()
