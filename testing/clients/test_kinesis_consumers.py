"""What reads and feeds Kinesis streams: mappings of functions, changes of tables, APIs, workflows."""

import base64
import datetime
import json
import textwrap
import unittest
import urllib.request

from botocore.exceptions import ClientError

import deploy
import harness

CODE = textwrap.dedent('''
    import base64, json, uuid
    import boto3
    seen = boto3.resource("dynamodb").Table("seen")

    def handler(event, context):
        seen.put_item(Item={"k": str(uuid.uuid4()), "event": json.dumps(event)})
        data = [base64.b64decode(r["kinesis"]["data"]).decode() for r in event["Records"]]
        if any("poison" in d for d in data):
            raise ValueError("poison")
        return {"batchItemFailures": [
            {"itemIdentifier": r["kinesis"]["sequenceNumber"]}
            for r, d in zip(event["Records"], data) if "report" in d]}
''')
READ = {"Effect": "Allow", "Resource": "*", "Action": [
    "kinesis:DescribeStream", "kinesis:DescribeStreamSummary", "kinesis:ListShards",
    "kinesis:GetRecords", "kinesis:GetShardIterator", "dynamodb:PutItem", "sqs:SendMessage"]}
TABLE = {"AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
         "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
         "BillingMode": "PAY_PER_REQUEST"}
HALF = str(1 << 127)


class ConsumerCase(unittest.TestCase):

    options = ()

    def setUp(self):
        self.server = self.enterContext(harness.Server(*self.options))
        self.kinesis = self.server.client("kinesis")
        self.tables = self.server.client("dynamodb")
        self.kinesis.create_stream(StreamName="s", ShardCount=1)
        self.arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s"

    def put(self, *data, key="k"):
        return self.kinesis.put_records(StreamName="s", Records=[
            {"Data": d, "PartitionKey": key} for d in data])["Records"]

    def data(self):
        records = []
        for shard in self.kinesis.list_shards(StreamName="s")["Shards"]:
            iterator = self.kinesis.get_shard_iterator(
                StreamName="s", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
            records += self.kinesis.get_records(
                ShardIterator=iterator["ShardIterator"])["Records"]
        return [r["Data"] for r in records]


class Mappings(ConsumerCase):

    def setUp(self):
        super().setUp()
        self.client = self.server.client("lambda")
        self.role = deploy.role(
            self.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING, READ])
        self.tables.create_table(TableName="seen", **TABLE)
        deploy.function(self.client, "f", deploy.package(app=CODE), "app.handler", self.role,
                        Timeout=30, MemorySize=256)

    def mapping(self, **settings):
        settings.setdefault("StartingPosition", "TRIM_HORIZON")
        made = self.client.create_event_source_mapping(
            EventSourceArn=self.arn, FunctionName="f", **settings)
        harness.until(lambda: self.client.get_event_source_mapping(
            UUID=made["UUID"])["State"] == "Enabled", what="enabled")
        return made

    def events(self):
        rows = self.tables.scan(TableName="seen", ConsistentRead=True)["Items"]
        return [json.loads(row["event"]["S"]) for row in rows]

    def batches(self):
        return [[base64.b64decode(r["kinesis"]["data"]).decode() for r in e["Records"]]
                for e in self.events()]

    def await_data(self, *data, seconds=30):
        harness.until(lambda: set(data) <= {d for batch in self.batches() for d in batch},
                      seconds, f"{data}, seen are {self.batches()}")

    def test_records_arrive_as_functions_know_them(self):
        made = self.mapping(BatchSize=10)
        self.assertEqual(("Creating", "TRIM_HORIZON", {"OnFailure": {}}, 100 // 10),
                         (made["State"], made["StartingPosition"], made["DestinationConfig"],
                          made["BatchSize"]))
        number = self.put("a")[0]["SequenceNumber"]
        self.await_data("a")
        record = self.events()[0]["Records"][0]
        arrival = record["kinesis"].pop("approximateArrivalTimestamp")
        self.assertAlmostEqual(datetime.datetime.now().timestamp(), arrival, delta=600)
        self.assertEqual({
            "kinesis": {"kinesisSchemaVersion": "1.0", "partitionKey": "k",
                        "sequenceNumber": number, "data": "YQ=="},
            "eventSource": "aws:kinesis", "eventVersion": "1.0",
            "eventID": "shardId-000000000000:" + number, "eventName": "aws:kinesis:record",
            "invokeIdentityArn": self.role, "awsRegion": "us-east-1",
            "eventSourceARN": self.arn}, record)
        harness.until(lambda: self.client.get_event_source_mapping(
            UUID=made["UUID"])["LastProcessingResult"] == "OK")

    def test_shards_are_read_side_by_side_and_children_after_their_parents(self):
        self.mapping(BatchSize=1)
        self.put("1", "2")
        self.kinesis.split_shard(
            StreamName="s", ShardToSplit="shardId-000000000000", NewStartingHashKey=HALF)
        self.put("left", key="a")
        self.put("right", key="b")
        self.await_data("1", "2", "left", "right")
        shards = {r["eventID"].split(":")[0] for e in self.events() for r in e["Records"]}
        self.assertEqual({f"shardId-00000000000{n}" for n in range(3)}, shards)

    def test_starting_positions(self):
        self.put("before")
        self.mapping(StartingPosition="LATEST")
        self.put("after")
        self.await_data("after")
        self.assertEqual([["after"]], self.batches())

    def test_at_a_time(self):
        self.put("old")
        harness.until(lambda: self.data() == [b"old"])
        middle = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        harness.until(lambda: datetime.datetime.now(datetime.timezone.utc) > middle)
        self.put("young")
        made = self.mapping(StartingPosition="AT_TIMESTAMP", StartingPositionTimestamp=middle)
        self.assertEqual("AT_TIMESTAMP", made["StartingPosition"])
        self.await_data("young")
        self.assertEqual([["young"]], self.batches())

    def test_filters_see_the_decoded_data(self):
        self.mapping(FilterCriteria={"Filters": [
            {"Pattern": json.dumps({"data": {"kind": ["good"]}})}]})
        self.put('{"kind": "bad"}', "no json", '{"kind": "good"}')
        self.await_data('{"kind": "good"}')
        self.assertEqual([['{"kind": "good"}']], self.batches())

    def test_what_fails_is_split_and_given_up(self):
        queue = self.server.client("sqs").create_queue(QueueName="failed")["QueueUrl"]
        self.mapping(
            BatchSize=4, BisectBatchOnFunctionError=True, MaximumRetryAttempts=0,
            DestinationConfig={"OnFailure": {
                "Destination": "arn:aws:sqs:us-east-1:000000000000:failed"}})
        results = self.put("a", "b", "poison", "d")
        self.await_data("d")
        message = harness.until(lambda: self.server.client("sqs").receive_message(
            QueueUrl=queue).get("Messages"), 30)
        body = json.loads(message[0]["Body"])
        info = body["KinesisBatchInfo"]
        self.assertEqual("RetryAttemptsExhausted", body["requestContext"]["condition"])
        self.assertEqual(
            (1, results[2]["SequenceNumber"], "shardId-000000000000", self.arn),
            (info["batchSize"], info["startSequenceNumber"], info["shardId"], info["streamArn"]))

    def test_partial_failures_and_parallel_batches(self):
        self.mapping(BatchSize=5, ParallelizationFactor=3, MaximumRetryAttempts=1,
                     FunctionResponseTypes=["ReportBatchItemFailures"])
        self.put("a", "report", "c")
        self.put(*[f"other {n}" for n in range(5)], key="other")
        self.await_data("a", "report", "c", *[f"other {n}" for n in range(5)])
        harness.until(lambda: ["report", "c"] in self.batches(), 30, "the rest comes again")

    def test_sources_that_cannot_be(self):
        def error(**settings):
            with self.assertRaises(ClientError) as raised:
                self.client.create_event_source_mapping(**{
                    "EventSourceArn": self.arn, "FunctionName": "f",
                    "StartingPosition": "LATEST", **settings})
            return raised.exception.response["Error"]["Message"]
        missing = self.arn + "-missing"
        self.assertEqual("Stream not found: " + missing, error(EventSourceArn=missing))
        self.server.client("iam").delete_role_policy(RoleName="runner", PolicyName="inline")
        self.assertIn("Cannot access stream " + self.arn, error())


class Tables(ConsumerCase):

    def test_changes_of_a_table_come_in_order_also_after_a_kill(self):
        with harness.Server(durability="sync") as server:
            tables, kinesis = server.client("dynamodb"), server.client("kinesis")
            kinesis.create_stream(StreamName="s", ShardCount=1)
            tables.create_table(TableName="tbl", **TABLE)
            enabled = tables.enable_kinesis_streaming_destination(
                TableName="tbl", StreamArn=self.arn)
            self.assertEqual("ENABLING", enabled["DestinationStatus"])
            for n in range(20):
                tables.put_item(TableName="tbl", Item={"k": {"S": "k"}, "n": {"N": str(n)}})
            server.kill()
            server.start()
            tables.delete_item(TableName="tbl", Key={"k": {"S": "k"}})

            def events():
                iterator = kinesis.get_shard_iterator(
                    StreamName="s", ShardId="shardId-000000000000",
                    ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
                records = kinesis.get_records(ShardIterator=iterator)["Records"]
                return [json.loads(r["Data"]) for r in records]
            harness.until(lambda: events() and events()[-1]["eventName"] == "REMOVE", 30)
            seen = {}
            for event in events():  # one that came twice has the same id
                seen.setdefault(event["eventID"], event)
            self.assertEqual(
                [str(n) for n in range(20)],
                [e["dynamodb"]["NewImage"]["n"]["N"] for e in seen.values()
                 if "NewImage" in e["dynamodb"]])
            self.assertEqual(21, len(seen))
            tables.disable_kinesis_streaming_destination(TableName="tbl", StreamArn=self.arn)
            self.assertEqual("DISABLED", tables.describe_kinesis_streaming_destination(
                TableName="tbl")["KinesisDataStreamDestinations"][0]["DestinationStatus"])


class Integrations(ConsumerCase):

    def test_rules_send_events_to_streams_queues_and_topics(self):
        events, sqs = self.server.client("events"), self.server.client("sqs")
        sns = self.server.client("sns")
        role = deploy.role(self.server.client("iam"), "rule", "events.amazonaws.com", [
            {"Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": self.arn}])
        rule = events.put_rule(Name="r", EventPattern='{"source": ["shop"]}')["RuleArn"]
        topic = sns.create_topic(Name="t")["TopicArn"]

        def queue(name, service, source):
            url = sqs.create_queue(QueueName=name)["QueueUrl"]
            arn = f"arn:aws:sqs:us-east-1:000000000000:{name}"
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
                "Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Principal": {"Service": service + ".amazonaws.com"},
                    "Action": "sqs:SendMessage", "Resource": arn,
                    "Condition": {"ArnEquals": {"aws:SourceArn": source}}}]})})
            return url, arn
        direct, direct_arn = queue("direct", "events", rule)
        behind, behind_arn = queue("behind", "sns", topic)
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sns:Publish", "Resource": topic}]}))
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=behind_arn,
                      Attributes={"RawMessageDelivery": "true"})
        put = events.put_targets(Rule="r", Targets=[
            {"Id": "stream", "Arn": self.arn, "RoleArn": role,
             "KinesisParameters": {"PartitionKeyPath": "$.detail.who"}},
            {"Id": "queue", "Arn": direct_arn}, {"Id": "topic", "Arn": topic}])
        self.assertEqual(0, put["FailedEntryCount"])
        events.put_events(Entries=[{
            "Source": "shop", "DetailType": "order", "Detail": '{"who": "ann"}'}])
        record = harness.until(self.data, 30)[0]
        self.assertEqual({"who": "ann"}, json.loads(record)["detail"])
        for url in direct, behind:
            message = harness.until(lambda: sqs.receive_message(
                QueueUrl=url, WaitTimeSeconds=2).get("Messages"), 30)
            self.assertEqual(json.loads(record), json.loads(message[0]["Body"]))

    def test_an_api_puts_records(self):
        api = self.server.client("apigateway")
        role = deploy.role(self.server.client("iam"), "api", "apigateway.amazonaws.com", [
            {"Effect": "Allow", "Action": "kinesis:*", "Resource": "*"}])
        made = api.create_rest_api(name="api")
        for path, action, template in [
                ("put", "PutRecord", {"StreamName": "s", "PartitionKey": "k",
                                      "Data": "$util.base64Encode($input.body)"}),
                ("many", "PutRecords", {"StreamName": "s", "Records": [
                    {"PartitionKey": "k", "Data": "$util.base64Encode($input.body)"}]}),
                ("list", "ListStreams", {})]:
            resource = api.create_resource(
                restApiId=made["id"], parentId=made["rootResourceId"], pathPart=path)["id"]
            where = {"restApiId": made["id"], "resourceId": resource, "httpMethod": "POST"}
            api.put_method(**where, authorizationType="NONE")
            api.put_integration(
                **where, type="AWS", integrationHttpMethod="POST", credentials=role,
                uri=f"arn:aws:apigateway:us-east-1:kinesis:action/{action}",
                requestTemplates={"application/json": json.dumps(template)})
            api.put_method_response(**where, statusCode="200")
            api.put_integration_response(**where, statusCode="200")
        api.create_deployment(restApiId=made["id"], stageName="dev")

        def ask(path, body):
            request = urllib.request.Request(
                f"{self.server.url}/restapis/{made['id']}/dev/_user_request_/{path}",
                data=body, headers={"Content-Type": "application/json"}, method="POST")
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        self.assertEqual("shardId-000000000000", ask("put", b"one")["ShardId"])
        self.assertEqual(0, ask("many", b"two")["FailedRecordCount"])
        self.assertEqual(["s"], ask("list", b"{}")["StreamNames"])
        self.assertEqual([b"one", b"two"], self.data())

    def test_a_workflow_puts_records(self):
        states = self.server.client("stepfunctions")
        role = deploy.role(self.server.client("iam"), "flow", "states.amazonaws.com", [
            {"Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": self.arn}])
        machine = states.create_state_machine(name="m", roleArn=role, definition=json.dumps({
            "StartAt": "Put", "States": {"Put": {
                "Type": "Task", "End": True,
                "Resource": "arn:aws:states:::aws-sdk:kinesis:putRecord",
                "Parameters": {"StreamName": "s", "PartitionKey": "k",
                               "Data.$": "States.Base64Encode($.text)"}}}}))["stateMachineArn"]
        execution = states.start_execution(
            stateMachineArn=machine, input='{"text": "flow"}')["executionArn"]
        harness.until(lambda: states.describe_execution(
            executionArn=execution)["status"] != "RUNNING", 30)
        done = states.describe_execution(executionArn=execution)
        self.assertEqual("SUCCEEDED", done["status"], done)
        self.assertIn(self.data()[0], (b"flow", base64.b64encode(b"flow")))


if __name__ == "__main__":
    unittest.main()
