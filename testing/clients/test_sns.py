"""SNS through boto3: topics, filters, delivery to real queues and to a web endpoint, order."""

import http.server
import json
import threading
import unittest
import urllib.request

import botocore.exceptions

import harness


class TopicsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.stop)
        cls.sns = cls.server.client("sns")
        cls.sqs = cls.server.client("sqs")

    def queue(self, name, topic, **attributes):
        """A queue that a topic may send to."""
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = self.sqs.get_queue_attributes(
            QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage", "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]})})
        return url, arn

    def receive(self, url):
        return self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=10,
            MessageAttributeNames=["All"]).get("Messages", [])

    def test_queue_gets_what_its_filter_lets_pass(self):
        tags = [{"Key": "a", "Value": "b"}]
        topic = self.sns.create_topic(Name="filtered", Tags=tags)["TopicArn"]
        url, arn = self.queue("filtered", topic)
        subscription = self.sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=arn,
            Attributes={"FilterPolicy": json.dumps({"kind": ["good"]})})["SubscriptionArn"]
        for kind in ("bad", "good"):
            self.sns.publish(
                TopicArn=topic, Message=kind, Subject="about",
                MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}})
        message, = self.receive(url)
        envelope = json.loads(message["Body"])
        self.assertEqual((envelope["Message"], envelope["Subject"]), ("good", "about"))
        self.assertEqual(envelope["MessageAttributes"]["kind"], {"Type": "String", "Value": "good"})
        found = self.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        self.assertEqual([s["SubscriptionArn"] for s in found], [subscription])
        self.assertEqual(self.sns.list_tags_for_resource(ResourceArn=topic)["Tags"], tags)
        self.sns.unsubscribe(SubscriptionArn=subscription)
        self.sns.delete_topic(TopicArn=topic)
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            self.sns.publish(TopicArn=topic, Message="m")
        self.assertEqual(raised.exception.response["Error"]["Code"], "NotFound")

    def test_queue_without_a_policy_gets_nothing(self):
        topic = self.sns.create_topic(Name="refused")["TopicArn"]
        dead, dead_arn = self.queue("refused-dead", topic)
        closed = self.sqs.create_queue(QueueName="refused-closed")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(
            QueueUrl=closed, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.sns.subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=arn,
            Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn})})
        self.sns.publish(TopicArn=topic, Message="m")
        self.assertEqual(len(self.receive(dead)), 1)

    def test_fifo_topic_keeps_the_order(self):
        topic = self.sns.create_topic(Name="order.fifo", Attributes={
            "FifoTopic": "true", "ContentBasedDeduplication": "true"})["TopicArn"]
        url, arn = self.queue("order-sns.fifo", topic, FifoQueue="true")
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn,
                           Attributes={"RawMessageDelivery": "true"})
        answer = self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[
            {"Id": str(i), "Message": f"m{i}", "MessageGroupId": "g"} for i in range(5)])
        self.assertEqual(len(answer["Successful"]), 5)
        bodies = []

        def all_came():
            for message in self.receive(url):
                bodies.append(message["Body"])
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return len(bodies) >= 5
        harness.until(all_came)
        self.assertEqual(bodies, [f"m{i}" for i in range(5)])

    def test_web_endpoint_confirms_and_gets_messages(self):
        came = []
        more = threading.Event()

        class Endpoint(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                came.append((self.headers["x-amz-sns-message-type"], json.loads(body)))
                self.send_response(200)
                self.end_headers()
                more.set()

            def log_message(self, *arguments):
                pass

        web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
        threading.Thread(target=web.serve_forever, daemon=True).start()
        self.addCleanup(web.server_close)
        self.addCleanup(web.shutdown)
        topic = self.sns.create_topic(Name="web")["TopicArn"]
        self.sns.subscribe(TopicArn=topic, Protocol="http",
                           Endpoint=f"http://127.0.0.1:{web.server_port}/hook")
        harness.until(lambda: came)
        kind, asked = came.pop()
        self.assertEqual(kind, "SubscriptionConfirmation")
        with urllib.request.urlopen(asked["SubscribeURL"], timeout=10) as answer:
            self.assertIn(topic.encode(), answer.read())
        self.sns.publish(TopicArn=topic, Message="hello")
        harness.until(lambda: came)
        kind, notification = came.pop()
        self.assertEqual((kind, notification["Message"]), ("Notification", "hello"))


if __name__ == "__main__":
    unittest.main()
