"""SQS through boto3: URLs, digests, polling, FIFO, dead letters, policies, and a killed server."""

import concurrent.futures
import json
import unittest
import urllib.parse
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions

import harness


class QueuesTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server("--test-clock").start()
        cls.addClassCleanup(cls.server.stop)
        cls.sqs = cls.server.client("sqs")

    def error(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]

    def receive(self, url, **more):
        return self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"], **more).get("Messages", [])

    def test_the_query_protocol_of_older_clients(self):
        url = self.sqs.create_queue(QueueName="older")["QueueUrl"]

        def ask(form, **headers):
            request = botocore.awsrequest.AWSRequest(
                "POST", url, data=urllib.parse.urlencode(form),
                headers={"Content-Type": "application/x-www-form-urlencoded", **headers})
            credentials = botocore.credentials.Credentials("test", "test")
            botocore.auth.SigV4Auth(credentials, "sqs", "us-east-1").add_auth(request)
            raw = urllib.request.Request(
                url, data=request.body, headers=dict(request.headers), method="POST")
            with urllib.request.urlopen(raw) as response:
                return response.read().decode()

        sent = json.loads(ask(
            {"Action": "SendMessage", "MessageBody": "m", "MessageAttribute.1.Name": "a",
             "MessageAttribute.1.Value.DataType": "String",
             "MessageAttribute.1.Value.StringValue": "v"}, Accept="application/json"))
        result = sent["SendMessageResponse"]["SendMessageResult"]
        self.assertIsNone(result["SequenceNumber"])
        received = ask({"Action": "ReceiveMessage", "MessageAttributeName.1": "All"})
        self.assertIn("<Message><MessageId>" + result["MessageId"], received)
        self.assertIn("<MessageAttribute><Name>a</Name><Value>", received)
        self.assertIn("<Body>m</Body>", received)

    def test_url_attributes_and_errors(self):
        url = self.sqs.create_queue(QueueName="urls", tags={"a": "b"})["QueueUrl"]
        self.assertEqual(url, self.server.url + "/000000000000/urls")
        self.assertEqual(self.sqs.get_queue_url(QueueName="urls")["QueueUrl"], url)
        self.assertEqual(self.sqs.list_queue_tags(QueueUrl=url)["Tags"], {"a": "b"})
        self.assertIn(url, self.sqs.list_queues(QueueNamePrefix="url")["QueueUrls"])
        error = self.error(self.sqs.get_queue_url, QueueName="none")
        self.assertEqual(error["Code"], "AWS.SimpleQueueService.NonExistentQueue")
        self.assertEqual(error["QueryErrorCode"], "QueueDoesNotExist")
        self.assertEqual(error["Message"], "The specified queue does not exist.")
        error = self.error(self.sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=11)
        self.assertEqual(error["Code"], "InvalidParameterValue")
        error = self.error(self.sqs.start_message_move_task, SourceArn="arn:aws:sqs:a:b:c")
        self.assertEqual(error["Code"], "NotImplemented")

    def test_messages_have_the_digests_that_botocore_checks(self):
        url = self.sqs.create_queue(QueueName="digests")["QueueUrl"]
        sent = self.sqs.send_message(
            QueueUrl=url, MessageBody="h\u00e9llo",
            MessageAttributes={"n": {"DataType": "Number", "StringValue": "99.12"},
                               "b": {"DataType": "Binary", "BinaryValue": b"\x00\x01"}})
        message, = self.receive(url, WaitTimeSeconds=5)
        self.assertEqual(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        self.assertEqual(message["MessageAttributes"]["b"]["BinaryValue"], b"\x00\x01")
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.server.advance_clock("PT31S")
        self.assertEqual(self.receive(url), [])

    def test_long_poll_gets_a_message_that_comes(self):
        url = self.sqs.create_queue(QueueName="polls")["QueueUrl"]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            waiting = pool.submit(self.receive, url, WaitTimeSeconds=20)
            self.sqs.send_message(QueueUrl=url, MessageBody="a")
            self.assertEqual([m["Body"] for m in waiting.result(15)], ["a"])

    def test_fifo_and_batches(self):
        url = self.sqs.create_queue(
            QueueName="order.fifo",
            Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"})["QueueUrl"]
        sent = self.sqs.send_message_batch(QueueUrl=url, Entries=[
            {"Id": str(i), "MessageBody": f"m{i}", "MessageGroupId": "g"} for i in range(9)])
        numbers = [entry["SequenceNumber"] for entry in sent["Successful"]]
        self.assertEqual(numbers, sorted(numbers))
        messages = self.receive(url)
        self.assertEqual([m["Body"] for m in messages], [f"m{i}" for i in range(9)])
        gone = self.sqs.delete_message_batch(QueueUrl=url, Entries=[
            {"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(messages)])
        self.assertEqual(len(gone["Successful"]), 9)

    def test_dead_letters(self):
        dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(
            QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        url = self.sqs.create_queue(QueueName="source", Attributes={"RedrivePolicy": json.dumps(
            {"deadLetterTargetArn": arn, "maxReceiveCount": 1})})["QueueUrl"]
        self.sqs.send_message(QueueUrl=url, MessageBody="a")
        self.assertEqual(len(self.receive(url, VisibilityTimeout=0)), 1)
        self.assertEqual(self.receive(url), [])
        self.assertEqual(len(self.receive(dead)), 1)
        self.assertEqual(self.sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])

    def test_policy_lets_another_account_in(self):
        url = self.sqs.create_queue(QueueName="shared")["QueueUrl"]
        other = self.server.session(key="111122223333").client("sqs")
        error = self.error(other.send_message, QueueUrl=url, MessageBody="a")
        self.assertEqual(error["Code"], "AccessDenied")
        self.sqs.add_permission(QueueUrl=url, Label="l", AWSAccountIds=["111122223333"],
                                Actions=["SendMessage"])
        other.send_message(QueueUrl=url, MessageBody="a")
        self.assertEqual(self.error(other.delete_queue, QueueUrl=url)["Code"], "AccessDenied")
        self.sqs.remove_permission(QueueUrl=url, Label="l")
        error = self.error(other.send_message, QueueUrl=url, MessageBody="a")
        self.assertEqual(error["Code"], "AccessDenied")


class KilledServerTest(unittest.TestCase):

    def test_acknowledged_sends_receives_and_deletes_survive(self):
        server = harness.Server(durability="sync").start()
        self.addCleanup(server.stop)
        sqs = server.client("sqs")
        url = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
        for i in range(30):
            sqs.send_message(QueueUrl=url, MessageBody=str(i))
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        gone, hidden = received[0], received[1]
        sqs.delete_message(QueueUrl=url, ReceiptHandle=gone["ReceiptHandle"])
        server.kill()
        server.start()
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        self.assertEqual(counts["ApproximateNumberOfMessages"], "20")
        self.assertEqual(counts["ApproximateNumberOfMessagesNotVisible"], "9")
        sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=hidden["ReceiptHandle"], VisibilityTimeout=0)
        left = []
        while page := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            left += [message["Body"] for message in page]
        self.assertEqual(len(left), 21)
        self.assertEqual(len(set(left)), 21)
        self.assertIn(hidden["Body"], left)


if __name__ == "__main__":
    unittest.main()
