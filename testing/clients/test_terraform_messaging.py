"""Terraform: queues with dead letters and policies, topics and subscriptions, Kinesis streams."""

import unittest

import test_terraform

PROVIDER = test_terraform.STACK[:test_terraform.STACK.index('resource "aws_dynamodb_table"')]
STACK = PROVIDER + """
resource "aws_sqs_queue" "dead" {
  name = "dead"
}

resource "aws_sqs_queue" "work" {
  name                       = "work"
  visibility_timeout_seconds = 45
  message_retention_seconds  = 86400
  delay_seconds              = 5
  receive_wait_time_seconds  = 10
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 4
  })
  tags = { team = "fog" }
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  queue_url = aws_sqs_queue.dead.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.work.arn]
  })
}

resource "aws_sqs_queue" "order" {
  name                        = "order.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
  deduplication_scope         = "messageGroup"
  fifo_throughput_limit       = "perMessageGroupId"
}

resource "aws_sns_topic" "news" {
  name         = "news"
  display_name = "News"
  tags         = { team = "fog" }
}

resource "aws_sns_topic" "order" {
  name                        = "order.fifo"
  fifo_topic                  = true
  content_based_deduplication = true
}

resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.work.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.work.arn
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.news.arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "work" {
  topic_arn            = aws_sns_topic.news.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.work.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ kind = ["good"] })
}

resource "aws_sns_topic_subscription" "order" {
  topic_arn = aws_sns_topic.order.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.order.arn
}

resource "aws_kinesis_stream" "clicks" {
  name                = "clicks"
  shard_count         = 2
  retention_period    = 48
  shard_level_metrics = ["IncomingBytes"]
  tags                = { team = "fog" }
}

resource "aws_kinesis_stream" "free" {
  name = "free"
  stream_mode_details { stream_mode = "ON_DEMAND" }
}

resource "aws_kinesis_stream_consumer" "reader" {
  name       = "reader"
  stream_arn = aws_kinesis_stream.clicks.arn
}

resource "aws_kinesis_resource_policy" "clicks" {
  resource_arn = aws_kinesis_stream.clicks.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "111111111111" }
      Action    = "kinesis:PutRecord"
      Resource  = aws_kinesis_stream.clicks.arn
    }]
  })
}

resource "aws_dynamodb_table" "changes" {
  name         = "changes"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "k"
  attribute {
    name = "k"
    type = "S"
  }
}

resource "aws_dynamodb_kinesis_streaming_destination" "changes" {
  table_name = aws_dynamodb_table.changes.name
  stream_arn = aws_kinesis_stream.free.arn
}
"""


class TerraformMessaging(test_terraform.Terraform):

    stack = STACK

    def test_apply_empty_plan_destroy(self):
        sqs, sns = self.server.client("sqs"), self.server.client("sns")
        kinesis = self.server.client("kinesis")

        def applied():
            url = sqs.get_queue_url(QueueName="work")["QueueUrl"]
            attributes = sqs.get_queue_attributes(
                QueueUrl=url, AttributeNames=["All"])["Attributes"]
            self.assertEqual("45", attributes["VisibilityTimeout"])
            self.assertEqual(2, len(sns.list_subscriptions()["Subscriptions"]))
            clicks = kinesis.describe_stream_summary(
                StreamName="clicks")["StreamDescriptionSummary"]
            self.assertEqual((2, 48, 1), (
                clicks["OpenShardCount"], clicks["RetentionPeriodHours"],
                clicks["ConsumerCount"]))

        self.apply_plan_destroy(applied)
        self.assertNotIn("QueueUrls", sqs.list_queues())
        self.assertEqual([], sns.list_topics()["Topics"])
        self.assertEqual([], kinesis.list_streams()["StreamNames"])


if __name__ == "__main__":
    unittest.main()
