"""kill -9 while tables are written and their stream is read: the stream has every acknowledged
change once, and the changes of an item in their order.

Rounds and seed come from BRUME_CRASH_ROUNDS (20) and BRUME_SEED (random, printed).
"""

import threading
import unittest

import crash

WRITERS = 6


class Writer(crash.Writer):
    """Counts an item of its own up, alone or in a transaction with a new item."""

    @property
    def key(self):
        return f"w{self.number}"

    def write(self):
        item = {"k": {"S": self.key}, "n": {"N": str(self.count)}}
        if self.count % 4:
            self.put(item)
        else:
            self.put(item, {"k": {"S": f"{self.key}-{self.count}"}})


class Reader(threading.Thread):
    """Follows the stream from its start; goes on behind the last record after a kill."""

    def __init__(self, server, arn, shard):
        super().__init__(daemon=True)
        self.client = server.client("dynamodbstreams")
        self.arn, self.shard = arn, shard
        self.records, self.last = [], None
        self.stopping = False

    def iterator(self):
        position = {"ShardIteratorType": "TRIM_HORIZON"} if self.last is None else {
            "ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self.last}
        return self.client.get_shard_iterator(
            StreamArn=self.arn, ShardId=self.shard, **position)["ShardIterator"]

    def run(self):
        iterator = None
        while True:
            try:
                stopping = self.stopping
                iterator = iterator or self.iterator()
                page = self.client.get_records(ShardIterator=iterator)
            except crash.ENDS:
                iterator = None
                threading.Event().wait(0.05)
                continue
            iterator = page["NextShardIterator"]
            for record in page["Records"]:
                self.records.append(record)
                self.last = record["dynamodb"]["SequenceNumber"]
            if not page["Records"]:
                if stopping:
                    return
                threading.Event().wait(0.02)


class StreamCrashTest(unittest.TestCase):

    def test_the_stream_tells_every_change_once_and_in_order(self):
        rounds, chance = crash.plan(20)
        server = crash.server(self)
        arn = crash.table(server, StreamSpecification={
            "StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})["LatestStreamArn"]
        shard = server.client("dynamodbstreams").describe_stream(StreamArn=arn)[
            "StreamDescription"]["Shards"][0]["ShardId"]
        reader = Reader(server, arn, shard)
        reader.start()
        counts = [-1] * WRITERS
        for _ in range(rounds):
            writers = [Writer(server, n, counts[n] + 1) for n in range(WRITERS)]
            crash.storm(server, writers, chance.uniform(0.1, 0.6))
            counts = [self.present(server, writer) for writer in writers]
        reader.stopping = True
        reader.join(60)
        self.assertFalse(reader.is_alive())
        self.check(reader.records, counts)
        print(f"{len(reader.records)} records, {rounds} kills")

    def present(self, server, writer):
        """The writer's count in the table: what was acknowledged, or one that was under way."""
        item = server.client("dynamodb").get_item(
            TableName="crash", Key={"k": {"S": writer.key}}, ConsistentRead=True).get("Item")
        count = int(item["n"]["N"]) if item else -1
        self.assertIn(count, (writer.acknowledged, writer.acknowledged + 1))
        return count

    def check(self, records, counts):
        numbers = [int(record["dynamodb"]["SequenceNumber"]) for record in records]
        self.assertEqual(numbers, sorted(set(numbers)), "not in order, or twice")
        self.assertEqual(len({record["eventID"] for record in records}), len(records))
        seen, twins = {}, set()
        for record in records:
            key = record["dynamodb"]["Keys"]["k"]["S"]
            if "-" in key:
                self.assertNotIn(key, twins)
                twins.add(key)
                continue
            count = int(record["dynamodb"]["NewImage"]["n"]["N"])
            self.assertEqual(count, seen.get(key, -1) + 1, f"{key} misses or repeats a change")
            if count:
                self.assertEqual(int(record["dynamodb"]["OldImage"]["n"]["N"]), count - 1)
            seen[key] = count
        for writer, count in enumerate(counts):
            self.assertEqual(seen.get(f"w{writer}", -1), count)
            for whole in range(0, count + 1, 4):
                self.assertIn(f"w{writer}-{whole}", twins, "half a transaction")


if __name__ == "__main__":
    unittest.main()
