"""What the suites that kill a server under load share: rounds, seed, and clients that write."""

import os
import random
import threading

import botocore.exceptions

import harness

#: How a client learns that its server is gone.
ENDS = (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError, OSError)


def plan(rounds):
    """The number of rounds and a random generator; BRUME_CRASH_ROUNDS and BRUME_SEED set them."""
    rounds = int(os.environ.get("BRUME_CRASH_ROUNDS", rounds))
    seed = int(os.environ.get("BRUME_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"rounds {rounds}, seed {seed}", flush=True)
    return rounds, random.Random(seed)


def server(test):
    """A server that keeps what it acknowledges, stopped after the test."""
    started = harness.Server(durability="sync").start()
    test.addCleanup(started.stop)
    return started


def table(started, **more):
    """Makes the table that the writers write to."""
    return started.client("dynamodb").create_table(
        TableName="crash", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}], **more)["TableDescription"]


class Writer(threading.Thread):
    """Writes one step after the other until its server is gone; knows the last acknowledged one."""

    def __init__(self, started, number, first):
        super().__init__(daemon=True)
        self.client = started.client("dynamodb")
        self.number, self.count = number, first
        self.acknowledged = first - 1

    def write(self):
        """Writes step self.count."""
        raise NotImplementedError

    def run(self):
        try:
            while True:
                self.write()
                self.acknowledged = self.count
                self.count += 1
        except ENDS:
            return

    def put(self, *items):
        """One item alone, several in a transaction."""
        if len(items) == 1:
            self.client.put_item(TableName="crash", Item=items[0])
        else:
            self.client.transact_write_items(TransactItems=[
                {"Put": {"TableName": "crash", "Item": item}} for item in items])


def storm(started, writers, seconds):
    """Lets the writers write for some seconds, kills the server and starts it again."""
    for writer in writers:
        writer.start()
    threading.Event().wait(seconds)
    started.kill()
    for writer in writers:
        writer.join(30)
    started.start()
