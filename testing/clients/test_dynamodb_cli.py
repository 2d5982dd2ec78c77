"""DynamoDB through the AWS CLI: waiters, paginators, files, queries over answers, what scripts do."""

import base64
import json
import pathlib
import subprocess
import tempfile
import unittest

import harness

KEY = ["--attribute-definitions", "AttributeName=pk,AttributeType=S", "AttributeName=n,AttributeType=N",
       "--key-schema", "AttributeName=pk,KeyType=HASH", "AttributeName=n,KeyType=RANGE",
       "--billing-mode", "PAY_PER_REQUEST"]


class Cli(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.run_aws("create-table", "--table-name", "orders", *KEY)
        cls.run_aws("wait", "table-exists", "--table-name", "orders")
        cls.server.client("dynamodb").batch_write_item(RequestItems={"orders": [
            {"PutRequest": {"Item": {"pk": {"S": "page"}, "n": {"N": str(n)}, "even": {"BOOL": n % 2 == 0}}}}
            for n in range(20)]})

    @classmethod
    def process(cls, *arguments):
        return subprocess.run(["aws", "dynamodb", *arguments], env=cls.server.environment(),
                              capture_output=True, text=True, timeout=120)

    @classmethod
    def run_aws(cls, *arguments):
        run = cls.process(*arguments)
        if run.returncode != 0:
            raise AssertionError(run.stderr)
        return json.loads(run.stdout) if run.stdout.startswith(("{", "[")) else run.stdout

    def file(self, name, content):
        path = self.folder / name
        path.write_text(json.dumps(content))
        return f"file://{path}"

    def test_waiters_see_tables_come_and_go(self):
        made = self.run_aws("create-table", "--table-name", "short-lived", *KEY)["TableDescription"]
        self.assertEqual("short-lived", made["TableName"])
        self.run_aws("wait", "table-exists", "--table-name", "short-lived")
        self.run_aws("delete-table", "--table-name", "short-lived")
        self.run_aws("wait", "table-not-exists", "--table-name", "short-lived")
        gone = self.process("describe-table", "--table-name", "short-lived")
        self.assertIn("(ResourceNotFoundException) when calling the DescribeTable operation: Requested resource not"
                      " found: Table: short-lived not found", gone.stderr)
        self.assertEqual("", gone.stdout)

    def test_lists_of_tables_page(self):
        for number in range(3):
            self.run_aws("create-table", "--table-name", f"paged-{number}", *KEY)
        names = self.run_aws("list-tables", "--page-size", "1")["TableNames"]
        self.assertEqual(["orders", "paged-0", "paged-1", "paged-2"],
                         [name for name in names if name != "short-lived"])
        first = self.run_aws("list-tables", "--max-items", "2")
        self.assertEqual(2, len(first["TableNames"]))
        rest = self.run_aws("list-tables", "--starting-token", first["NextToken"])["TableNames"]
        self.assertEqual(set(names) - {"short-lived"},
                         (set(first["TableNames"]) | set(rest)) - {"short-lived"})

    def test_queries_page_and_go_on_where_they_ended(self):
        query = ["query", "--table-name", "orders", "--key-condition-expression", "pk = :p",
                 "--expression-attribute-values", '{":p": {"S": "page"}}']
        self.assertEqual(20, len(self.run_aws(*query, "--page-size", "3")["Items"]))
        first = self.run_aws(*query, "--page-size", "3", "--max-items", "7")
        self.assertEqual(7, len(first["Items"]))
        rest = self.run_aws(*query, "--starting-token", first["NextToken"])
        self.assertEqual([str(n) for n in range(7, 20)], [item["n"]["N"] for item in rest["Items"]])
        down = self.run_aws(*query, "--no-scan-index-forward", "--max-items", "2", "--query", "Items[].n.N")
        self.assertEqual(["19", "18"], down)
        count = self.run_aws(*query, "--select", "COUNT", "--return-consumed-capacity", "TOTAL")
        self.assertEqual((20, "orders"), (count["Count"], count["ConsumedCapacity"]["TableName"]))

    def test_scans_page_and_filter(self):
        scan = ["scan", "--table-name", "orders", "--filter-expression", "pk = :p AND even = :e",
                "--expression-attribute-values", '{":p": {"S": "page"}, ":e": {"BOOL": true}}']
        self.assertEqual(10, len(self.run_aws(*scan, "--page-size", "4")["Items"]))
        first = self.run_aws(*scan, "--page-size", "4", "--max-items", "3")
        rest = self.run_aws(*scan, "--page-size", "4", "--starting-token", first["NextToken"])
        self.assertEqual(10, len(first["Items"]) + len(rest["Items"]))
        text = self.run_aws(*scan, "--query", "Items[?n.N=='4'].[pk.S, n.N]", "--output", "text")
        self.assertEqual("page\t4\n", text)

    def test_batches_and_transactions_from_files(self):
        batch = self.file("batch.json", {"orders": [
            {"PutRequest": {"Item": {"pk": {"S": "file"}, "n": {"N": str(n)}}}} for n in range(25)]})
        self.assertEqual({}, self.run_aws("batch-write-item", "--request-items", batch)["UnprocessedItems"])
        keys = self.file("keys.json", {"orders": {"Keys": [
            {"pk": {"S": "file"}, "n": {"N": str(n)}} for n in (0, 24, 99)]}})
        self.assertEqual(2, len(self.run_aws("batch-get-item", "--request-items", keys)["Responses"]["orders"]))
        key = lambda n: {"pk": {"S": "file"}, "n": {"N": str(n)}}
        actions = [
            {"Update": {"TableName": "orders", "Key": key(0), "UpdateExpression": "ADD hits :one",
                        "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            {"Delete": {"TableName": "orders", "Key": key(1)}},
            {"ConditionCheck": {"TableName": "orders", "Key": key(2),
                                "ConditionExpression": "attribute_exists(pk)"}}]
        self.run_aws("transact-write-items", "--transact-items", self.file("actions.json", actions))
        actions[2]["ConditionCheck"]["ConditionExpression"] = "attribute_not_exists(pk)"
        refused = self.process("transact-write-items", "--transact-items", self.file("refused.json", actions))
        self.assertIn("(TransactionCanceledException) when calling the TransactWriteItems operation: Transaction"
                      " cancelled, please refer cancellation reasons for specific reasons [None, None,"
                      " ConditionalCheckFailed]", refused.stderr)
        got = self.run_aws("transact-get-items", "--transact-items", self.file("get.json", [
            {"Get": {"TableName": "orders", "Key": key(n)}} for n in (0, 1)]))
        self.assertEqual({"Item": {**key(0), "hits": {"N": "1"}}}, got["Responses"][0])
        self.assertEqual({}, got["Responses"][1])

    def test_binary_values_go_in_raw_and_come_out_encoded(self):
        raw = ["--cli-binary-format", "raw-in-base64-out"] if self.second_generation() else []
        self.run_aws("put-item", "--table-name", "orders", *raw,
                     "--item", '{"pk": {"S": "binary"}, "n": {"N": "1"}, "b": {"B": "fog"}}')
        found = self.run_aws("get-item", "--table-name", "orders", "--key",
                             '{"pk": {"S": "binary"}, "n": {"N": "1"}}', "--query", "Item.b.B", "--output", "text")
        self.assertEqual(b"fog", base64.b64decode(found.strip()))

    @staticmethod
    def second_generation():
        version = subprocess.run(["aws", "--version"], capture_output=True, text=True, timeout=60)
        return version.stdout.startswith("aws-cli/2")

    def test_updates_and_failed_conditions(self):
        key = '{"pk": {"S": "update"}, "n": {"N": "1"}}'
        new = self.run_aws("update-item", "--table-name", "orders", "--key", key, "--update-expression",
                           "SET #s = :s ADD hits :one", "--expression-attribute-names", '{"#s": "status"}',
                           "--expression-attribute-values", '{":s": {"S": "new"}, ":one": {"N": "1"}}',
                           "--return-values", "ALL_NEW")["Attributes"]
        self.assertEqual(({"S": "new"}, {"N": "1"}), (new["status"], new["hits"]))
        refused = self.process("delete-item", "--table-name", "orders", "--key", key,
                               "--condition-expression", "hits > :n", "--expression-attribute-values",
                               '{":n": {"N": "5"}}')
        self.assertIn("(ConditionalCheckFailedException) when calling the DeleteItem operation: The conditional"
                      " request failed", refused.stderr)

    def test_statements(self):
        self.run_aws("execute-statement", "--statement", "INSERT INTO orders VALUE {'pk': ?, 'n': ?}",
                     "--parameters", '[{"S": "sql"}, {"N": "7"}]')
        found = self.run_aws("execute-statement", "--statement", "SELECT n FROM orders WHERE pk = 'sql'")
        self.assertEqual([{"n": {"N": "7"}}], found["Items"])
        both = self.run_aws("batch-execute-statement", "--statements", self.file("statements.json", [
            {"Statement": "SELECT * FROM orders WHERE pk = 'sql' AND n = 7"},
            {"Statement": "SELECT * FROM nowhere WHERE pk = 'sql' AND n = 7"}]))["Responses"]
        self.assertEqual("7", both[0]["Item"]["n"]["N"])
        self.assertEqual("ResourceNotFound", both[1]["Error"]["Code"])

    def test_what_describes(self):
        table = self.run_aws("describe-table", "--table-name", "orders")["Table"]
        self.assertEqual(("ACTIVE", "PAY_PER_REQUEST"),
                         (table["TableStatus"], table["BillingModeSummary"]["BillingMode"]))
        self.assertEqual(["pk", "n"], [key["AttributeName"] for key in table["KeySchema"]])
        self.assertEqual("arn:aws:dynamodb:us-east-1:000000000000:table/orders", table["TableArn"])
        self.run_aws("update-time-to-live", "--table-name", "orders",
                     "--time-to-live-specification", "Enabled=true,AttributeName=expires")
        self.assertEqual("expires", self.run_aws("describe-time-to-live", "--table-name", "orders")
                         ["TimeToLiveDescription"]["AttributeName"])
        self.assertEqual("80000\t40000\n", self.run_aws(
            "describe-limits", "--query", "[AccountMaxReadCapacityUnits, TableMaxReadCapacityUnits]",
            "--output", "text"))
        self.run_aws("tag-resource", "--resource-arn", table["TableArn"], "--tags", "Key=team,Value=fog")
        self.assertEqual([{"Key": "team", "Value": "fog"}],
                         self.run_aws("list-tags-of-resource", "--resource-arn", table["TableArn"])["Tags"])

    def test_wrong_arguments_are_explained(self):
        wrong = self.process("put-item", "--table-name", "orders", "--item", '{"pk": {"S": "no sort key"}}')
        self.assertIn("(ValidationException) when calling the PutItem operation: One or more parameter values were"
                      " invalid: Missing the key n in the item", wrong.stderr)


if __name__ == "__main__":
    unittest.main()
