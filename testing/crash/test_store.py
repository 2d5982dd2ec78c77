"""kill -9 in a stream of acknowledged writes: after a restart none is lost and none is half done.

Rounds and seed come from BRUME_CRASH_ROUNDS (50) and BRUME_SEED (random, printed).
"""

import unittest

import crash

WRITERS = 8


class Writer(crash.Writer):
    """Writes pairs of items in transactions and single items."""

    def write(self):
        key = f"{self.number}-{self.count:09d}"
        if self.count % 3:
            self.put({"k": {"S": key}, "half": {"S": "only"}})
        else:
            self.put({"k": {"S": key}}, {"k": {"S": key + "-other"}})


class CrashTest(unittest.TestCase):

    def test_no_acknowledged_write_is_lost(self):
        rounds, chance = crash.plan(50)
        server = crash.server(self)
        crash.table(server)
        acknowledged = [-1] * WRITERS
        for number in range(rounds):
            writers = [Writer(server, n, acknowledged[n] + 1) for n in range(WRITERS)]
            crash.storm(server, writers, chance.uniform(0.05, 0.5))
            acknowledged = [writer.acknowledged for writer in writers]
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
