"""Function URLs over HTTP: who may use them, events and responses."""

import http.client
import json
import textwrap
import unittest
import urllib.parse

import boto3
import botocore.auth
import botocore.awsrequest

import deploy
import harness

CODE = textwrap.dedent('''
    def handler(event, context):
        if event["rawPath"] == "/fail":
            raise ValueError("no good")
        if event["rawPath"] == "/full":
            return {"statusCode": 201, "headers": {"X-Own": "1"}, "cookies": ["a=1", "b=2"],
                    "body": "aGk=", "isBase64Encoded": True}
        return {"event": event, "version": context.function_version}
''')
FORBIDDEN = {"Message": "Forbidden. For troubleshooting Function URL authorization issues, see:"
                        " https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}


class FunctionUrls(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("lambda")
        cls.role = deploy.role(
            cls.server.client("iam"), "runner", "lambda.amazonaws.com", [deploy.LOGGING])
        for name in ("open", "signed", "named"):
            deploy.function(cls.client, name, deploy.package(app=CODE), "app.handler", cls.role)

    def allow(self, name, auth_type, principal="*", **options):
        """The two permissions that AWS asks for since October 2025."""
        self.client.add_permission(
            FunctionName=name, StatementId="url", Action="lambda:InvokeFunctionUrl",
            Principal=principal, FunctionUrlAuthType=auth_type, **options)
        self.client.add_permission(
            FunctionName=name, StatementId="function", Action="lambda:InvokeFunction",
            Principal=principal, InvokedViaFunctionUrl=True, **options)

    def send(self, url, method="GET", path="/", body=None, headers=None, sign=None):
        """The response to a request; names below localhost need no resolver here."""
        host = urllib.parse.urlsplit(url).netloc
        headers = {"Host": host, **(headers or {})}
        if sign:
            request = botocore.awsrequest.AWSRequest(
                method, f"http://{host}{path}", data=body, headers=headers)
            botocore.auth.SigV4Auth(sign, "lambda", "us-east-1").add_auth(request)
            headers = dict(request.headers.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        self.addCleanup(connection.close)
        connection.request(method, path, body, headers)
        return connection.getresponse()

    def test_an_open_url_needs_both_permissions(self):
        url = self.client.create_function_url_config(FunctionName="open", AuthType="NONE")
        address = url["FunctionUrl"]
        answer = self.send(address)
        self.assertEqual((403, FORBIDDEN), (answer.status, json.load(answer)))
        self.assertEqual("AccessDeniedException", answer.headers["x-amzn-ErrorType"])
        self.allow("open", "NONE")
        answer = self.send(
            address, "POST", "/a%20b?x=1&x=2", b'{"n": 1}',
            {"Content-Type": "application/json", "Cookie": "c=1"})
        self.assertEqual(200, answer.status)
        self.assertEqual("application/json", answer.headers["Content-Type"])
        event = json.load(answer)["event"]
        self.assertEqual(("2.0", "/a%20b", "x=1&x=2", {"x": "1,2"}, ["c=1"], '{"n": 1}', False),
                         tuple(event[k] for k in (
                             "version", "rawPath", "rawQueryString", "queryStringParameters",
                             "cookies", "body", "isBase64Encoded")))
        self.assertEqual("anonymous", event["requestContext"]["accountId"])
        answer = self.send(address, path="/full")
        self.assertEqual((201, b"hi"), (answer.status, answer.read()))
        self.assertEqual("1", answer.headers["X-Own"])
        self.assertEqual(["a=1", "b=2"], answer.headers.get_all("Set-Cookie"))
        answer = self.send(address, path="/fail")
        self.assertEqual((502, b"Internal Server Error"), (answer.status, answer.read()))
        self.client.remove_permission(FunctionName="open", StatementId="function")
        self.assertEqual(403, self.send(address).status)
        self.client.update_function_url_config(
            FunctionName="open", Cors={"AllowOrigins": ["https://a.example"], "AllowMethods": ["GET"]})
        answer = self.send(address, "OPTIONS", headers={
            "Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
        self.assertEqual((200, "https://a.example"),
                         (answer.status, answer.headers["Access-Control-Allow-Origin"]))
        self.client.delete_function_url_config(FunctionName="open")
        answer = self.send(address)
        self.assertEqual((403, {"Message": None}), (answer.status, json.load(answer)))

    def test_a_signed_url_asks_who_calls(self):
        url = self.client.create_function_url_config(FunctionName="signed", AuthType="AWS_IAM")
        address = url["FunctionUrl"]
        self.assertEqual(403, self.send(address).status)
        root = boto3.Session("test", "test").get_credentials()
        answer = self.send(address, sign=root)
        self.assertEqual(200, answer.status)
        context = json.load(answer)["event"]["requestContext"]
        self.assertEqual("arn:aws:iam::000000000000:root", context["authorizer"]["iam"]["userArn"])
        iam = self.server.client("iam")
        arn = iam.create_user(UserName="ann")["User"]["Arn"]
        key = iam.create_access_key(UserName="ann")["AccessKey"]
        ann = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"]).get_credentials()
        answer = self.send(address, sign=ann)
        self.assertEqual((403, FORBIDDEN), (answer.status, json.load(answer)))
        self.allow("signed", "AWS_IAM", arn)
        answer = self.send(address, "POST", "/x", b"\x00\x01", sign=ann)
        self.assertEqual(200, answer.status)
        event = json.load(answer)["event"]
        self.assertEqual(("AAE=", True), (event["body"], event["isBase64Encoded"]))
        self.assertEqual((arn, key["AccessKeyId"]), tuple(
            event["requestContext"]["authorizer"]["iam"][k] for k in ("userArn", "accessKey")))
        wrong = boto3.Session(key["AccessKeyId"], "x" * 40).get_credentials()
        answer = self.send(address, sign=wrong)
        self.assertEqual(403, answer.status)
        self.assertIn("signature", json.load(answer)["message"])

    def test_the_url_of_an_alias_leads_to_its_version(self):
        self.client.publish_version(FunctionName="named")
        self.client.create_alias(FunctionName="named", Name="live", FunctionVersion="1")
        url = self.client.create_function_url_config(
            FunctionName="named", Qualifier="live", AuthType="NONE")
        self.allow("named", "NONE", Qualifier="live")
        answer = self.send(url["FunctionUrl"])
        self.assertEqual((200, "1"), (answer.status, json.load(answer)["version"]))
        self.client.delete_alias(FunctionName="named", Name="live")
        self.assertEqual(403, self.send(url["FunctionUrl"]).status)


if __name__ == "__main__":
    unittest.main()
