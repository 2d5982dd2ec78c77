"""Event source mappings of queues, and queues that get what functions made of their events."""

import json
import textwrap
import unittest

import deploy
import harness
import test_lambda_esm

# Fails once, or always, as the body says; "seen" has one row for each invocation.
CODE = textwrap.dedent('''
    import json, uuid
    import boto3
    seen = boto3.resource("dynamodb").Table("seen")

    def handler(event, context):
        seen.put_item(Item={"k": str(uuid.uuid4()), "event": json.dumps(event)})
        if "Records" not in event:
            if event.get("fail"):
                raise ValueError("intended")
            return {"done": True}
        bad = [r["messageId"] for r in event["Records"] if r["body"] == "bad"]
        if any(r["body"] == "raise" for r in event["Records"]):
            raise ValueError("intended")
        return {"batchItemFailures": [{"itemIdentifier": i} for i in bad]}
''')

SQS = {"Effect": "Allow", "Resource": "*", "Action": [
    "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:SendMessage",
    "dynamodb:PutItem"]}


class Queues(test_lambda_esm.EventSourceCase):

    def setUp(self):
        self.server = self.enterContext(harness.Server())
        self.client = self.server.client("lambda")
        self.tables = self.server.client("dynamodb")
        self.queues = self.server.client("sqs")
        self.role = deploy.role(
            self.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING, SQS])
        self.tables.create_table(TableName="seen", **test_lambda_esm.TABLE)
        deploy.function(self.client, "f", deploy.package(app=CODE), "app.handler", self.role,
                        Timeout=5, MemorySize=256)

    def queue(self, name, **attributes):
        url = self.queues.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        return url, self.queues.get_queue_attributes(
            QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def mapping(self, arn, **settings):
        made = self.client.create_event_source_mapping(
            EventSourceArn=arn, FunctionName="f", **settings)
        self.state(made["UUID"], "Enabled")
        return made

    def bodies(self):
        return [r["body"] for e in self.events() for r in e["Records"]]

    def empty(self, url):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        return lambda: set(self.queues.get_queue_attributes(
            QueueUrl=url, AttributeNames=names)["Attributes"].values()) == {"0"}

    def test_messages_reach_the_function_and_are_deleted(self):
        url, arn = self.queue("q")
        made = self.mapping(arn)
        self.assertEqual(
            ("Creating", "USER_INITIATED", 10, 0),
            tuple(made[n] for n in ("State", "StateTransitionReason", "BatchSize",
                                    "MaximumBatchingWindowInSeconds")))
        self.assertNotIn("LastProcessingResult", made)
        self.queues.send_message(
            QueueUrl=url, MessageBody="hello",
            MessageAttributes={"A": {"DataType": "String", "StringValue": "x"}})
        harness.until(lambda: self.bodies() == ["hello"])
        record = self.events()[0]["Records"][0]
        self.assertEqual(
            {"messageId", "receiptHandle", "body", "attributes", "messageAttributes",
             "md5OfMessageAttributes", "md5OfBody", "eventSource", "eventSourceARN",
             "awsRegion"}, set(record))
        self.assertEqual(
            {"ApproximateReceiveCount", "SentTimestamp", "SenderId",
             "ApproximateFirstReceiveTimestamp"}, set(record["attributes"]))
        self.assertEqual(
            {"A": {"stringValue": "x", "stringListValues": [], "binaryListValues": [],
                   "dataType": "String"}}, record["messageAttributes"])
        harness.until(self.empty(url))

    def test_what_failed_comes_back(self):
        url, arn = self.queue("q", VisibilityTimeout="5")
        self.mapping(arn, FunctionResponseTypes=["ReportBatchItemFailures"],
                     MaximumBatchingWindowInSeconds=1)
        for body in ("good", "bad", "fine"):
            self.queues.send_message(QueueUrl=url, MessageBody=body)
        harness.until(lambda: self.bodies().count("bad") >= 2, 40)
        self.assertEqual((1, 1), (self.bodies().count("good"), self.bodies().count("fine")))

    def test_filters_drop_messages(self):
        url, arn = self.queue("q")
        self.mapping(arn, FilterCriteria={"Filters": [{"Pattern": '{"body": {"n": [1]}}'}]})
        for body in ('{"n": 2}', "text", '{"n": 1}'):
            self.queues.send_message(QueueUrl=url, MessageBody=body)
        harness.until(lambda: self.bodies() == ['{"n": 1}'])
        harness.until(self.empty(url))

    def test_groups_of_a_fifo_queue_keep_their_order(self):
        url, arn = self.queue("q.fifo", FifoQueue="true", ContentBasedDeduplication="true")
        self.mapping(arn, BatchSize=3)
        for n in range(12):
            self.queues.send_message(QueueUrl=url, MessageBody=str(n), MessageGroupId="g")
        harness.until(self.empty(url))
        batches = [[int(r["body"]) for r in e["Records"]] for e in self.events()]
        self.assertEqual(list(range(12)), sum(sorted(batches), []))

    def test_a_killed_server_loses_nothing(self):
        url, arn = self.queue("q", VisibilityTimeout="5")
        self.mapping(arn)
        wanted = set()
        for round_ in range(3):
            for n in range(30):
                body = f"{round_}-{n}"
                wanted.add(body)
                self.queues.send_message(QueueUrl=url, MessageBody=body)
            self.server.kill()
            self.server.start()
        harness.until(lambda: wanted <= set(self.bodies()), 60)
        harness.until(self.empty(url), 40)

    def test_refusals(self):
        create = self.client.create_event_source_mapping
        wrong = "InvalidParameterValueException"
        _, arn = self.queue("q", VisibilityTimeout="3")
        self.assertEqual(
            (wrong, "Queue visibility timeout: 3 seconds is less than Function timeout: 5 seconds"),
            self.error(create, FunctionName="f", EventSourceArn=arn))
        self.assertEqual(
            (wrong, "Error occurred while ReceiveMessage. SQS Error Code: "
                    "AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified "
                    "queue does not exist."),
            self.error(create, FunctionName="f", EventSourceArn=arn + "x"))
        self.assertEqual(
            (wrong, "Maximum batch window in seconds must be greater than 0 if maximum batch size "
                    "is greater than 10"),
            self.error(create, FunctionName="f", EventSourceArn=arn, BatchSize=11))
        self.assertEqual(
            (wrong, "Unsupported DestinationConfig parameter for given event source mapping type."),
            self.error(create, FunctionName="f", EventSourceArn=arn,
                       DestinationConfig={"OnFailure": {"Destination": arn}}))
        _, good = self.queue("good")
        self.mapping(good)
        self.assertEqual("ResourceConflictException",
                         self.error(create, FunctionName="f", EventSourceArn=good)[0])
        poor = deploy.role(
            self.server.client("iam"), "poor", "lambda.amazonaws.com", [deploy.LOGGING])
        deploy.function(self.client, "g", deploy.package(app=CODE), "app.handler", poor)
        self.assertEqual(
            (wrong, "The provided execution role does not have permissions to call ReceiveMessage "
                    "on SQS"),
            self.error(create, FunctionName="g", EventSourceArn=good))

    def received(self, url):
        return harness.until(lambda: self.queues.receive_message(
            QueueUrl=url, WaitTimeSeconds=2, MessageAttributeNames=["All"]).get("Messages"))[0]

    def test_a_queue_gets_the_records_of_asynchronous_events(self):
        url, arn = self.queue("done")
        self.client.put_function_event_invoke_config(
            FunctionName="f", MaximumRetryAttempts=0, DestinationConfig={
                "OnSuccess": {"Destination": arn}, "OnFailure": {"Destination": arn}})
        self.client.invoke(FunctionName="f", InvocationType="Event", Payload=b'{"n": 1}')
        record = json.loads(self.received(url)["Body"])
        self.assertEqual("Success", record["requestContext"]["condition"])
        self.assertEqual({"n": 1}, record["requestPayload"])
        self.assertEqual({"done": True}, record["responsePayload"])

    def test_a_dead_letter_queue_gets_the_events_that_failed(self):
        url, arn = self.queue("dead")
        deploy.function(self.client, "g", deploy.package(app=CODE), "app.handler", self.role,
                        DeadLetterConfig={"TargetArn": arn})
        self.assertEqual(
            {"TargetArn": arn},
            self.client.get_function_configuration(FunctionName="g")["DeadLetterConfig"])
        self.client.put_function_event_invoke_config(FunctionName="g", MaximumRetryAttempts=0)
        self.client.invoke(FunctionName="g", InvocationType="Event", Payload=b'{"fail": 1}')
        message = self.received(url)
        self.assertEqual({"fail": 1}, json.loads(message["Body"]))
        self.assertEqual(
            {"DataType": "Number", "StringValue": "200"}, message["MessageAttributes"]["ErrorCode"])
        self.assertEqual("intended", message["MessageAttributes"]["ErrorMessage"]["StringValue"])
        self.assertIn("RequestID", message["MessageAttributes"])


if __name__ == "__main__":
    unittest.main()
