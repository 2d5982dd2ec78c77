"""Requests that must not be served: unsigned, wrongly signed, too large, malformed, not permitted."""

import http.client
import json
import unittest

import botocore.auth
import botocore.awsrequest
import botocore.credentials
from botocore.exceptions import ClientError

import harness

SERVICES = [("dynamodb", "list_tables"), ("lambda", "list_functions"), ("iam", "list_roles"),
            ("sts", "get_caller_identity"), ("ec2", "describe_volumes"), ("logs", "describe_log_groups"),
            ("events", "list_rules"), ("stepfunctions", "list_state_machines"),
            ("apigateway", "get_rest_apis")]


def code_of(error):
    return error.exception.response["Error"]["Code"]


class Security(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())

    def call(self, session, service, operation):
        return getattr(session.client(service), operation)()

    def test_the_well_known_key_is_root(self):
        for service, operation in SERVICES:
            with self.subTest(service):
                self.call(self.server.session(), service, operation)
        identity = self.server.client("sts").get_caller_identity()
        self.assertEqual("arn:aws:iam::000000000000:root", identity["Arn"])

    def test_an_account_id_is_a_key_of_that_account(self):
        session = self.server.session("123456789012")
        self.assertEqual("123456789012", session.client("sts").get_caller_identity()["Account"])

    def test_a_wrong_secret_is_refused(self):
        expected = {
            "dynamodb": "InvalidSignatureException", "lambda": "InvalidSignatureException",
            "iam": "SignatureDoesNotMatch", "sts": "SignatureDoesNotMatch", "ec2": "AuthFailure",
            "logs": "InvalidSignatureException", "events": "InvalidSignatureException",
            "stepfunctions": "InvalidSignatureException",
            "apigateway": "InvalidSignatureException"}
        for service, operation in SERVICES:
            with self.subTest(service), self.assertRaises(ClientError) as error:
                self.call(self.server.session(secret="wrong"), service, operation)
            self.assertEqual(expected[service], code_of(error))

    def test_an_unknown_key_is_refused(self):
        expected = {"dynamodb": "UnrecognizedClientException", "iam": "InvalidClientTokenId",
                    "sts": "InvalidClientTokenId", "ec2": "AuthFailure",
                    "lambda": "UnrecognizedClientException"}
        for service, code in expected.items():
            with self.subTest(service), self.assertRaises(ClientError) as error:
                self.call(self.server.session("AKIAIOSFODNN7EXAMPLE"), service, dict(SERVICES)[service])
            self.assertEqual(code, code_of(error))

    def test_a_made_up_session_token_is_refused(self):
        with self.assertRaises(ClientError) as error:
            self.server.session(key="ASIAIOSFODNN7EXAMPLE", token="x" * 200).client(
                "dynamodb").list_tables()
        self.assertEqual("UnrecognizedClientException", code_of(error))

    def raw(self, method, path, headers, body=b""):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def signed(self, service, body, headers, path="/"):
        request = botocore.awsrequest.AWSRequest(
            "POST", self.server.url + path, headers=headers, data=body)
        credentials = botocore.credentials.Credentials("test", "test")
        botocore.auth.SigV4Auth(credentials, service, "us-east-1").add_auth(request)
        return dict(request.headers)

    def test_an_unsigned_request_is_refused_in_its_protocol(self):
        status, body, _ = self.raw("POST", "/", {
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0"}, b"{}")
        self.assertEqual(400, status)
        self.assertTrue(json.loads(body)["__type"].endswith("MissingAuthenticationTokenException"))
        status, body, _ = self.raw("POST", "/", {
            "Content-Type": "application/x-www-form-urlencoded"},
            b"Action=GetCallerIdentity&Version=2011-06-15")
        self.assertEqual(403, status)
        self.assertIn("<Code>MissingAuthenticationToken</Code>", body)

    def test_a_changed_body_is_refused(self):
        headers = self.signed("dynamodb", b'{"Limit":1}', {
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0"})
        status, body, _ = self.raw("POST", "/", headers, b'{"Limit":2}')
        self.assertEqual(400, status)
        self.assertTrue(json.loads(body)["__type"].endswith("InvalidSignatureException"))

    def test_malformed_json_is_a_serialization_exception(self):
        for bad in (b"{", b"[1]", b'{"Limit":"x"}', b"\xff\xfe", b'{"a":' * 5000):
            headers = self.signed("dynamodb", bad, {
                "X-Amz-Target": "DynamoDB_20120810.ListTables",
                "Content-Type": "application/x-amz-json-1.0"})
            status, body, _ = self.raw("POST", "/", headers, bad)
            self.assertEqual(400, status, bad[:20])
            self.assertTrue(json.loads(body)["__type"].endswith("SerializationException"), body)

    def test_an_unknown_operation_is_named(self):
        headers = self.signed("dynamodb", b"{}", {
            "X-Amz-Target": "DynamoDB_20120810.NoSuchThing",
            "Content-Type": "application/x-amz-json-1.0"})
        status, body, _ = self.raw("POST", "/", headers, b"{}")
        self.assertEqual(400, status)
        self.assertTrue(json.loads(body)["__type"].endswith("UnknownOperationException"))

    def test_what_is_not_built_says_so(self):
        with self.assertRaises(ClientError) as error:
            self.server.client("dynamodb").create_backup(TableName="abc", BackupName="abc")
        self.assertEqual("NotImplemented", code_of(error))
        self.assertIn("CreateBackup", str(error.exception))

    def test_a_body_larger_than_the_limit_is_not_read(self):
        status, _, _ = self.raw("POST", "/", {
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0", "Content-Length": str(1 << 40)})
        self.assertEqual(413, status)

    def test_pages_of_other_origins_are_refused(self):
        headers = {"Origin": "https://example.com"}
        status, _, _ = self.raw("POST", "/", headers)
        self.assertEqual(403, status)
        status, _, headers = self.raw("OPTIONS", "/", {
            "Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,x-amz-target"})
        self.assertEqual(204, status)
        self.assertEqual("http://localhost:3000", headers["Access-Control-Allow-Origin"])

    def test_users_may_do_what_their_policies_say(self):
        iam = self.server.client("iam")
        iam.create_user(UserName="bob")
        iam.put_user_policy(UserName="bob", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
                {"Effect": "Deny", "Action": "dynamodb:DeleteTable", "Resource": "*"}]}))
        key = iam.create_access_key(UserName="bob")["AccessKey"]
        bob = self.server.session(key["AccessKeyId"], key["SecretAccessKey"])
        self.assertEqual(
            "arn:aws:iam::000000000000:user/bob", bob.client("sts").get_caller_identity()["Arn"])
        bob.client("dynamodb").list_tables()
        with self.assertRaises(ClientError) as error:
            bob.client("dynamodb").delete_table(TableName="some")
        self.assertEqual("AccessDeniedException", code_of(error))
        self.assertIn("with an explicit deny in an identity-based policy", str(error.exception))
        with self.assertRaises(ClientError) as error:
            bob.client("lambda").list_functions()
        self.assertEqual("AccessDeniedException", code_of(error))
        self.assertIn(
            "User: arn:aws:iam::000000000000:user/bob is not authorized to perform: "
            "lambda:ListFunctions", str(error.exception))
        with self.assertRaises(ClientError) as error:
            bob.client("ec2").describe_volumes()
        self.assertEqual("UnauthorizedOperation", code_of(error))
        iam.update_access_key(
            UserName="bob", AccessKeyId=key["AccessKeyId"], Status="Inactive")
        with self.assertRaises(ClientError) as error:
            bob.client("dynamodb").list_tables()
        self.assertEqual("UnrecognizedClientException", code_of(error))

    def test_a_role_gives_its_session_what_it_says(self):
        iam, sts = self.server.client("iam"), self.server.client("sts")
        iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
                "Action": "sts:AssumeRole"}]}))
        iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*"}]}))
        # The root user of an account may not assume roles, as on AWS; a user may.
        iam.create_user(UserName="alice")
        iam.put_user_policy(UserName="alice", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}))
        key = iam.create_access_key(UserName="alice")["AccessKey"]
        alice = self.server.session(key["AccessKeyId"], key["SecretAccessKey"])
        given = alice.client("sts").assume_role(
            RoleArn="arn:aws:iam::000000000000:role/reader", RoleSessionName="session")["Credentials"]
        session = self.server.session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        self.assertEqual(
            "arn:aws:sts::000000000000:assumed-role/reader/session",
            session.client("sts").get_caller_identity()["Arn"])
        session.client("dynamodb").list_tables()
        with self.assertRaises(ClientError) as error:
            session.client("dynamodb").delete_table(TableName="some")
        self.assertEqual("AccessDeniedException", code_of(error))


if __name__ == "__main__":
    unittest.main()
