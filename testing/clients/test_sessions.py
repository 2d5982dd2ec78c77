"""Sessions with policies, tags and a source identity, and IAM's whole picture, through boto3."""

import json
import random
import unittest

from botocore.exceptions import ClientError

import harness

ACCOUNT = "000000000000"


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, **more):
    return {"Effect": "Allow", "Action": action, "Resource": "*", **more}


class SessionTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.stop)
        cls.iam = cls.server.client("iam")
        for name in ("one", "two"):
            cls.server.client("dynamodb").create_table(
                TableName=name, BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}])

    def user(self, name, *statements):
        self.iam.create_user(UserName=name)
        self.iam.put_user_policy(
            UserName=name, PolicyName="p", PolicyDocument=document(*statements))
        key = self.iam.create_access_key(UserName=name)["AccessKey"]
        return self.server.session(key["AccessKeyId"], key["SecretAccessKey"])

    def role(self, name, *statements, **condition):
        self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document({
            "Effect": "Allow", "Principal": {"AWS": ACCOUNT},
            "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
            **condition}))
        self.iam.put_role_policy(
            RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
        return f"arn:aws:iam::{ACCOUNT}:role/{name}"

    def policy(self, name, *statements):
        return self.iam.create_policy(
            PolicyName=name, PolicyDocument=document(*statements))["Policy"]["Arn"]

    def session(self, answer):
        made = answer["Credentials"]
        return self.server.session(
            made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"])

    def code(self, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]["Code"]

    def test_a_federated_user_may_do_what_both_policies_allow(self):
        sts = self.user("giver", allow(["dynamodb:*", "sts:GetFederationToken"])).client("sts")
        table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/one"
        answer = sts.get_federation_token(Name="guest", Policy=document(
            {**allow(["dynamodb:DescribeTable", "iam:ListUsers", "lambda:*"]), "Resource": "*"}))
        self.assertEqual(answer["FederatedUser"]["FederatedUserId"], f"{ACCOUNT}:guest")
        guest = self.session(answer)
        self.assertEqual(guest.client("sts").get_caller_identity()["Arn"],
                         f"arn:aws:sts::{ACCOUNT}:federated-user/guest")
        tables = guest.client("dynamodb")
        tables.describe_table(TableName="one")
        self.assertEqual(self.code(tables.put_item, TableName="one", Item={"k": {"S": "a"}}),
                         "AccessDeniedException", "the given policy does not allow it")
        self.assertEqual(self.code(guest.client("lambda").list_functions),
                         "AccessDeniedException", "the user's policy does not allow it")
        self.assertEqual(self.code(guest.client("iam").list_users), "AccessDenied")
        self.assertEqual(self.code(
            guest.client("sts").get_federation_token, Name="more"), "AccessDenied")
        bare = self.session(sts.get_federation_token(Name="bare")).client("dynamodb")
        self.assertEqual(self.code(bare.describe_table, TableName="one"), "AccessDeniedException")
        self.server.client("dynamodb").put_resource_policy(ResourceArn=table, Policy=document({
            "Effect": "Allow", "Action": "dynamodb:DescribeTable", "Resource": table,
            "Principal": {"AWS": f"arn:aws:sts::{ACCOUNT}:federated-user/bare"}}))
        bare.describe_table(TableName="one")

    def test_managed_policies_limit_a_session_as_they_are_now(self):
        role = self.role("wide", allow("dynamodb:*"))
        arn = self.policy("describing", allow("dynamodb:DescribeTable"))
        sts = self.user("narrower", allow("sts:AssumeRole")).client("sts")
        tables = self.session(sts.assume_role(
            RoleArn=role, RoleSessionName="s1", PolicyArns=[{"arn": arn}])).client("dynamodb")
        tables.describe_table(TableName="two")
        self.assertEqual(self.code(tables.scan, TableName="two"), "AccessDeniedException")
        self.iam.create_policy_version(
            PolicyArn=arn, PolicyDocument=document(allow("dynamodb:Scan")), SetAsDefault=True)
        tables.scan(TableName="two")
        self.assertEqual(
            self.code(tables.describe_table, TableName="two"), "AccessDeniedException")
        self.assertEqual(self.code(
            sts.assume_role, RoleArn=role, RoleSessionName="s2", PolicyArns=[{"arn": arn + "x"}]),
            "ValidationError")

    def test_tags_and_the_source_identity_reach_the_policies_of_the_next_role(self):
        first = self.role("first", allow(["sts:AssumeRole", "sts:TagSession",
                                          "sts:SetSourceIdentity"]))
        second = self.role("second", allow("dynamodb:DescribeTable", Condition={"StringEquals": {
            "aws:SourceIdentity": "ann", "aws:PrincipalTag/team": "a"}}))
        sts = self.user("chained", allow("sts:*")).client("sts")
        answer = sts.assume_role(
            RoleArn=first, RoleSessionName="s1", SourceIdentity="ann",
            Tags=[{"Key": "team", "Value": "a"}], TransitiveTagKeys=["team"])
        self.assertEqual(answer["SourceIdentity"], "ann")
        chained = self.session(answer).client("sts")
        tables = self.session(chained.assume_role(
            RoleArn=second, RoleSessionName="s2")).client("dynamodb")
        tables.describe_table(TableName="two")
        self.assertEqual(self.code(chained.assume_role, RoleArn=second, RoleSessionName="s3",
                                   SourceIdentity="bob"), "AccessDenied")
        alone = self.session(sts.assume_role(
            RoleArn=second, RoleSessionName="s4", SourceIdentity="ann")).client("dynamodb")
        self.assertEqual(
            self.code(alone.describe_table, TableName="two"), "AccessDeniedException")

    def test_what_does_not_fit_into_a_token_is_refused(self):
        role = self.role("small", allow("dynamodb:*"))
        sts = self.user("big", allow("sts:*")).client("sts")
        chance = random.Random(1)
        text = lambda: "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=250))
        self.assertEqual(self.code(
            sts.assume_role, RoleArn=role, RoleSessionName="s1",
            Tags=[{"Key": f"k{i}", "Value": text()} for i in range(40)]), "PackedPolicyTooLarge")

    def test_the_whole_account_in_pages(self):
        self.user("listed", allow("dynamodb:*"))
        pages = list(self.iam.get_paginator("get_account_authorization_details").paginate(
            PaginationConfig={"PageSize": 2}))
        users = [user for page in pages for user in page["UserDetailList"]]
        listed = next(user for user in users if user["UserName"] == "listed")
        self.assertEqual(listed["UserPolicyList"][0]["PolicyDocument"],
                         json.loads(document(allow("dynamodb:*"))))
        self.assertEqual(
            {user["UserName"] for user in users},
            {user["UserName"] for user in self.iam.list_users()["Users"]})


if __name__ == "__main__":
    unittest.main()
