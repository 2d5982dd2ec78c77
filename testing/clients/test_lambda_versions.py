"""Versions, aliases and layers through boto3."""

import io
import json
import textwrap
import unittest
import zipfile

from botocore.exceptions import ClientError

import deploy
import harness

CODE = textwrap.dedent('''
    import os
    NUMBER = %d

    def handler(event, context):
        try:
            import shared
            layer = shared.NAME
        except ImportError:
            layer = None
        return {"number": NUMBER, "version": context.function_version, "layer": layer,
                "arn": context.invoked_function_arn.split(":function:")[1],
                "variable": os.environ["AWS_LAMBDA_FUNCTION_VERSION"]}
''')


def layer(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"python/{name}.py", text)
    return buffer.getvalue()


class Versions(unittest.TestCase):

    def setUp(self):
        self.server = self.enterContext(harness.Server())
        self.client = self.server.client("lambda")
        self.role = deploy.role(
            self.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING])

    def invoke(self, name, **options):
        answer = self.client.invoke(FunctionName=name, **options)
        return answer["ExecutedVersion"], json.loads(answer["Payload"].read())

    def test_versions_and_aliases(self):
        deploy.function(self.client, "f", deploy.package(app=CODE % 1), "app.handler", self.role)
        first = self.client.publish_version(FunctionName="f", Description="first")
        self.assertEqual(("1", "first"), (first["Version"], first["Description"]))
        self.client.update_function_code(
            FunctionName="f", ZipFile=deploy.package(app=CODE % 2), Publish=True)
        self.client.get_waiter("published_version_active").wait(FunctionName="f", Qualifier="2")
        self.client.get_waiter("function_updated_v2").wait(FunctionName="f")
        self.assertEqual(
            ["$LATEST", "1", "2"],
            [v["Version"] for page in self.client.get_paginator("list_versions_by_function").paginate(
                FunctionName="f", PaginationConfig={"PageSize": 1}) for v in page["Versions"]])
        self.client.create_alias(FunctionName="f", Name="live", FunctionVersion="1")
        for target, executed, number in (("f", "$LATEST", 2), ("f:1", "1", 1), ("f:2", "2", 2),
                                         ("f:live", "1", 1)):
            version, result = self.invoke(target)
            self.assertEqual((executed, number, executed, executed, target),
                             (version, result["number"], result["version"], result["variable"],
                              result["arn"]))
        self.client.update_alias(
            FunctionName="f", Name="live",
            RoutingConfig={"AdditionalVersionWeights": {"2": 1.0}})
        self.assertEqual("2", self.invoke("f", Qualifier="live")[0])
        unchecked = self.server.client("lambda", parameter_validation=False)
        for weights in ({"2": 2.0}, {"2": -1.0}):
            with self.assertRaises(ClientError) as error:
                unchecked.update_alias(FunctionName="f", Name="live", RoutingConfig={
                    "AdditionalVersionWeights": weights})
            self.assertEqual("ValidationException", error.exception.response["Error"]["Code"])

    def test_a_caller_may_be_allowed_one_alias_only(self):
        deploy.function(self.client, "g", deploy.package(app=CODE % 1), "app.handler", self.role)
        self.client.create_alias(FunctionName="g", Name="live", FunctionVersion="$LATEST")
        iam = self.server.client("iam")
        arn = iam.create_user(UserName="ann")["User"]["Arn"]
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        ann = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("lambda")
        self.client.add_permission(
            FunctionName="g", Qualifier="live", StatementId="ann", Action="lambda:InvokeFunction",
            Principal=arn)
        self.assertEqual(200, ann.invoke(FunctionName="g", Qualifier="live")["StatusCode"])
        with self.assertRaises(ClientError) as error:
            ann.invoke(FunctionName="g")
        self.assertEqual("AccessDeniedException", error.exception.response["Error"]["Code"])

    def test_layers(self):
        first = self.client.publish_layer_version(
            LayerName="lib", Content={"ZipFile": layer(shared="NAME = 'one'")},
            CompatibleRuntimes=["python3.11"])
        self.assertEqual(1, first["Version"])
        deploy.function(self.client, "h", deploy.package(app=CODE % 1), "app.handler", self.role,
                        Layers=[first["LayerVersionArn"]])
        self.assertEqual("one", self.invoke("h")[1]["layer"])
        second = self.client.publish_layer_version(
            LayerName="lib", Content={"ZipFile": layer(shared="NAME = 'two'")})
        self.client.delete_layer_version(LayerName="lib", VersionNumber=1)
        self.assertEqual("one", self.invoke("h")[1]["layer"])
        self.client.update_function_configuration(
            FunctionName="h", Layers=[second["LayerVersionArn"]])
        self.client.get_waiter("function_updated_v2").wait(FunctionName="h")
        self.assertEqual("two", self.invoke("h")[1]["layer"])
        self.assertEqual(
            [2], [l["LatestMatchingVersion"]["Version"] for l in self.client.list_layers()["Layers"]])

    def test_a_layer_of_another_account_needs_its_permission(self):
        other = self.server.session(key="111111111111").client("lambda")
        arn = other.publish_layer_version(
            LayerName="theirs", Content={"ZipFile": layer(shared="NAME = 'theirs'")}
        )["LayerVersionArn"]
        with self.assertRaises(ClientError) as error:
            deploy.function(self.client, "i", deploy.package(app=CODE % 1), "app.handler",
                            self.role, Layers=[arn])
        self.assertEqual("AccessDeniedException", error.exception.response["Error"]["Code"])
        other.add_layer_version_permission(
            LayerName="theirs", VersionNumber=1, StatementId="all", Principal="*",
            Action="lambda:GetLayerVersion")
        deploy.function(self.client, "i", deploy.package(app=CODE % 1), "app.handler", self.role,
                        Layers=[arn])
        self.assertEqual("theirs", self.invoke("i")[1]["layer"])


if __name__ == "__main__":
    unittest.main()
