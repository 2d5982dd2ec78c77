"""Provisioned concurrency: environments that are ready before their first event."""

import concurrent.futures
import textwrap
import unittest

import deploy
import harness

CODE = textwrap.dedent('''
    import os, time
    time.sleep(1.5)

    def handler(event, context):
        time.sleep(0.3)
        return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
''')


class Provisioned(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server(durability="sync"))
        cls.client = cls.server.client("lambda")
        cls.role = deploy.role(
            cls.server.client("iam"), "provider", "lambda.amazonaws.com", [deploy.LOGGING])

    def function(self, name, code=CODE):
        deploy.function(self.client, name, deploy.package(app=code), "app.handler", self.role,
                        Timeout=20)
        self.client.publish_version(FunctionName=name)
        self.client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")

    def put(self, name, qualifier, count):
        return self.client.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier=qualifier, ProvisionedConcurrentExecutions=count)

    def get(self, name, qualifier="live"):
        return self.client.get_provisioned_concurrency_config(FunctionName=name, Qualifier=qualifier)

    def ready(self, name, count):
        harness.until(lambda: self.get(name)["Status"] == "READY", 60)
        self.assertEqual(count, self.get(name)["AllocatedProvisionedConcurrentExecutions"])

    def invoke(self, name):
        return self.client.invoke(FunctionName=name, Qualifier="live")["Payload"].read()

    def refused(self, code, message, call):
        with self.assertRaises(self.client.exceptions.ClientError) as caught:
            call()
        error = caught.exception.response["Error"]
        self.assertEqual((code, message), (error["Code"], error["Message"]))

    def test_two_are_kept_and_a_third_is_on_demand(self):
        self.function("kept")
        answer = self.put("kept", "live", 2)
        self.assertEqual("IN_PROGRESS", answer["Status"])
        self.ready("kept", 2)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            types = sorted(pool.map(lambda _: self.invoke("kept"), range(3)))
        self.assertEqual(
            [b'"on-demand"', b'"provisioned-concurrency"', b'"provisioned-concurrency"'], types)
        self.put("kept", "live", 1)
        harness.until(lambda: self.get("kept")["AllocatedProvisionedConcurrentExecutions"] == 1)
        self.client.delete_provisioned_concurrency_config(FunctionName="kept", Qualifier="live")
        self.refused(
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function", lambda: self.get("kept"))

    def test_they_are_there_again_after_a_crash(self):
        self.function("again")
        self.put("again", "live", 1)
        self.ready("again", 1)
        self.server.kill()
        self.server.start()
        self.ready("again", 1)
        self.assertEqual(b'"provisioned-concurrency"', self.invoke("again"))
        listed = self.client.list_provisioned_concurrency_configs(FunctionName="again")
        self.assertEqual(
            ["live"],
            [c["FunctionArn"].split(":")[-1] for c in listed["ProvisionedConcurrencyConfigs"]])

    def test_a_new_version_of_an_alias_gets_them(self):
        self.function("moved")
        self.put("moved", "live", 1)
        self.ready("moved", 1)
        self.client.update_function_configuration(FunctionName="moved", Description="new")
        self.client.get_waiter("function_updated_v2").wait(FunctionName="moved")
        self.client.update_function_code(
            FunctionName="moved", ZipFile=deploy.package(app=CODE + "# new\n"), Publish=True)
        self.client.update_alias(FunctionName="moved", Name="live", FunctionVersion="2")
        self.ready("moved", 1)
        self.assertEqual(b'"provisioned-concurrency"', self.invoke("moved"))

    def test_a_function_that_cannot_initialise_fails(self):
        self.function("broken", "raise ValueError('no')\n")
        self.put("broken", "live", 1)
        harness.until(lambda: self.get("broken")["Status"] == "FAILED", 30)
        self.assertEqual("FUNCTION_ERROR_INIT_FAILURE", self.get("broken")["StatusReason"])

    def test_what_is_refused(self):
        self.function("strict")
        self.refused(
            "InvalidParameterValueException",
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
            lambda: self.put("strict", "$LATEST", 1))
        self.refused(
            "InvalidParameterValueException",
            "Specified ConcurrentExecutions for function is greater than account's unreserved"
            " concurrency [1000].", lambda: self.put("strict", "1", 1001))
        self.put("strict", "1", 1)
        self.refused(
            "ResourceConflictException",
            "Alias can't be used for Provisioned Concurrency configuration on an already"
            " Provisioned version", lambda: self.put("strict", "live", 1))
        self.client.put_function_concurrency(
            FunctionName="strict", ReservedConcurrentExecutions=1)
        self.refused(
            "InvalidParameterValueException",
            "Requested Provisioned Concurrency should not be greater than the"
            " reservedConcurrentExecution for function", lambda: self.put("strict", "1", 2))


if __name__ == "__main__":
    unittest.main()
