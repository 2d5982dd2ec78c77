"""Requests that must not be served: unsigned, wrongly signed, too large, malformed, not permitted."""

import contextlib
import datetime
import html
import http.client
import json
import re
import unittest
import unittest.mock

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
            self.server.client("events").activate_event_source(Name="abc")
        self.assertEqual("NotImplemented", code_of(error))
        self.assertIn("ActivateEventSource", str(error.exception))

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

    # Signatures as botocore makes them, and what they look like when something is wrong with them.

    STS_QUERY = "Action=GetCallerIdentity&Version=2011-06-15"

    def presigned(self, expires=60, at=None, credentials=None, path="/?" + STS_QUERY):
        request = botocore.awsrequest.AWSRequest("GET", self.server.url + path)
        credentials = credentials or botocore.credentials.Credentials("test", "test")
        signer = botocore.auth.SigV4QueryAuth(credentials, "sts", "us-east-1", expires=expires)
        with self.at(at):
            signer.add_auth(request)
        return request.url[len(self.server.url):]

    def at(self, moment):
        """botocore signs as if it were this moment."""
        if moment is None:
            return contextlib.nullcontext()
        clock = "get_current_datetime" if hasattr(botocore.auth, "get_current_datetime") else None
        if clock:
            return unittest.mock.patch.object(
                botocore.auth, clock, lambda remove_tzinfo=True: moment.replace(tzinfo=None))
        fake = unittest.mock.Mock(wraps=datetime.datetime)
        fake.utcnow.return_value = moment.replace(tzinfo=None)
        return unittest.mock.patch.object(botocore.auth.datetime, "datetime", fake)

    def test_a_presigned_request_is_served_until_it_expires(self):
        status, body, _ = self.raw("GET", self.presigned(), {})
        self.assertEqual(200, status, body)
        now = datetime.datetime.now(datetime.timezone.utc)
        status, body, _ = self.raw(
            "GET", self.presigned(at=now - datetime.timedelta(seconds=100)), {})
        self.assertEqual(403, status)
        self.assertIn("<Code>SignatureDoesNotMatch</Code>", body)
        self.assertRegex(body, r"Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z")
        for change in (("X-Amz-Expires=60", "X-Amz-Expires=61"), ("GetCallerIdentity", "GetSessionToken"),
                       ("us-east-1", "us-east-2")):
            status, body, _ = self.raw("GET", self.presigned().replace(*change), {})
            self.assertEqual(403, status, change)
            self.assertIn("<Code>SignatureDoesNotMatch</Code>", body)
        for parameter in ("X-Amz-Date", "X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Signature"):
            url = re.sub(parameter + "=[^&]*&?", "", self.presigned())
            status, body, _ = self.raw("GET", url, {})
            self.assertEqual(400, status, parameter)
            self.assertIn("<Code>IncompleteSignature</Code>", body)
            self.assertIn(f"must include '{parameter}'", html.unescape(body))
        status, body, _ = self.raw("GET", self.presigned(expires=604801), {})
        self.assertEqual((400, True), (status, "must be less than a week" in body))

    def test_a_clock_that_is_wrong_is_told_so(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        for minutes, text in ((-20, "Signature expired: "), (20, "Signature not yet current: ")):
            with self.at(now + datetime.timedelta(minutes=minutes)):
                headers = self.signed("sts", self.STS_QUERY.encode(), self.FORM)
                items = self.signed("dynamodb", b"{}", self.LIST_TABLES)
            status, body, _ = self.raw("POST", "/", headers, self.STS_QUERY.encode())
            self.assertEqual(403, status)
            self.assertIn("<Code>SignatureDoesNotMatch</Code>", body)
            self.assertIn(text, body)
            self.assertIn("15 min.)", body)
            status, body, _ = self.raw("POST", "/", items, b"{}")
            self.assertEqual(400, status)
            error = json.loads(body)
            self.assertTrue(error["__type"].endswith("InvalidSignatureException"))
            self.assertIn("5 min.)", error["message"])

    FORM = {"Content-Type": "application/x-www-form-urlencoded"}
    LIST_TABLES = {"X-Amz-Target": "DynamoDB_20120810.ListTables",
                   "Content-Type": "application/x-amz-json-1.0"}

    def test_the_answer_shows_what_should_have_been_signed(self):
        headers = self.signed("dynamodb", b"{}", self.LIST_TABLES)
        headers["Authorization"] = headers["Authorization"][:-4] + "0000"
        _, body, _ = self.raw("POST", "/", headers, b"{}")
        message = json.loads(body)["message"]
        self.assertTrue(message.startswith("The request signature we calculated does not match"))
        self.assertIn("The Canonical String for this request should have been\n'POST\n/\n\n", message)
        self.assertIn("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n", message)

    def test_an_authorization_header_with_a_part_missing_says_which(self):
        whole = self.signed("dynamodb", b"{}", self.LIST_TABLES)
        for part in ("Credential", "Signature", "SignedHeaders"):
            value = re.sub(part + "=[^,]*,? ?", "", whole["Authorization"], count=1)
            if part == "Signature":
                value = re.sub(", Signature=.*", "", whole["Authorization"])
            status, body, _ = self.raw("POST", "/", {**whole, "Authorization": value}, b"{}")
            error = json.loads(body)
            self.assertEqual(400, status, part)
            self.assertTrue(error["__type"].endswith("IncompleteSignatureException"), error)
            self.assertIn(f"Authorization header requires '{part}' parameter.", error["message"])

    def test_asymmetric_signatures_are_refused_by_name(self):
        headers = self.signed("dynamodb", b"{}", self.LIST_TABLES)
        headers["Authorization"] = (
            "AWS4-ECDSA-P256-SHA256 Credential=test/20260101/dynamodb/aws4_request, "
            "SignedHeaders=host;x-amz-date;x-amz-region-set, Signature=3045022100")
        status, body, _ = self.raw("POST", "/", headers, b"{}")
        self.assertEqual(400, status)
        self.assertIn("Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'", json.loads(body)["message"])

    def test_odd_but_right_requests_are_served(self):
        for extra in ({"X-Amz-Meta-Note": "  a   b  "}, {"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}):
            with self.subTest(extra):
                headers = self.signed("dynamodb", b"{}", {**self.LIST_TABLES, **extra})
                status, body, _ = self.raw("POST", "/", headers, b"{}")
                self.assertEqual(200, status, body)
        for query in ("&b=2&a=1&a=0", "&e=", "&u=%C3%A9&p=a%2Bb%20c", "&t=~-_."):
            with self.subTest(query):
                status, body, _ = self.raw(
                    "GET", self.presigned(path="/?" + self.STS_QUERY + query), {})
                self.assertNotIn("SignatureDoesNotMatch", body)

    def test_policies_see_what_the_request_looks_like(self):
        iam = self.server.client("iam")
        iam.create_user(UserName="eye")
        key = iam.create_access_key(UserName="eye")["AccessKey"]
        eye = self.server.session(key["AccessKeyId"], key["SecretAccessKey"])
        account = "000000000000"
        cases = [
            ("Bool", "aws:SecureTransport", "false", True), ("Bool", "aws:SecureTransport", "true", False),
            ("StringEquals", "aws:PrincipalArn", f"arn:aws:iam::{account}:user/eye", True),
            ("StringEquals", "aws:PrincipalAccount", account, True),
            ("StringEquals", "aws:PrincipalType", "User", True),
            ("StringEquals", "aws:username", "eye", True), ("StringLike", "aws:userid", "AIDA*", True),
            ("IpAddress", "aws:SourceIp", "127.0.0.0/8", True),
            ("StringLike", "aws:UserAgent", "Boto3/*", True), ("Null", "aws:Referer", "true", True),
            ("Null", "aws:TokenIssueTime", "true", True), ("Null", "aws:MultiFactorAuthPresent", "true", True),
            ("Bool", "aws:ViaAWSService", "false", True), ("Bool", "aws:PrincipalIsAWSService", "false", True),
            ("StringEquals", "aws:RequestedRegion", "us-east-1", True),
            ("StringEquals", "aws:ResourceAccount", account, True), ("Null", "aws:CalledVia", "true", True),
            ("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z", True)]
        for operator, name, value, allowed in cases:
            iam.put_user_policy(UserName="eye", PolicyName="p", PolicyDocument=json.dumps({
                "Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*",
                    "Condition": {operator: {name: value}}}]}))
            with self.subTest(name=name, value=value):
                if allowed:
                    eye.client("dynamodb").list_tables()
                else:
                    with self.assertRaises(ClientError) as error:
                        eye.client("dynamodb").list_tables()
                    self.assertEqual("AccessDeniedException", code_of(error))

    def test_ec2_dry_runs_say_whether_they_would_be_permitted(self):
        with self.assertRaises(ClientError) as error:
            self.server.client("ec2").describe_volumes(DryRun=True)
        self.assertEqual("DryRunOperation", code_of(error))
        self.assertEqual(412, error.exception.response["ResponseMetadata"]["HTTPStatusCode"])


if __name__ == "__main__":
    unittest.main()
