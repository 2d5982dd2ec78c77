"""kill -9 in a stream of acknowledged PUTs: each is there with its bytes, and no file is left over.

Rounds and seed come from BRUME_CRASH_ROUNDS (20) and BRUME_SEED (random, printed).
"""

import hashlib
import pathlib
import random
import unittest

import crash

WRITERS = 6


def content(number, count):
    """The bytes of one step: short ones lie in rows, long ones in files."""
    chance = random.Random(f"{number}-{count}")
    return chance.randbytes(chance.choice([0, 200, 20_000, 100_000, 1_500_000]))


class Writer(crash.Writer):
    """Puts one new object after the other, and one that it replaces again and again."""

    def __init__(self, started, number, first):
        super().__init__(started, number, first)
        self.client = started.client("s3")

    def write(self):
        body = content(self.number, self.count)
        self.store(Key=f"{self.number}/{self.count:06d}", Body=body)
        self.store(
            Key=f"latest/{self.number}", Body=body, Metadata={"count": str(self.count)})

    def store(self, **what):
        """After a PUT without bytes, which is answered without "100 Continue", botocore takes the
        end of the connection for an answer with the status of the one before, and no headers."""
        if "ETag" not in self.client.put_object(Bucket="crash", **what):
            raise ConnectionError("this was no answer")


class ObjectsTest(unittest.TestCase):

    def test_acknowledged_objects_are_whole(self):
        rounds, chance = crash.plan(20)
        server = crash.server(self)
        server.client("s3").create_bucket(Bucket="crash")
        acknowledged = [-1] * WRITERS
        for number in range(rounds):
            writers = [Writer(server, n, acknowledged[n] + 1) for n in range(WRITERS)]
            crash.storm(server, writers, chance.uniform(0.1, 0.6))
            acknowledged = [writer.acknowledged for writer in writers]
            self.check(server, acknowledged, number)
        print(f"{sum(acknowledged) + WRITERS} acknowledged objects survived {rounds} kills")

    def check(self, server, acknowledged, number):
        s3 = server.client("s3")
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="crash")
        found = {e["Key"]: e for page in pages for e in page.get("Contents", [])}
        for writer, last in enumerate(acknowledged):
            for count in range(last + 1):
                self.assertIn(f"{writer}/{count:06d}", found, f"lost in round {number}")
        for key, entry in found.items():
            writer, count = key.split("/")
            if writer == "latest":
                got = s3.get_object(Bucket="crash", Key=key)
                body = got["Body"].read()
                self.assertEqual(body, content(int(count), int(got["Metadata"]["count"])))
                self.assertGreaterEqual(int(got["Metadata"]["count"]), acknowledged[int(count)])
            else:
                expected = hashlib.md5(content(int(writer), int(count))).hexdigest()
                self.assertEqual(entry["ETag"], f'"{expected}"', f"half in round {number}")
        self.check_files(server, found)
        single = sorted(key for key in found if not key.startswith("latest"))
        for key in random.Random(number).sample(single, min(5, len(single))):
            writer, count = key.split("/")
            self.assertEqual(
                s3.get_object(Bucket="crash", Key=key)["Body"].read(),
                content(int(writer), int(count)))

    def check_files(self, server, found):
        """No draft is left after a start, and no object of many bytes is without its file."""
        blobs = pathlib.Path(server.folder, "data", "store", "blobs")
        self.assertEqual([], list(blobs.glob("incoming/*")))
        long = sum(entry["Size"] > 32 * 1024 for entry in found.values())
        files = sum(1 for file in blobs.glob("[0-9a-f][0-9a-f]/*"))
        self.assertGreaterEqual(files, long)


if __name__ == "__main__":
    unittest.main()
