"""DynamoDB under requests that are made to hurt: each is answered by a success or by AWS's 4xx, and soon.

A request that takes work out of proportion runs into the client's time-out; none is answered by a fault of the
server, but for a broken Content-Encoding, for which DynamoDB blames itself. The wrong types are put at a random
sample of all places of all operations (BRUME_SEED and BRUME_WRONG_TYPES).
"""

import base64
import concurrent.futures
import gzip
import http.client
import itertools
import json
import os
import random
import socket
import unittest

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.loaders
import botocore.model

import harness

ITEM_BYTES_MAX = 400 * 1024
ANSWER_SECONDS = 60  # an answer takes milliseconds, the largest some seconds on a busy machine
GZIP = {"Content-Encoding": "gzip"}
STRING = {"AttributeName": "k", "AttributeType": "S"}
HASH = {"AttributeName": "k", "KeyType": "HASH"}


def base64_text(data):
    return base64.b64encode(data).decode()


def of_one_hash(count):
    """Texts that all have the same hash in Java."""
    return ["".join(parts) for parts in itertools.islice(itertools.product(["Aa", "BB"], repeat=17), count)]


class Hostile(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("dynamodb")
        for name in ("target", "other"):
            cls.client.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                                    AttributeDefinitions=[STRING], KeySchema=[HASH])

    def tearDown(self):
        self.assertIsNone(self.server.process.poll(), "the server has ended")
        self.assertEqual("ACTIVE", self.client.describe_table(TableName="target")["Table"]["TableStatus"])

    def exchange(self, operation, body, headers=None, target="DynamoDB_20120810"):
        """Status and decoded answer of one signed request; the body may be anything."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = botocore.awsrequest.AWSRequest("POST", self.server.url + "/", data=data, headers={
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{target}.{operation}", **(headers or {})})
        botocore.auth.SigV4Auth(
            botocore.credentials.Credentials("test", "test"), "dynamodb", "us-east-1").add_auth(request)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("POST", "/", data, dict(request.headers))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def accepted(self, operation, body, headers=None):
        status, answer = self.exchange(operation, body, headers)
        self.assertEqual(200, status, str(answer)[:1000])
        return answer

    def refused(self, text, operation, body, headers=None, code="ValidationException", status=400):
        """The request is answered by this error, whose text contains or, as "", lacks what is given."""
        got, answer = self.exchange(operation, body, headers)
        shown = str(answer)[:1000]
        self.assertEqual(status, got, shown)
        self.assertTrue(answer["__type"].endswith("#" + code), shown)
        message = answer.get("message", answer.get("Message", ""))
        self.assertIn(text, message) if text else self.assertEqual("", message)

    def put(self, **attributes):
        return {"TableName": "target", "Item": {"k": {"S": "a"}, **attributes}}

    def conditional(self, expression, **values):
        request = self.put()
        request["ConditionExpression"] = expression
        if values:
            request["ExpressionAttributeValues"] = {":" + name: value for name, value in values.items()}
        return request

    # --- the text of a request -----------------------------------------------------------------

    def test_nesting(self):
        def nested(depth, kind):
            value = {"NULL": True}
            for _ in range(depth):
                value = {"M": {"a": value}} if kind == "M" else {"L": [value]}
            return value
        for kind in "ML":
            self.accepted("PutItem", self.put(deep=nested(31, kind)))
            self.refused("Nesting Levels have exceeded supported limits", "PutItem", self.put(deep=nested(32, kind)))
        for opened, closed in ((b"[", b"]"), (b'{"L":[', b"]}"), (b'{"M":{"a":', b"}}")):
            for depth in (500, 10_000, 100_000):
                value = opened * depth + b'{"NULL":true}' + closed * depth
                status, _ = self.exchange("PutItem", b'{"TableName":"target","Item":{"k":' + value + b"}}")
                self.assertEqual(400, status)
        self.refused("", "PutItem", b'{"a":' * 100_000, code="SerializationException")

    def test_texts_that_are_no_json_or_no_unicode(self):
        for value in (b'"\xff\xfe"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\x00"',
                      b'"\\x"', b'"', b"nul", b"'a'"):
            for body in (b'{"TableName":"target","Item":{"k":{"S":' + value + b"}}}",
                         b'{"TableName":"target","Item":{"k":{"S":"a"},' + value + b':{"S":"b"}}}'):
                self.refused("", "PutItem", body, code="SerializationException")
        for body in (b"", b"\xef\xbb\xbf{}", b"{} {}", "{}".encode("utf-16"), b"{,}", b'{"TableName":"target",}'):
            self.refused("", "PutItem", body, code="SerializationException")

    def test_of_members_with_one_name_the_last_counts(self):
        self.accepted("PutItem", b'{"TableName":"nowhere","TableName":"target","Item":{"k":{"S":"a"},"k":{"S":"b"}}}')
        key = {"TableName": "target", "Key": {"k": {"S": "b"}}}
        self.assertEqual({"k": {"S": "b"}}, self.accepted("GetItem", key)["Item"])

    def test_numbers(self):
        too_large = "Number overflow. Attempting to store a number with magnitude larger than supported range"
        too_small = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
        for text in ("1E126", "1E999999999", "-1E999999999", "1E" + "9" * 1_000_000, "1" * 10_000_000):
            self.refused(too_large, "PutItem", self.put(n={"N": text}))
        for text in ("1E-131", "1E-999999999", "0." + "0" * 10_000_000 + "1"):
            self.refused(too_small, "PutItem", self.put(n={"N": text}))
        self.refused("Attempting to store more than 38 significant digits in a Number", "PutItem",
                     self.put(n={"N": "1." + "1" * 38}))
        self.accepted("PutItem", self.put(n={"N": "0" * 1_000_000 + "1"}))
        self.refused("cannot be converted to a numeric value", "PutItem", self.put(n={"N": "x" * 1_000_000}))
        for limit in (b"1e999999999", b"1e2147483648", b"99999999999999999999", b"-99999999999999999999"):
            self.refused("NUMBER_VALUE cannot be converted to Integer", "Scan",
                         b'{"TableName":"target","Limit":' + limit + b"}", code="SerializationException")
        self.refused("", "Scan", b'{"TableName":"target","Limit":' + b"9" * 1_000_000 + b"}",
                     code="SerializationException")

    def test_compressed_bodies(self):
        self.accepted("PutItem", gzip.compress(json.dumps(self.put(), indent=100_000).encode()), GZIP)
        self.refused("larger", "PutItem", gzip.compress(b" " * 300_000_000), GZIP,
                     code="RequestEntityTooLargeException", status=413)
        for body, coding in ((b"no gzip", "gzip"), (b"{}", "br"), (gzip.compress(b"{}")[:-4], "gzip")):
            self.refused("failed because of an unknown error", "PutItem", body, {"Content-Encoding": coding},
                         code="InternalServerError", status=500)

    def test_wrong_lengths(self):
        head = "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\n"
        for length, body in (("-1", b"{}"), ("2, 3", b"{}"), ("99999999999999999999", b"{}"), ("x", b"{}"),
                             ("1e3", b"{}"), ("+2", b"{}"), ("1", b"{}"), ("2\r\nContent-Length: 3", b"{}"),
                             ("2\r\nTransfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n")):
            with socket.create_connection(("127.0.0.1", self.server.port), 10) as connection:
                connection.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode() + body)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.makefile("rb").readline()
            self.assertTrue(answer == b"" or b" 4" in answer, (length, answer))

    # --- values --------------------------------------------------------------------------------

    def test_sets(self):
        members = [str(number) for number in range(100_000)]
        self.refused("Item size has exceeded the maximum allowed size", "PutItem", self.put(s={"SS": members}))
        self.accepted("PutItem", self.put(s={"NS": members}))
        self.refused("contains duplicates", "PutItem", self.put(s={"SS": ["a", "a"]}))
        self.refused("contains duplicates", "PutItem", self.put(s={"NS": ["1", "1.0"]}))
        self.refused("contains duplicates", "PutItem", self.put(s={"SS": members + ["7"]}))
        self.refused("An string set  may not be empty", "PutItem", self.put(s={"SS": []}))

    def test_hashes_that_collide(self):
        texts = of_one_hash(100_000)
        too_large = "Item size has exceeded the maximum allowed size"
        self.refused(too_large, "PutItem", self.put(s={"SS": texts}))
        self.refused(too_large, "PutItem", self.put(s={"BS": [base64_text(text.encode()) for text in texts]}))
        self.refused(too_large, "PutItem", self.put(m={"M": {text: {"NULL": True} for text in texts}}))
        self.accepted("PutItem", self.put(s={"BS": [base64_text(text.encode()) for text in texts[:10_000]]}))

    def test_sizes(self):
        most = ITEM_BYTES_MAX - len("kav")
        self.accepted("PutItem", self.put(v={"S": "x" * most}))
        self.refused("Item size has exceeded the maximum allowed size", "PutItem", self.put(v={"S": "x" * (most + 1)}))
        self.refused("larger", "PutItem", self.put(v={"S": "x" * 17_000_000}), code="RequestEntityTooLargeException",
                     status=413)
        self.refused("Attribute name is too large, must be less than 65536 bytes", "PutItem",
                     self.put(**{"x" * 65_536: {"NULL": True}}))
        self.refused("Item size to update has exceeded the maximum allowed size", "UpdateItem", {
            "TableName": "target", "Key": {"k": {"S": "a"}},
            "UpdateExpression": "SET " + ",".join(f"a{n} = list_append(:l, :l)" for n in range(140)),
            "ExpressionAttributeValues": {":l": {"L": [{"NULL": True}] * 100_000}}})

    def test_bodies_full_of_small_values_at_once(self):
        lists = json.dumps(self.put(x={"L": [{"L": []}] * 1_000_000})).encode()
        texts = json.dumps(self.put(x={"S": "x" * 15_000_000})).encode()
        bodies = [(lists, {}), (gzip.compress(lists, 1), GZIP), (texts, {}), (gzip.compress(texts, 1), GZIP)] * 4
        with concurrent.futures.ThreadPoolExecutor(len(bodies)) as pool:
            answers = list(pool.map(lambda body: self.exchange("PutItem", *body), bodies))
        self.assertEqual({400}, {status for status, _ in answers})

    # --- expressions ---------------------------------------------------------------------------

    def test_searches_that_almost_find(self):
        put = self.put(b={"B": base64_text(bytes(300_000))}, s={"S": "a" * 60_000})
        self.accepted("PutItem", put)
        condition = " OR ".join(["contains(b, :b)", "contains(s, :s)"] * 70)
        self.refused("The conditional request failed", "PutItem", self.conditional(
            condition, b={"B": base64_text(bytes(150_000) + b"\1")}, s={"S": "a" * 30_000 + "b"}),
            code="ConditionalCheckFailedException")

    def test_comparisons_of_what_is_large(self):
        members = [str(number) for number in range(60_000)]
        self.accepted("PutItem", self.put(s={"NS": members}))
        self.refused("The conditional request failed", "PutItem", self.conditional(
            " OR ".join(["s = :s", "contains(s, :n)"] * 74), s={"NS": members[1:] + ["-1"]}, n={"N": "-1"}),
            code="ConditionalCheckFailedException")
        self.accepted("PutItem", self.put(l={"L": [{"S": "a"}] * 100_000}))
        self.refused("The conditional request failed", "PutItem", self.conditional(
            " OR ".join(["l = :l", "contains(l, :n)"] * 74), l={"L": [{"S": "a"}] * 99_999 + [{"S": "b"}]},
            n={"S": "b"}), code="ConditionalCheckFailedException")

    def test_large_expressions(self):
        one = {"S": "x"}
        many = "Invalid ConditionExpression: The expression contains too many operators; operator count: "
        self.accepted("PutItem", self.conditional(" OR ".join(["k <> :v"] * 150), v=one))
        self.refused(many + "301", "PutItem", self.conditional(" AND ".join(["k <> :v"] * 151), v=one))
        for expression in ("NOT " * 900 + "k = :v", "(" * 1000 + "k = :v" + ")" * 1000, "(" * 4000, ")" * 4000,
                           "NOT(" * 700 + "k = :v" + ")" * 700, "size(" * 700 + "k" + ")" * 700 + " = :v", "", " ",
                           "k = :v AND " * 370, "\x00 = :v", "k" * 4096, "a[-1] = :v", "=" * 4096, "\u00e9 = :v",
                           "k IN (" + ",".join([":v"] * 101) + ")", "((k = :v))", "a[99999999999] = :v", "k = :none"):
            self.refused("Invalid ConditionExpression: ", "PutItem", self.conditional(expression, v=one))
        self.refused("maximum allowed size; expression size: 4097", "PutItem",
                     self.conditional("k = :v" + " " * 4091, v=one))
        for path in ("a" + ".a" * 1000, "a" + "[0]" * 1000, "a" + ".a" * 32):
            self.refused("The document path has too many nesting elements; nesting levels: ", "PutItem",
                         self.conditional(path + " = :v", v=one))
        self.refused("List index is not within the allowable range; index: [99999999999]", "UpdateItem", {
            "TableName": "target", "Key": {"k": {"S": "a"}}, "UpdateExpression": "SET a[99999999999] = :v",
            "ExpressionAttributeValues": {":v": one}})

    def test_list_indexes_beyond_the_end(self):
        self.accepted("PutItem", self.put(l={"L": []}))
        update = {"TableName": "target", "Key": {"k": {"S": "a"}}, "ReturnValues": "ALL_NEW",
                  "UpdateExpression": "SET l[2147483647] = :v, l[99999999] = :v",
                  "ExpressionAttributeValues": {":v": {"S": "x"}}}
        self.assertEqual({"L": [{"S": "x"}] * 2}, self.accepted("UpdateItem", update)["Attributes"]["l"])

    def test_projections(self):
        get = lambda **more: {"TableName": "target", "Key": {"k": {"S": "a"}}, **more}
        self.accepted("GetItem", get(ProjectionExpression=",".join(f"a[{n}]" for n in range(580))))
        self.refused("Expression size has exceeded", "GetItem",
                     get(ProjectionExpression=",".join(f"a{n}" for n in range(2000))))
        self.refused("Two document paths overlap", "GetItem", get(ProjectionExpression=",".join(["a"] * 2000)))
        self.accepted("GetItem", get(AttributesToGet=[f"a{n}" for n in range(200_000)]))
        self.refused("Duplicate value in attribute name: a", "GetItem", get(AttributesToGet=["a"] * 200_000))

    def test_placeholders(self):
        request = self.conditional("#a = :v", v={"S": "x" * 2_200_000})
        request["ExpressionAttributeNames"] = {"#a": "k"}
        self.refused("ExpressionAttributeValues exceeds max size", "PutItem", request)
        request["ExpressionAttributeValues"] = {":v": {"S": "x"}, **{f":v{n}": {"S": "x"} for n in range(50_000)}}
        self.refused("unused in expressions", "PutItem", request)

    # --- pages, batches, transactions -----------------------------------------------------------

    def test_parameters_of_scans(self):
        for limit in (0, -1):
            self.refused("'limit' failed to satisfy constraint", "Scan", {"TableName": "target", "Limit": limit})
        self.accepted("Scan", {"TableName": "target", "Limit": 2147483647})
        self.accepted("Scan", {"TableName": "target", "Segment": 999_999, "TotalSegments": 1_000_000})
        for segment, of in ((0, 1_000_001), (5, 5), (-1, 5), (2147483647, 2147483647), (None, 5), (0, None)):
            self.refused("egment", "Scan", {"TableName": "target", **{
                name: value for name, value in (("Segment", segment), ("TotalSegments", of)) if value is not None}})
        for start in ({}, {"k": {"N": "1"}}, {"x": {"S": "a"}}, {"k": {"S": ""}}, {"k": {"S": "x" * 3000}}, {"k": {}},
                      {"k": {"S": "a"}, "n": {"N": "1"}}, {"k": {"M": {}}}, {"k": None}, {"k": {"NULL": True}}):
            self.refused("The provided starting key is invalid", "Scan",
                         {"TableName": "target", "ExclusiveStartKey": start})
        segments = [self.exchange("Scan", {"TableName": "target", "ExclusiveStartKey": {"k": {"S": "a"}},
                                           "Segment": segment, "TotalSegments": 4})[0] for segment in range(4)]
        self.assertEqual([200, 400, 400, 400], sorted(segments))

    def test_filters_over_full_pages(self):
        for number in range(8):
            self.accepted("PutItem", {"TableName": "other", "Item": {
                "k": {"S": str(number)}, "b": {"B": base64_text(bytes(300_000))}}})
        page = self.accepted("Scan", {
            "TableName": "other", "FilterExpression": " OR ".join(["contains(b, :b)"] * 150),
            "ExpressionAttributeValues": {":b": {"B": base64_text(bytes(150_000) + b"\1")}}})
        self.assertEqual((0, True), (page["Count"], "LastEvaluatedKey" in page))
        for condition in ({"ComparisonOperator": "IN", "AttributeValueList": [{"N": str(n)} for n in range(100_000)]},
                          {"ComparisonOperator": "BETWEEN", "AttributeValueList": [{"N": "1"}] * 100_000}):
            self.assertEqual(400, self.exchange("Scan", {"TableName": "other", "ScanFilter": {"b": condition}})[0])

    def test_batches(self):
        put = lambda number, size: {"PutRequest": {"Item": {"k": {"S": f"{number:03}"}, "v": {"S": "x" * size}}}}
        write = lambda count, size: {"RequestItems": {"other": [put(number, size) for number in range(count)]}}
        self.accepted("BatchWriteItem", write(25, ITEM_BYTES_MAX - len("k000v")))
        self.refused("Item size has exceeded the maximum allowed size", "BatchWriteItem",
                     write(25, ITEM_BYTES_MAX - len("k000v") + 1))
        self.refused("failed to satisfy constraint", "BatchWriteItem", write(26, 1))
        self.refused("failed to satisfy constraint", "BatchWriteItem", write(100_000, 1))
        self.accepted("BatchWriteItem", {"RequestItems": {"other": [
            put(number, ITEM_BYTES_MAX - 5) for number in range(25, 50)]}})
        get = lambda count: {"RequestItems": {"other": {"Keys": [{"k": {"S": f"{n:03}"}} for n in range(count)]}}}
        answer = self.accepted("BatchGetItem", get(50))
        found, left = answer["Responses"]["other"], answer["UnprocessedKeys"]["other"]["Keys"]
        self.assertEqual((50, True), (len(found) + len(left), len(found) >= 40))
        self.assertEqual(400, self.exchange("BatchGetItem", get(101))[0])

    def test_transactions(self):
        def write(count, size):
            return {"TransactItems": [{"Put": {"TableName": "other", "Item": {
                "k": {"S": f"{n:03}"}, "v": {"S": "x" * size}}}} for n in range(count)]}
        self.accepted("TransactWriteItems", write(100, 30 * 1024))
        self.refused("4 MB", "TransactWriteItems", write(100, 42 * 1024))
        self.refused("4 MB", "TransactWriteItems", write(100, 150 * 1024))
        for count in (101, 10_000):
            self.refused("Member must have length less than or equal to 100", "TransactWriteItems", write(count, 1))
        get = {"TransactItems": [{"Get": {"TableName": "other", "Key": {"k": {"S": f"{n:03}"}}}} for n in range(100)]}
        self.accepted("TransactGetItems", get)
        self.accepted("BatchWriteItem", {"RequestItems": {"other": [{"PutRequest": {"Item": {
            "k": {"S": f"{n:03}"}, "v": {"S": "x" * (ITEM_BYTES_MAX - 5)}}}} for n in range(12)]}})
        self.refused("4 MB", "TransactGetItems", get)

    def test_statements(self):
        for statement in ("SELECT * FROM target WHERE " + "(" * 4000 + "k = 'a'" + ")" * 4000, "x" * 8193, "'", "",
                          "SELECT * FROM target WHERE " + "NOT " * 1900 + "k = 'a'", 'SELECT * FROM "target',
                          "INSERT INTO target VALUE " + "{'a': " * 1300, "SELECT a" + ".a" * 3000 + " FROM target",
                          "INSERT INTO target VALUE {'k': 'p', 'a': " + "[" * 3500 + "]" * 3500 + "}",
                          "INSERT INTO target VALUE {'k': 'p', 'a': " + "<<" * 2000 + ">>" * 2000 + "}",
                          "SELECT * FROM target WHERE k IN [" + ",".join(["'a'"] * 1600) + "]",
                          "SELECT a[99999999999] FROM target", "SELECT * FROM target WHERE n = 1e999999999",
                          "SELECT * FROM target WHERE n = " + "9" * 8000, "SELECT * FROM target WHERE k = 'a' OR",
                          "UPDATE target " + "SET a = 1 " * 790 + "WHERE k = 'a'", "/*" * 4000, "--" * 4000):
            self.assertEqual(400, self.exchange("ExecuteStatement", {"Statement": statement})[0], statement[:60])
        self.refused("Number of parameters in request and statement don't match.", "ExecuteStatement", {
            "Statement": "SELECT * FROM target WHERE k = ?", "Parameters": [{"S": "a"}] * 100_000})
        self.accepted("ExecuteStatement", {
            "Statement": "SELECT * FROM target WHERE " + " AND ".join(["k = 'a'"] * 600)})
        self.accepted("BatchExecuteStatement", {"Statements": [{"Statement": "x" * 8000}] * 25})
        for token in ("x", "x" * 32_768, "x" * 40_000, "", "\u0000", "AAAA"):
            self.assertEqual(400, self.exchange(
                "ExecuteStatement", {"Statement": "SELECT * FROM target", "NextToken": token})[0])

    # --- wrong types ----------------------------------------------------------------------------

    def test_wrong_types_at_every_place(self):
        seed = int(os.environ.get("BRUME_SEED", random.SystemRandom().randrange(1 << 32)))
        count = int(os.environ.get("BRUME_WRONG_TYPES", "4000"))
        print(f"{count} requests, seed {seed}", flush=True)
        chance = random.Random(seed)
        places = []
        for target, operation in self.operations():
            example = self.example(operation.input_shape, "", 0)
            if self.exchange(operation.name, example, target=target)[0] != 501:
                places += [(target, operation, example, path) for path in self.paths(example)]
        statuses = {}
        for _ in range(count):
            target, operation, example, path = chance.choice(places)
            wrong = chance.choice([None, True, 0, -1, 1.5, 1e300, 2**63, "", "x", "\U0001f600", [], {}, [None],
                                   {"": None}, [[]], {"S": "a", "N": "1"}, {"M": None}, "x" * 70_000, ["x"] * 2000])
            # With all of its members at once, a request would be refused before most are looked at.
            kept = {name: value for name, value in example.items()
                    if name in path[:1] + tuple(operation.input_shape.required_members) or chance.random() < 0.2}
            body = self.replaced(kept, path, wrong)
            status, answer = self.exchange(operation.name, body, target=target)
            statuses[status] = statuses.get(status, 0) + 1
            self.assertIn(status, (200, 400, 413, 501), f"seed {seed}: {operation.name} {json.dumps(body)[:2000]} {answer}")
        print(f"answers by status: {statuses}")

    @staticmethod
    def operations():
        for service in ("dynamodb", "dynamodbstreams"):
            model = botocore.model.ServiceModel(botocore.loaders.Loader().load_service_model(service, "service-2"))
            for name in sorted(model.operation_names):
                operation = model.operation_model(name)
                # What removes or fences the tables of the other tests is left out.
                if operation.input_shape and name not in ("DeleteTable", "PutResourcePolicy"):
                    yield model.metadata["targetPrefix"], operation

    def example(self, shape, name, depth):
        """A request with every member, as far as recursion goes."""
        if shape.type_name == "structure":
            if depth > 7:
                return {}
            if shape.name == "AttributeValue":
                return {"S": "a"}
            return {member: self.example(inner, member, depth + 1) for member, inner in shape.members.items()}
        if shape.type_name == "list":
            return [self.example(shape.member, name, depth + 1)]
        if shape.type_name == "map":
            key = "target" if name in ("RequestItems",) else "k"
            return {key: self.example(shape.value, "", depth + 1)}
        if shape.type_name in ("integer", "long", "float", "double", "timestamp"):
            return 1
        if shape.type_name == "boolean":
            return False
        if shape.type_name == "blob":
            return "YQ=="
        if name == "TableName":
            return "target"
        return shape.enum[0] if shape.enum else "k"

    def paths(self, value):
        yield ()
        entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, inner in entries:
            for path in self.paths(inner):
                yield (name, *path)

    def replaced(self, value, path, wrong):
        if not path:
            return wrong
        copy = value.copy()
        copy[path[0]] = self.replaced(value[path[0]], path[1:], wrong)
        return copy


if __name__ == "__main__":
    unittest.main()
