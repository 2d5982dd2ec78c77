"""Concurrent clients on a server that is killed at random: what they saw must have an order.

Registers: each client reads, writes and compares-and-sets a few items; the history of each item must
be linearizable (the search of Wing and Gong, with the visited states remembered as Lowe does).
An operation whose answer was lost may have happened at any later time, or never.
Bank: transfers between accounts are transactions; every consistent read of all accounts
(TransactGetItems) must show the same sum.

BRUME_LINEARIZABILITY_RUNS=30 repeats it with other seeds; BRUME_SEED=n replays one.
"""

import os
import random
import threading
import time
import unittest

import botocore.exceptions
from harness import Server

CLIENTS = 4
REGISTERS = 3
ACCOUNTS = 4
BALANCE = 100
SECONDS = 8
STATES_MAX = 1_000_000
NEVER = float("inf")
LOST = (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError)


def linearizable(history):
    """Whether one register's operations, of [(begin, end, kind, argument, result)], have an order.

    The register holds None at first. An operation with end NEVER has no known result."""
    operations = sorted(history)
    needed = sum(1 << i for i, o in enumerate(operations) if o[1] != NEVER)
    seen = set()
    stack = [(0, None)]
    while stack:
        done, value = stack.pop()
        done, possible = observe(operations, done, value)
        if needed & ~done == 0:
            return True
        if (done, value) in seen:
            continue
        seen.add((done, value))
        if len(seen) > STATES_MAX:
            raise AssertionError(
                f"no answer after {STATES_MAX} states of {len(history)} operations: {operations}")
        # The last one is tried first: lost operations only when nothing else will do.
        for i in sorted(possible, key=lambda i: (operations[i][1] != NEVER, -operations[i][0])):
            fits, after = step(value, *operations[i][1:])
            if fits and after != value:
                stack.append((done | 1 << i, after))
    return False


def observe(operations, done, value):
    """Takes what changes nothing and was answered as the value demands: it may as well be next.

    Answers what is done then, and the operations that may be the next."""
    while True:
        rest = [i for i in range(len(operations)) if not done >> i & 1]
        horizon = min((operations[i][1] for i in rest), default=NEVER)
        possible = [i for i in rest if operations[i][0] <= horizon]
        taken = [i for i in possible if operations[i][1] != NEVER
                 and step(value, *operations[i][1:]) == (True, value)]
        if not taken:
            return done, possible
        done |= sum(1 << i for i in taken)


def step(value, end, kind, argument, result):
    """Whether an operation can have had this result, and the value after it."""
    if kind == "read":
        return result == value, value
    if kind == "write":
        return True, argument
    expected, new = argument
    succeeded = value == expected
    return end == NEVER or succeeded == result, new if succeeded else value


class Client(threading.Thread):
    """One client, which notes what it asked and when, and what it was answered."""

    def __init__(self, server, number, seed, until):
        super().__init__()
        self.db = server.client("dynamodb", retries=1)
        self.number = number
        self.random = random.Random(seed)
        self.until = until
        self.registers = [[] for _ in range(REGISTERS)]
        self.sums = []
        self.unexpected = []
        self.writes = 0

    def run(self):
        try:
            while time.monotonic() < self.until:
                self.random.choice([self.register, self.register, self.transfer, self.audit])()
                time.sleep(0.01)
        except Exception as e:  # for the main thread to fail with
            self.unexpected.append(e)

    def value(self):
        self.writes += 1
        return f"{self.number}-{self.writes}"

    def register(self):
        number = self.random.randrange(REGISTERS)
        kind = self.random.choice(["read", "write", "cas"])
        seen = [r[3] if r[2] == "write" else r[3][1]
                for r in self.registers[number] if r[2] != "read"] or [None]
        argument = {"read": None, "write": self.value(),
                    "cas": (self.random.choice(seen[-3:]), self.value())}[kind]
        begin = time.monotonic()
        try:
            result = self.operate(number, kind, argument)
            self.registers[number].append((begin, time.monotonic(), kind, argument, result))
        except LOST:
            if kind != "read":
                self.registers[number].append((begin, NEVER, kind, argument, None))
            time.sleep(0.05)

    def operate(self, number, kind, argument):
        key = {"k": {"S": f"register{number}"}}
        if kind == "read":
            item = self.db.get_item(TableName="linear", Key=key, ConsistentRead=True).get("Item")
            return item["v"]["S"] if item else None
        if kind == "write":
            self.db.put_item(TableName="linear", Item={**key, "v": {"S": argument}})
            return True
        expected, new = argument
        condition = {"ConditionExpression": "attribute_not_exists(k)"} if expected is None else {
            "ConditionExpression": "v = :e", "ExpressionAttributeValues": {":e": {"S": expected}}}
        try:
            self.db.put_item(TableName="linear", Item={**key, "v": {"S": new}}, **condition)
            return True
        except self.db.exceptions.ConditionalCheckFailedException:
            return False

    def transfer(self):
        giver, taker = self.random.sample(range(ACCOUNTS), 2)
        amount = {":n": {"N": str(self.random.randint(1, 60))}}

        def change(account, expression, **more):
            return {"Update": {
                "TableName": "linear", "Key": {"k": {"S": f"account{account}"}},
                "UpdateExpression": expression, "ExpressionAttributeValues": amount, **more}}

        try:
            self.db.transact_write_items(TransactItems=[
                change(giver, "SET b = b - :n", ConditionExpression="b >= :n"),
                change(taker, "SET b = b + :n")])
        except self.db.exceptions.TransactionCanceledException:
            pass
        except LOST:
            time.sleep(0.05)

    def audit(self):
        try:
            answer = self.db.transact_get_items(TransactItems=[
                {"Get": {"TableName": "linear", "Key": {"k": {"S": f"account{i}"}}}}
                for i in range(ACCOUNTS)])
            self.sums.append(sum(int(r["Item"]["b"]["N"]) for r in answer["Responses"]))
        except self.db.exceptions.TransactionCanceledException:
            pass
        except LOST:
            time.sleep(0.05)


class Linearizability(unittest.TestCase):

    def test_killed_servers_keep_an_order(self):
        first = int(os.environ.get("BRUME_SEED", "0")) or random.randrange(1, 1 << 30)
        for seed in range(first, first + int(os.environ.get("BRUME_LINEARIZABILITY_RUNS", "1"))):
            with self.subTest(seed=seed):
                self.run_once(seed)

    def run_once(self, seed):
        chance = random.Random(seed)
        with Server(durability="sync") as server:
            db = server.client("dynamodb")
            db.create_table(
                TableName="linear", BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])
            db.get_waiter("table_exists").wait(TableName="linear", WaiterConfig={"Delay": 1})
            for i in range(ACCOUNTS):
                db.put_item(TableName="linear", Item={
                    "k": {"S": f"account{i}"}, "b": {"N": str(BALANCE)}})
            until = time.monotonic() + SECONDS
            clients = [Client(server, i, seed * 100 + i, until) for i in range(CLIENTS)]
            for client in clients:
                client.start()
            kills = 0
            while time.monotonic() < until - 2:
                time.sleep(chance.uniform(0.3, 1.5))
                server.kill()
                server.start()
                kills += 1
            for client in clients:
                client.join()
            self.check(seed, clients, kills)

    def check(self, seed, clients, kills):
        self.assertEqual([], [e for c in clients for e in c.unexpected])
        for number in range(REGISTERS):
            history = [r for c in clients for r in c.registers[number]]
            self.assertTrue(linearizable(history), f"seed {seed}, register {number}: {history}")
        sums = [s for c in clients for s in c.sums]
        self.assertEqual({BALANCE * ACCOUNTS}, set(sums))
        operations = sum(len(r) for c in clients for r in c.registers)
        print(f"seed {seed}: {operations} register operations, {len(sums)} audits, {kills} kills")


class Checker(unittest.TestCase):
    """The checker itself tells good histories from bad ones."""

    def test_tells_them_apart(self):
        write = (0, 1, "write", "a", True)
        self.assertTrue(linearizable([write, (2, 3, "read", None, "a")]))
        self.assertFalse(linearizable([write, (2, 3, "read", None, None)]))
        self.assertTrue(linearizable([(0, NEVER, "write", "a", None), (5, 6, "read", None, "a")]))
        self.assertTrue(linearizable([(0, NEVER, "write", "a", None), (5, 6, "read", None, None)]))
        self.assertFalse(linearizable([
            write, (2, 3, "cas", ("a", "b"), True), (4, 5, "cas", ("a", "c"), True)]))


if __name__ == "__main__":
    unittest.main()
