"""kill -9 in a stream of acknowledged writes: after a restart none is lost and none is half done.

Rounds and seed come from BRUME_CRASH_ROUNDS (50) and BRUME_SEED (random, printed).
"""

import os
import random
import threading
import unittest

import botocore.exceptions

import harness

WRITERS = 8


class Writer(threading.Thread):
    """Writes pairs of items in transactions and single items, remembering what was acknowledged."""

    def __init__(self, server, number, first):
        super().__init__(daemon=True)
        self.client = server.client("dynamodb")
        self.number, self.count = number, first
        self.acknowledged = first - 1

    def run(self):
        try:
            while True:
                key = f"{self.number}-{self.count:09d}"
                if self.count % 3:
                    self.client.put_item(
                        TableName="crash", Item={"k": {"S": key}, "half": {"S": "only"}})
                else:
                    self.client.transact_write_items(TransactItems=[
                        {"Put": {"TableName": "crash", "Item": {"k": {"S": key + half}}}}
                        for half in ("", "-other")])
                self.acknowledged = self.count
                self.count += 1
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, OSError) as e:
            self.ended_with = e


class CrashTest(unittest.TestCase):

    def test_no_acknowledged_write_is_lost(self):
        rounds = int(os.environ.get("BRUME_CRASH_ROUNDS", "50"))
        seed = int(os.environ.get("BRUME_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"rounds {rounds}, seed {seed}", flush=True)
        chance = random.Random(seed)
        server = harness.Server(durability="sync").start()
        self.addCleanup(server.stop)
        server.client("dynamodb").create_table(
            TableName="crash", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
        server.client("dynamodb").get_waiter("table_exists").wait(TableName="crash")
        acknowledged = [-1] * WRITERS
        for number in range(rounds):
            writers = [Writer(server, n, acknowledged[n] + 1) for n in range(WRITERS)]
            for writer in writers:
                writer.start()
            threading.Event().wait(chance.uniform(0.05, 0.5))
            server.kill()
            for writer in writers:
                writer.join(30)
            acknowledged = [writer.acknowledged for writer in writers]
            server.start()
            self.check(server, acknowledged, number)
        print(f"{sum(acknowledged) + WRITERS} acknowledged writes survived {rounds} kills")

    def check(self, server, acknowledged, number):
        pages = server.client("dynamodb").get_paginator("scan").paginate(TableName="crash")
        found = {item["k"]["S"] for page in pages for item in page["Items"]}
        for writer, last in enumerate(acknowledged):
            for count in range(last + 1):
                self.assertIn(f"{writer}-{count:09d}", found, f"lost in round {number}")
        for key in found:
            writer, count, *other = key.split("-")
            if int(count) % 3 == 0:
                twin = f"{writer}-{count}" if other else f"{key}-other"
                self.assertIn(twin, found, f"half a transaction in round {number}")


if __name__ == "__main__":
    unittest.main()
