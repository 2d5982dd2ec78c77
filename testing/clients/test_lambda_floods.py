"""Many events at once: every one is handled, and a flood of short ones by few environments."""
# alone: it counts environments, which a busy machine makes more of

import concurrent.futures
import json
import textwrap
import time
import unittest

import deploy
import harness

CODE = textwrap.dedent('''
    import time

    def nap(event, context):
        time.sleep(event.get("sleep", 0))
        until = time.thread_time() + event.get("compute", 0)
        while time.thread_time() < until:
            pass
        return context.log_stream_name
''')


class Floods(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client(
            "lambda", max_pool_connections=250, retries=1)
        cls.role = deploy.role(
            cls.server.client("iam"), "flooded", "lambda.amazonaws.com", [deploy.LOGGING])

    def function(self, name):
        deploy.function(
            self.client, name, deploy.package(app=CODE), "app.nap", self.role, Timeout=60)

    def invoke(self, name, **event):
        answer = self.client.invoke(FunctionName=name, Payload=json.dumps(event))
        self.assertNotIn("FunctionError", answer)
        return answer["Payload"].read()

    def test_two_hundred_long_events_at_once_each_have_an_environment(self):
        self.function("long")
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(200) as pool:
            streams = list(pool.map(lambda _: self.invoke("long", sleep=4), range(200)))
        print("200 events of 4 s: %.1f s, %d environments"
              % (time.monotonic() - began, len(set(streams))))
        self.assertGreater(len(set(streams)), 50)

    def test_short_events_are_handled_by_few_environments(self):
        self.function("short")
        with concurrent.futures.ThreadPoolExecutor(180) as pool:
            streams = list(pool.map(lambda _: self.invoke("short", compute=0.02), range(1500)))
        print("1500 short events: %d environments" % len(set(streams)))
        self.assertLess(len(set(streams)), 120)


if __name__ == "__main__":
    unittest.main()
