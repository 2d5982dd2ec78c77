"""Event source mappings through boto3: streams and queues that invoke functions."""

import json
import textwrap
import unittest

from botocore.exceptions import ClientError

import deploy
import harness

# Writes what it gets to the table "seen"; fails as the item says.
CODE = textwrap.dedent('''
    import json, uuid
    import boto3
    seen = boto3.resource("dynamodb").Table("seen")

    def handler(event, context):
        seen.put_item(Item={"k": str(uuid.uuid4()), "event": json.dumps(event),
                            "at": context.get_remaining_time_in_millis()})
        records = event["Records"]
        failed = [r["dynamodb"]["SequenceNumber"] for r in records
                  if "report" in r["dynamodb"]["Keys"]["k"]["S"]]
        if any("poison" in r["dynamodb"]["Keys"]["k"]["S"] for r in records):
            raise ValueError("poison")
        return {"batchItemFailures": [{"itemIdentifier": f} for f in failed]}
''')

READ = {"Effect": "Allow", "Resource": "*", "Action": [
    "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator",
    "dynamodb:ListStreams", "dynamodb:PutItem", "s3:PutObject"]}
TABLE = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
         "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
         "BillingMode": "PAY_PER_REQUEST"}


class EventSourceCase(unittest.TestCase):

    options = ()

    def setUp(self):
        self.server = self.enterContext(harness.Server(*self.options))
        self.client = self.server.client("lambda")
        self.tables = self.server.client("dynamodb")
        self.role = deploy.role(
            self.server.client("iam"), "runner", "lambda.amazonaws.com",
            [deploy.LOGGING, READ])
        self.tables.create_table(TableName="seen", **TABLE)
        deploy.function(self.client, "f", deploy.package(app=CODE), "app.handler", self.role,
                        Timeout=30, MemorySize=256)
        self.stream = self.tables.create_table(
            TableName="items", StreamSpecification={
                "StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            **TABLE)["TableDescription"]["LatestStreamArn"]

    def mapping(self, **settings):
        settings.setdefault("StartingPosition", "TRIM_HORIZON")
        made = self.client.create_event_source_mapping(
            EventSourceArn=self.stream, FunctionName="f", **settings)
        self.state(made["UUID"], "Enabled")
        return made

    def state(self, uuid, wanted):
        return harness.until(
            lambda: self.client.get_event_source_mapping(UUID=uuid)["State"] == wanted,
            what=wanted)

    def put(self, *keys):
        for key in keys:
            self.tables.put_item(TableName="items", Item={"k": {"S": key}})

    def events(self):
        rows = self.tables.scan(TableName="seen", ConsistentRead=True)["Items"]
        return [json.loads(row["event"]["S"]) for row in rows]

    def keys(self):
        return [[r["dynamodb"]["Keys"]["k"]["S"] for r in e["Records"]] for e in self.events()]

    def await_keys(self, *keys, seconds=30):
        harness.until(lambda: set(keys) <= {k for batch in self.keys() for k in batch},
                      seconds, f"{keys}, seen are {self.keys()}")

    def error(self, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]["Code"], raised.exception.response[
            "Error"]["Message"]


class Streams(EventSourceCase):

    def test_a_bucket_takes_what_failed(self):
        """Keys and payloads as "Capturing records of Lambda asynchronous invocations" and "Retain
        discarded batch records for a DynamoDB event source" in the developer guide have them."""
        s3 = self.server.client("s3")
        s3.create_bucket(Bucket="failed")
        bucket = {"OnFailure": {"Destination": "arn:aws:s3:::failed"}}

        def await_object(prefix):
            (item,) = harness.until(
                lambda: s3.list_objects_v2(Bucket="failed", Prefix=prefix).get("Contents"), 30)
            self.assertRegex(
                item["Key"], prefix + r"/\d{4}/\d\d/\d\d/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$")
            return json.loads(s3.get_object(Bucket="failed", Key=item["Key"])["Body"].read())

        made = self.mapping(MaximumRetryAttempts=0, DestinationConfig=bucket)
        self.put("poison")
        harness.until(lambda: s3.list_objects_v2(Bucket="failed").get("Contents"), 30)
        (key,) = [i["Key"] for i in s3.list_objects_v2(Bucket="failed")["Contents"]]
        record = await_object("/".join(key.split("/")[:4]))
        self.assertEqual(["aws", "lambda", made["UUID"], record["DDBStreamBatchInfo"]["shardId"]],
                         key.split("/")[:4])
        (kept,) = json.loads(record["payload"])["Records"]
        self.assertEqual({"k": {"S": "poison"}}, kept["dynamodb"]["Keys"])

        self.client.put_function_event_invoke_config(
            FunctionName="f", MaximumRetryAttempts=0, DestinationConfig=bucket)
        self.client.invoke(FunctionName="f", InvocationType="Event", Payload=b'{"none": 1}')
        record = await_object("aws/lambda/async/f")
        self.assertEqual({"none": 1}, record["requestPayload"])
        self.assertEqual("RetriesExhausted", record["requestContext"]["condition"])
        self.assertEqual("InvalidParameterValueException", self.error(
            self.client.put_function_event_invoke_config, FunctionName="f",
            DestinationConfig={"OnSuccess": {"Destination": "arn:aws:s3:::failed"}})[0])

    def test_a_life_of_a_mapping(self):
        made = self.mapping(BatchSize=1)
        self.assertEqual(202, made["ResponseMetadata"]["HTTPStatusCode"])
        self.assertEqual(("Creating", "User action"),
                         (made["State"], made["StateTransitionReason"]))
        self.assertEqual(
            (1, 0, -1, -1, 1, False, 0, [], {"OnFailure": {}}, "No records processed"),
            tuple(made[n] for n in (
                "BatchSize", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds",
                "MaximumRetryAttempts", "ParallelizationFactor", "BisectBatchOnFunctionError",
                "TumblingWindowInSeconds", "FunctionResponseTypes", "DestinationConfig",
                "LastProcessingResult")))
        uuid = made["UUID"]
        self.assertEqual(
            f"arn:aws:lambda:us-east-1:000000000000:event-source-mapping:{uuid}",
            made["EventSourceMappingArn"])
        self.put("a")
        self.await_keys("a")
        record = self.events()[0]["Records"][0]
        self.assertEqual(
            {"eventID", "eventName", "eventVersion", "eventSource", "awsRegion", "dynamodb",
             "eventSourceARN"}, set(record))
        self.assertEqual(
            ("INSERT", "1.1", "aws:dynamodb", "us-east-1", self.stream),
            tuple(record[n] for n in ("eventName", "eventVersion", "eventSource", "awsRegion",
                                      "eventSourceARN")))
        self.assertIsInstance(record["dynamodb"]["ApproximateCreationDateTime"], int)
        self.assertEqual({"k": {"S": "a"}}, record["dynamodb"]["NewImage"])
        harness.until(lambda: self.client.get_event_source_mapping(UUID=uuid)[
            "LastProcessingResult"] == "OK")

        off = self.client.update_event_source_mapping(UUID=uuid, Enabled=False)
        self.assertEqual("Disabling", off["State"])
        self.state(uuid, "Disabled")
        self.put("while-off")
        on = self.client.update_event_source_mapping(UUID=uuid, Enabled=True, BatchSize=10)
        self.assertEqual(("Enabling", 10), (on["State"], on["BatchSize"]))
        self.await_keys("while-off")
        self.assertEqual(1, sum("a" in batch for batch in self.keys()))

        self.state(uuid, "Enabled")
        self.assertEqual(
            [uuid], [m["UUID"] for m in self.client.list_event_source_mappings(
                FunctionName="f", EventSourceArn=self.stream)["EventSourceMappings"]])
        gone = self.client.delete_event_source_mapping(UUID=uuid)
        self.assertEqual("Deleting", gone["State"])
        harness.until(lambda: not self.client.list_event_source_mappings()["EventSourceMappings"])
        self.assertEqual(
            ("ResourceNotFoundException", "The resource you requested does not exist."),
            self.error(self.client.get_event_source_mapping, UUID=uuid))

    def test_latest_and_filters(self):
        self.put("before")
        self.mapping(StartingPosition="LATEST", FilterCriteria={"Filters": [
            {"Pattern": json.dumps({"dynamodb": {"Keys": {"k": {"S": [{"prefix": "x"}]}}}})}]})
        self.put("y1", "x1", "y2", "x2")
        self.await_keys("x1", "x2")
        self.assertLessEqual({k for batch in self.keys() for k in batch}, {"x1", "x2"})

    def test_bisect_finds_the_poison(self):
        self.put("a", "b", "poison", "c")
        self.mapping(BisectBatchOnFunctionError=True, MaximumRetryAttempts=0)
        self.await_keys("a", "b", "poison", "c")
        harness.until(lambda: ["c"] in self.keys())
        self.assertIn(["poison"], self.keys())
        self.assertIn(["a", "b", "poison", "c"], self.keys())
        self.assertIn(["a", "b"], self.keys())

    def test_a_reported_record_is_tried_again_from_there(self):
        self.put("a", "report", "c")
        self.mapping(FunctionResponseTypes=["ReportBatchItemFailures"], MaximumRetryAttempts=1)
        harness.until(lambda: len(self.keys()) >= 2)
        self.assertEqual([["a", "report", "c"], ["report", "c"]],
                         sorted(self.keys(), key=len, reverse=True)[:2])
        self.put("later")
        self.await_keys("later")

    def test_lanes_keep_the_order_of_each_item(self):
        for n in range(30):
            self.tables.put_item(TableName="items", Item={"k": {"S": f"k{n % 3}"}, "n": {"N": str(n)}})
        self.mapping(ParallelizationFactor=5, BatchSize=4)
        self.await_keys("k0", "k1", "k2")
        harness.until(lambda: sum(len(b) for b in self.keys()) >= 30)
        for batch in self.events():
            numbers = {}
            for record in batch["Records"]:
                key = record["dynamodb"]["Keys"]["k"]["S"]
                numbers.setdefault(key, []).append(
                    int(record["dynamodb"]["NewImage"]["n"]["N"]))
            for sequence in numbers.values():
                self.assertEqual(sorted(sequence), sequence)

    def test_a_killed_server_loses_nothing(self):
        self.mapping(BatchSize=5)
        wanted = []
        for round_ in range(3):
            for n in range(40):
                wanted.append(f"{round_}-{n}")
                self.put(wanted[-1])
            self.server.kill()
            self.server.start()
        self.await_keys(*wanted, seconds=60)

    def test_refusals(self):
        create = self.client.create_event_source_mapping
        wrong = "InvalidParameterValueException"
        self.assertEqual((wrong, "Unrecognized event source."),
                         self.error(create, FunctionName="f"))
        self.assertEqual(
            (wrong, "Function does not exist"),
            self.error(create, FunctionName="none", EventSourceArn=self.stream,
                       StartingPosition="LATEST"))
        self.assertEqual(
            (wrong, "1 validation error detected: Value null at 'startingPosition' failed to "
                    "satisfy constraint: Member must not be null."),
            self.error(create, FunctionName="f", EventSourceArn=self.stream))
        self.assertEqual(
            (wrong, f"Unsupported starting position for arn type: {self.stream}"),
            self.error(create, FunctionName="f", EventSourceArn=self.stream,
                       StartingPosition="AT_TIMESTAMP"))
        missing = self.stream[:-1] + "x"
        self.assertEqual(
            (wrong, f"Stream not found: {missing}"),
            self.error(create, FunctionName="f", EventSourceArn=missing,
                       StartingPosition="LATEST"))
        self.assertEqual(
            (wrong, "Invalid filter pattern definition."),
            self.error(create, FunctionName="f", EventSourceArn=self.stream,
                       StartingPosition="LATEST",
                       FilterCriteria={"Filters": [{"Pattern": "single-string"}]}))
        self.assertEqual(
            "NotImplemented",
            self.error(create, FunctionName="f", StartingPosition="LATEST",
                       EventSourceArn="arn:aws:mq:us-east-1:000000000000:broker:b")[0])
        made = self.mapping()
        self.assertEqual(
            ("ResourceConflictException",
             f'The event source arn (" {self.stream} ") and function (" f ") provided mapping '
             f"already exists. Please update or delete the existing mapping with UUID "
             f"{made['UUID']}"),
            self.error(create, FunctionName="f", EventSourceArn=self.stream,
                       StartingPosition="LATEST"))
        poor = deploy.role(
            self.server.client("iam"), "poor", "lambda.amazonaws.com", [deploy.LOGGING])
        deploy.function(self.client, "g", deploy.package(app=CODE), "app.handler", poor)
        code, text = self.error(create, FunctionName="g", EventSourceArn=self.stream,
                                StartingPosition="LATEST")
        self.assertEqual(wrong, code)
        self.assertTrue(text.startswith(f"Cannot access stream {self.stream}. Please ensure"), text)


if __name__ == "__main__":
    unittest.main()
