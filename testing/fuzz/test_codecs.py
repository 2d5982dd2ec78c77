"""What botocore sends we read as it was meant, and what we answer botocore reads as we meant it.

Random inputs, outputs and errors of a model that has every trait (kernel/wire/src/test/models, in every protocol) and
of the services that are served. BRUME_CODEC_ROUNDS messages of each operation and direction (few, at least some
thousand in all); the seed comes from BRUME_SEED (random, printed). Needs a build with tests (testing/run).
"""

import base64
import collections
import datetime
import json
import math
import os
import pathlib
import random
import struct
import subprocess
import unittest
import urllib.parse

import botocore.awsrequest
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize

HOME = pathlib.Path(__file__).resolve().parents[2]
MODELS = HOME / "kernel/wire/src/test/models"
PROTOCOLS = {"json1.0": "AWS_JSON_1_0", "json1.1": "AWS_JSON_1_1", "query": "AWS_QUERY", "ec2": "EC2_QUERY",
             "rest-json": "REST_JSON_1", "rest-xml": "REST_XML", "smithy-rpc-v2-cbor": "RPC_V2_CBOR"}
SERVED = ["apigateway", "dynamodb", "dynamodbstreams", "ec2", "events", "iam", "lambda", "logs", "stepfunctions:states",
          "sts"]
UTC = datetime.timezone.utc
XML = ("query", "ec2", "rest-xml")


class Peer:
    """The codecs, as a process."""

    def __init__(self):
        classes = os.pathsep.join([str(HOME / "kernel/wire/target/test-classes"), str(HOME / "server/target/dist/lib/*")])
        self.process = subprocess.Popen(
            [str(pathlib.Path(os.environ["JAVA_HOME"], "bin/java")), "-ea", "-cp", classes, "brume.wire.CodecPeer"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)


class Service:
    """A model, one of its protocols, and the generated class that stands for it."""

    def __init__(self, api, model, protocol):
        self.api, self.protocol = api, protocol
        model = json.loads(json.dumps(model))
        metadata = model["metadata"]
        if protocol.startswith("json"):
            metadata["protocol"], metadata["jsonVersion"] = "json", protocol[4:]
        else:
            metadata["protocol"] = protocol
        metadata.pop("protocols", None)
        self.model = botocore.model.ServiceModel(model, metadata.get("serviceId"))
        self.serializer = botocore.serialize.create_serializer(metadata["protocol"], include_validation=False)
        self.parser = botocore.parsers.create_parser(metadata["protocol"])

    def command(self, peer, **command):
        return peer.ask(api=self.api, protocol=PROTOCOLS[self.protocol], **command)

    def __str__(self):
        return f"{self.api.split('.')[2]} in {self.protocol}"


def merge(model, additions):
    """As the generator does it: null removes."""
    merged = {key: value for key, value in model.items() if additions.get(key, value) is not None}
    for key, value in additions.items():
        if isinstance(value, dict):
            merged[key] = merge(merged.get(key, {}), value)
        elif value is not None:
            merged[key] = value
    return merged


def own_services():
    text = (MODELS / "shared/almanac.json").read_text()
    for file in sorted(MODELS.glob("*.json")):
        spec = json.loads(file.read_text())
        protocol = spec["additions"]["metadata"]["protocol"]
        protocol += spec["additions"]["metadata"].get("jsonVersion", "")
        api = f"brume.api.{spec['name']}.{spec['name'].capitalize()}Api"
        kept = merge(json.loads(text), spec["additions"])
        if spec["operations"] != ["*"]:
            kept["operations"] = {name: kept["operations"][name] for name in spec["operations"]}
        if protocol == "ec2":
            # EC2's names begin with a capital (Smithy: ec2QueryName); botocore knows it of named members only.
            for shape in kept["shapes"].values():
                for name, member in shape.get("members", {}).items():
                    member.setdefault("locationName", name)
        yield Service(api, kept, protocol)
        if protocol == "json1.0":
            # CBOR ignores every renaming (Smithy: rpcv2Cbor); botocore does not.
            for shape in kept["shapes"].values():
                for member in [*shape.get("members", {}).values(), shape.get("member", {})]:
                    member.pop("locationName", None)
            yield Service(api, kept, "smithy-rpc-v2-cbor")


def served_services():
    loader = botocore.loaders.Loader()
    for name in SERVED:
        theirs, _, ours = name.partition(":")
        ours = ours or theirs
        model = loader.load_service_model(theirs, "service-2")
        metadata = model["metadata"]
        protocol = metadata["protocol"] + (metadata.get("jsonVersion", "") if metadata["protocol"] == "json" else "")
        yield Service(f"brume.api.{ours}.{ours.capitalize()}Api", model, protocol)


class Values:
    """Random values of botocore's shapes, as far as a protocol and a place in a message can carry them."""

    WORDS = ["", "a", "Hello World", "naïve", "日本語", "😀", "a&b=c", "<x y='\"'>", "1,2", "%41+ /~", "a\\b\"c", "0", "null",
             "]]>", "&amp;", "a.b[0]", "end"]
    CONTROLS = ["tab\tend", "line\nend", " spaces  around ", "cr\rend", "\u007f", "\ufffd"]
    HEADER_WORDS = ["a", "Hello World", "a=b; c", "x-y_z", "0", "%41"]

    def __init__(self, chance, protocol, known):
        self.chance, self.protocol, self.known = chance, protocol, known

    def value(self, shape, place="body", depth=0):
        name = shape.type_name
        if name == "structure":
            return self.structure(shape, depth)
        if name == "list":
            least = 1 if place != "body" else 0
            # An empty list inside a collection has no form in the query protocols.
            if depth > 0 and self.protocol in ("query", "ec2"):
                least = 1
            return [self.value(shape.member, place, depth + 1) for _ in range(self.chance.randrange(least, 4))]
        if name == "map":
            least = 1 if place != "body" or (depth > 0 and self.protocol in ("query", "ec2")) else 0
            count = self.chance.randrange(least, 4)
            keys = dict.fromkeys(self.key(shape.key, place) for _ in range(count))
            return {key: self.value(shape.value, place, depth + 1) for key in keys}
        return getattr(self, name)(shape, place)

    def structure(self, shape, depth):
        members = [m for m in shape.members if m in self.known.get(shape.name, ())]
        if getattr(shape, "is_tagged_union", False):
            members = [self.chance.choice(members)] if members else []
        elif depth > 3:
            members = [m for m in members if shape.members[m].type_name in ("string", "integer")]
        elif depth > 0:
            members = [m for m in members if self.chance.random() < 0.6]
        else:
            share = self.chance.choice([0.1, 0.5, 1])
            members = [m for m in members if m in shape.required_members or self.chance.random() < share]
        result = {}
        for member in members:
            target = shape.members[member]
            if target.type_name == "map" and self.protocol == "ec2":
                continue  # the protocol has none
            place = target.serialization.get("location", "body")
            if getattr(target, "serialization", {}).get("eventstream"):
                continue
            value = self.value(target, place, depth + 1)
            if value not in ({}, [{}]) or self.protocol not in ("query", "ec2"):  # a form has no empty structures
                result[member] = value
        if depth > 0 and not result and self.protocol in ("query", "ec2"):
            simple = [m for m in members or shape.members if shape.members[m].type_name in ("string", "integer", "double")]
            result = {m: self.value(shape.members[m], "body", depth) for m in simple}
        return result

    def key(self, shape, place):
        if shape.enum:
            return self.chance.choice(shape.enum)
        if place == "headers":
            return self.chance.choice(["a", "b-c", "d1"])
        if place == "querystring":
            return self.chance.choice(["other", "x y", "ä"])
        return self.string(shape, "body") or "k"

    def string(self, shape, place):
        if getattr(shape, "enum", None) and self.chance.random() < 0.8:
            return self.chance.choice(shape.enum)
        if shape.serialization.get("jsonvalue"):
            return {"a": [1, "é", None]}
        if place in ("header", "headers"):
            return self.chance.choice(self.HEADER_WORDS)
        words = self.WORDS + self.CONTROLS
        if place == "uri":
            words = [w for w in self.WORDS if w]
        elif self.protocol == "rest-xml" or (self.protocol in XML and self.answers):
            # botocore writes a carriage return as it is, which XML reads as a line feed.
            words = [w for w in words if "\r" not in w or self.answers]
        word = self.chance.choice(words)
        return word + self.chance.choice(words) if self.chance.random() < 0.3 else word

    answers = False

    def blob(self, shape, place):
        return self.chance.choice([b"", b"a", b"\x00\xff", self.chance.randbytes(50)])

    def boolean(self, shape, place):
        return self.chance.random() < 0.5

    def integer(self, shape, place):
        if place == "statusCode":
            return self.chance.choice([200, 201, 202, 299])  # 204 has no body
        return self.chance.choice([0, 1, -1, 2**31 - 1, -2**31, self.chance.randrange(-1000, 1000)])

    def long(self, shape, place):
        return self.chance.choice([0, 2**63 - 1, -2**63, 2**53 + 1, self.chance.randrange(-2**40, 2**40)])

    def double(self, shape, place):
        specials = [math.inf, -math.inf, math.nan] if self.specials(place) else []
        return self.chance.choice(specials + [0.0, 1.5, -2.25, 1e300, 5e-324, 0.1, self.chance.uniform(-1e6, 1e6), 1e21])

    def float(self, shape, place):
        return struct.unpack("f", struct.pack("f", self.double(shape, place) % 1e30))[0]

    def specials(self, place):
        return True

    def timestamp(self, shape, place):
        seconds = self.chance.choice([0, 1, -1, 1_700_000_000, 253402300799, self.chance.randrange(-2**31, 2**33)])
        if self.protocol == "smithy-rpc-v2-cbor" and not self.answers:
            seconds = abs(seconds)  # botocore cannot write earlier ones
        millis = self.chance.choice([0, 0, 1, 120, 999]) if self.answers else 0
        if self.answers and self.form(shape, place) == "rfc822":
            millis = 0
        return datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=seconds, milliseconds=millis)

    def form(self, shape, place):
        default = "rfc822" if place == "header" else "other"
        return shape.serialization.get("timestampFormat", default)


def plain(shape, value):
    """A value in the form of the peer's JSON."""
    name = shape.type_name
    if name == "structure":
        return {m: plain(shape.members[m], v) for m, v in value.items() if m in shape.members}
    if name == "list":
        return [plain(shape.member, v) for v in value]
    if name == "map":
        return {k: plain(shape.value, v) for k, v in value.items()}
    if name == "blob":
        if hasattr(value, "read"):
            value = value.read()
        return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()
    if name == "timestamp":
        if isinstance(value, str):
            value = datetime.datetime.fromisoformat(value)
        return value.astimezone(UTC).isoformat()
    if name in ("double", "float"):
        number = float(value)
        if name == "float" and math.isfinite(number):
            number = struct.unpack("f", struct.pack("f", number))[0]
        return str(number) if not math.isfinite(number) else number
    if name == "string" and not isinstance(value, str):
        return json.loads(json.dumps(value))
    if name == "string" and shape.serialization.get("jsonvalue"):
        return json.loads(value)
    return value


def same_on_the_wire(shape, member, a, b):
    """Whether a place in a message shows no difference between an empty and an absent value, or has a default."""
    target = shape.members.get(member)
    empty = ([], {}, "") if shape.serialization.get("payload") == member else ([], {})
    defaults = target is not None and (target.serialization.get("location") == "statusCode"
                                       or target.serialization.get("name") == "Content-Type")
    return a in empty and b is None or a is None and (b in empty or defaults)


SPECIAL = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}


def for_peer(value):
    if isinstance(value, dict):
        return {k: for_peer(v) for k, v in value.items()}
    if isinstance(value, list):
        return [for_peer(v) for v in value]
    return SPECIAL.get(value, value) if isinstance(value, str) and value in SPECIAL else value


class Codecs(unittest.TestCase):

    def setUp(self):
        if not (HOME / "kernel/wire/target/test-classes/brume/wire/CodecPeer.class").exists():
            self.fail("build with tests first: testing/run")
        self.peer = Peer()
        self.addCleanup(self.peer.close)
        self.rounds = int(os.environ.get("BRUME_CODEC_ROUNDS", "20"))
        self.seed = int(os.environ.get("BRUME_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"seed {self.seed}", flush=True)
        self.chance = random.Random(self.seed)
        self.problems = collections.Counter()
        self.count = 0

    def test_every_trait_in_every_protocol(self):
        for service in own_services():
            for name in service.model.operation_names:
                self.both_ways(service, name, self.rounds * 5)
            for _ in range(self.rounds):
                self.error(service)
        self.conclude()

    def test_served_services(self):
        for service in served_services():
            for name in service.model.operation_names:
                self.both_ways(service, name, max(1, self.rounds // 10))
        self.conclude()

    def conclude(self):
        print(f"{self.count} messages", flush=True)
        if self.problems:
            shown = "\n".join(f"{count} x {text}" for text, count in self.problems.most_common(25))
            self.fail(f"seed {self.seed}: {len(self.problems)} kinds of difference\n{shown}")

    def problem(self, service, name, where, detail):
        self.problems[f"{service} {name} {where}"] += 1
        if self.problems[f"{service} {name} {where}"] == 1:
            print(f"{service} {name} {where}: {detail}"[:1500], flush=True)

    def both_ways(self, service, name, rounds):
        known = service.command(self.peer, do="shapes", operation=name)
        if known.get("unknown"):
            return  # newer than our model
        operation = service.model.operation_model(name)
        values = Values(self.chance, service.protocol, known)
        for _ in range(rounds):
            values.answers = False
            self.request(service, operation, values)
            values.answers = True
            self.response(service, operation, values)

    def request(self, service, operation, values):
        shape = operation.input_shape
        given = values.value(shape) if shape else {}
        sent = service.serializer.serialize_to_request(given, operation)
        botocore.awsrequest.prepare_request_dict(sent, "http://localhost")
        prepared = botocore.awsrequest.create_request_object(sent).prepare()
        url = urllib.parse.urlsplit(prepared.url)
        body = prepared.body or b""
        if hasattr(body, "read"):
            body = body.read()
        if isinstance(body, str):
            body = body.encode()
        headers = [[k, v if isinstance(v, str) else v.decode()] for k, v in prepared.headers.items()]
        answer = service.command(
            self.peer, do="decode", method=prepared.method, path=url.path, query=url.query, headers=headers,
            body=base64.b64encode(body).decode())
        self.count += 1
        name = operation.name
        if answer.get("operation") != name:
            self.problem(service, name, "request", f"{answer} for {given!r}: {prepared.url} {body!r}")
        else:
            seen = answer["input"]
        for member in shape.members if shape else ():
            if shape.members[member].metadata.get("idempotencyToken") and member not in given:
                self.assertRegex(seen.pop(member), "[0-9a-f-]{36}")
        self.compare(service, name, "request", shape, given, seen, f"{prepared.url} {headers} {body!r}")

    def response(self, service, operation, values):
        shape = operation.output_shape
        if shape and operation.has_event_stream_output:
            return
        given = values.value(shape) if shape else {}
        output = for_peer(plain(shape, given)) if shape else {}
        for member, value in output.items():
            if shape.members[member].serialization.get("jsonvalue"):
                output[member] = json.dumps(value)
        answer = service.command(self.peer, do="encode", operation=operation.name, output=output)
        self.count += 1
        if "crash" in answer:
            self.problem(service, operation.name, "response", f"{answer} for {output}")
            return
        body = base64.b64decode(answer["body"])
        if operation.has_streaming_output:
            stream = body
            body = Stream(stream)
        parsed = service.parser.parse(
            {"status_code": answer["status"], "headers": Headers(answer["headers"]), "body": body}, shape)
        metadata = parsed.pop("ResponseMetadata", {})
        # botocore drops the id of an answer in CBOR without output.
        if metadata.get("RequestId") != "request-id" and (shape or service.protocol != "smithy-rpc-v2-cbor"):
            self.problem(service, operation.name, "response request id", f"{metadata}")
        if shape:
            self.compare(service, operation.name, "response", shape, given, for_peer(plain(shape, parsed)),
                         f"{answer['headers']} {base64.b64decode(answer['body'])!r}")

    def compare(self, service, name, where, shape, given, seen, detail):
        expected = for_peer(plain(shape, given)) if shape else {}
        difference = self.difference(shape, expected, seen, "", service.protocol) if shape else None
        if difference:
            path, left, right = difference
            self.problem(service, name, f"{where} {path}", f"{left!r} became {right!r}: {detail}")

    def difference(self, shape, left, right, path, protocol):
        kind = shape.type_name
        if kind == "structure" and isinstance(left, dict) and isinstance(right, dict):
            for member in left.keys() | right.keys():
                a, b = left.get(member), right.get(member)
                if same_on_the_wire(shape, member, a, b):
                    continue
                if member not in shape.members:
                    return f"{path}.{member}", a, b
                if a is None or b is None:
                    return f"{path}.{member}", a, b
                found = self.difference(shape.members[member], a, b, f"{path}.{member}", protocol)
                if found:
                    return found
            return None
        if kind == "list" and isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
            for a, b in zip(left, right):
                found = self.difference(shape.member, a, b, path + "[]", protocol)
                if found:
                    return found
            return None
        if kind == "map" and isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
            for key in left:
                found = self.difference(shape.value, left[key], right[key], path + "{}", protocol)
                if found:
                    return found
            return None
        if kind == "timestamp" and isinstance(left, str) and isinstance(right, str):
            a, b = (datetime.datetime.fromisoformat(t) for t in (left, right))
            return None if abs((a - b).total_seconds()) < 0.0005 else (path, left, right)
        if kind == "string" and shape.serialization.get("jsonvalue") and isinstance(right, str):
            right = json.loads(right)
        if kind == "float" and isinstance(right, (int, float)):
            right = struct.unpack("f", struct.pack("f", right))[0]
        return None if left == right else (path, left, right)

    def error(self, service):
        shape = service.model.shape_for("StormException")
        known = {"StormException": list(shape.members), "Point": list(service.model.shape_for("Point").members)}
        values = Values(self.chance, service.protocol, known)
        values.answers = True
        body = values.value(shape)
        message = body.pop("message", "") or "why"
        answer = service.command(self.peer, do="error", error="StormException", message=message,
                                 body=for_peer(plain(shape, body)))
        self.count += 1
        received = {"status_code": answer["status"], "headers": Headers(answer["headers"]),
                    "body": base64.b64decode(answer["body"])}
        parsed = service.parser.parse(received, service.model.operation_model("PutEverything").output_shape)
        detail = f"{answer['headers']} {base64.b64decode(answer['body'])!r}"
        code = "Storm" if service.protocol in XML else "StormException"
        seen = (answer["status"], parsed["Error"].get("Code"), parsed["Error"].get("Message"))
        if seen != (409, code, message):
            self.problem(service, "StormException", "error", f"{seen} for {message!r}: {detail}")
        if parsed["ResponseMetadata"].get("RequestId") != "request-id":
            self.problem(service, "StormException", "error request id", f"{parsed} {detail}")
        if service.protocol != "ec2":  # whose errors have no members
            modelled = service.parser.parse(received, shape)
            modelled = {m: v for m, v in modelled.items() if m in body}
            self.compare(service, "StormException", "error", shape, body, for_peer(plain(shape, modelled)), detail)


class Headers(dict):
    """Header fields by lower-case names, as botocore's parsers want them."""

    def __init__(self, fields):
        super().__init__({k.lower(): v for k, v in fields.items()})

    def get(self, name, default=None):
        return super().get(name.lower(), default)

    def __getitem__(self, name):
        return super().__getitem__(name.lower())

    def __contains__(self, name):
        return super().__contains__(name.lower())


class Stream:
    """A body that is read by the caller."""

    def __init__(self, content):
        self.content = content

    def read(self):
        return self.content


if __name__ == "__main__":
    unittest.main()
