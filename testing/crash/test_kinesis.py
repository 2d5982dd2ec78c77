"""kill -9 while records are put: every acknowledged record is there once, in its shard's order.

Rounds and seed come from BRUME_CRASH_ROUNDS (20) and BRUME_SEED (random, printed).
"""

import unittest

import crash

WRITERS = 6
SHARDS = 3


class Writer(crash.Writer):
    """Puts one record after the other under a key of its own, alone or three at once."""

    def __init__(self, started, number, first):
        super().__init__(started, number, first)
        self.client = started.client("kinesis")
        self.told = {}

    def write(self):
        data = [f"{self.number} {self.count} {part}".encode()
                for part in range(1 if self.count % 3 else 3)]
        answer = self.client.put_records(StreamName="crash", Records=[
            {"Data": d, "PartitionKey": f"writer {self.number}"} for d in data])
        assert not answer["FailedRecordCount"]
        self.told.update(zip(data, (int(r["SequenceNumber"]) for r in answer["Records"])))


class KinesisCrashTest(unittest.TestCase):

    def test_acknowledged_records_are_there_and_in_order(self):
        rounds, chance = crash.plan(20)
        server = crash.server(self)
        server.client("kinesis").create_stream(StreamName="crash", ShardCount=SHARDS)
        acknowledged, told = [-1] * WRITERS, {}
        for number in range(rounds):
            writers = [Writer(server, n, acknowledged[n] + 1) for n in range(WRITERS)]
            crash.storm(server, writers, chance.uniform(0.1, 0.6))
            for n, writer in enumerate(writers):
                told.update(writer.told)
                acknowledged[n] = writer.acknowledged
            self.check(server, told, number)
        print(f"{len(told)} acknowledged records survived {rounds} kills")

    def check(self, server, told, number):
        kinesis = server.client("kinesis")
        found = {}
        for shard in kinesis.list_shards(StreamName="crash")["Shards"]:
            numbers, last = [], {}
            for record in self.records(kinesis, shard["ShardId"]):
                numbers.append(int(record["SequenceNumber"]))
                found.setdefault(record["Data"], []).append(numbers[-1])
                writer, count, part = map(int, record["Data"].split())
                # A step whose answer was lost is written again after the next start.
                self.assertLessEqual(last.get(writer, (-1, 0))[0], count, f"round {number}")
                last[writer] = count, part
            self.assertEqual(sorted(set(numbers)), numbers, f"order in round {number}")
        for data, sequence in told.items():
            self.assertIn(sequence, found.get(data, []), f"{data} was lost in round {number}")

    def records(self, kinesis, shard):
        iterator = kinesis.get_shard_iterator(
            StreamName="crash", ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while True:
            page = kinesis.get_records(ShardIterator=iterator, Limit=1000)
            yield from page["Records"]
            if not page["MillisBehindLatest"] and len(page["Records"]) < 1000:
                return
            iterator = page["NextShardIterator"]


if __name__ == "__main__":
    unittest.main()
