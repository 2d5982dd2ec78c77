"""PartiQL through boto3: statements, batches, transactions, paging, permissions' shapes and AWS's texts."""

import json
import unittest

from botocore.exceptions import ClientError

import harness

NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: "
UNCONVERTIBLE = "The parameter cannot be converted to a numeric value"


class PartiQl(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(harness.Server())
        cls.client = cls.server.client("dynamodb")
        cls.client.create_table(
            TableName="music", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "artist", "AttributeType": "S"},
                {"AttributeName": "song", "AttributeType": "N"},
                {"AttributeName": "genre", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "artist", "KeyType": "HASH"},
                       {"AttributeName": "song", "KeyType": "RANGE"}],
            GlobalSecondaryIndexes=[{
                "IndexName": "by-genre", "Projection": {"ProjectionType": "KEYS_ONLY"},
                "KeySchema": [{"AttributeName": "genre", "KeyType": "HASH"}]}])
        cls.client.get_waiter("table_exists").wait(TableName="music")
        cls.client.create_table(
            TableName="tab", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}])
        cls.client.get_waiter("table_exists").wait(TableName="tab")

    def run_(self, statement, *parameters, **more):
        if parameters:
            more["Parameters"] = list(parameters)
        return self.client.execute_statement(Statement=statement, **more)

    def items(self, statement, *parameters, **more):
        return self.run_(statement, *parameters, **more)["Items"]

    def refused(self, message, statement, *parameters, code="ValidationException", **more):
        with self.assertRaises(ClientError) as error:
            self.run_(statement, *parameters, **more)
        got = error.exception.response["Error"]
        self.assertEqual((code, message), (got["Code"], got["Message"]), statement)
        return error.exception.response

    def put(self, pk, **attributes):
        self.client.put_item(TableName="tab", Item={"pk": {"S": pk}, **attributes})

    def get(self, pk):
        return self.client.get_item(TableName="tab", Key={"pk": {"S": pk}}).get("Item")

    def test_literals_of_every_type_are_stored(self):
        self.run_("""INSERT INTO "tab" VALUE {'pk': 'literals', 's': 'it''s', 'n': -1.5e1, 'b': true,
            'nul': NULL, 'l': [1, 'a', {'x': .5}], 'm': {'k': {'y': 1}}, 'ss': <<'a', 'b'>>,
            'ns': <<1, 2>>, 'e': {}} -- a note""")
        self.assertEqual({
            "pk": {"S": "literals"}, "s": {"S": "it's"}, "n": {"N": "-15"}, "b": {"BOOL": True},
            "nul": {"NULL": True}, "l": {"L": [{"N": "1"}, {"S": "a"}, {"M": {"x": {"N": "0.5"}}}]},
            "m": {"M": {"k": {"M": {"y": {"N": "1"}}}}}, "ss": {"SS": ["a", "b"]},
            "ns": {"NS": ["1", "2"]}, "e": {"M": {}}}, self.get("literals"))
        self.refused("Duplicate primary key exists in table",
                     "INSERT INTO tab VALUE {'pk': 'literals'}", code="DuplicateItemException")

    def test_select_reads_one_item_a_partition_or_everything(self):
        for song in range(5):
            self.run_("INSERT INTO music VALUE ?", {"M": {
                "artist": {"S": "a"}, "song": {"N": str(song)}, "genre": {"S": "g"},
                "m": {"M": {"n": {"L": [{"S": "x"}]}}}}})
        songs = lambda statement, *p, **m: [i["song"]["N"] for i in self.items(statement, *p, **m)]
        self.assertEqual(["1"], songs("SELECT * FROM music WHERE artist = 'a' AND song = 1"))
        self.assertEqual(["3", "4"], songs("SELECT * FROM music WHERE artist = ? AND song > ?",
                                           {"S": "a"}, {"N": "2"}))
        self.assertEqual(["4", "3"], songs(
            "SELECT song FROM music WHERE artist = 'a' AND song BETWEEN 3 AND 4 ORDER BY song DESC"))
        self.assertEqual(["0", "2"], songs("select * from music where artist='a' and song in [0, 2]"))
        self.assertEqual(["1", "4"], songs(
            "SELECT * FROM music WHERE artist='a' AND song=1 OR artist='a' AND song=4"))
        self.assertEqual([{"n": {"L": [{"S": "x"}]}, "n[0]": {"S": "x"}}], self.items(
            "SELECT m.n, m.n[0] FROM music WHERE artist = 'a' AND song = 1"))
        self.assertEqual(5, len(self.items('SELECT * FROM "music"."by-genre" WHERE genre = \'g\'')))
        self.refused("One or more parameter values were invalid: Global secondary index by-genre"
                     " does not project [m]", 'SELECT m FROM "music"."by-genre"')
        pages, token = [], {}
        while True:
            page = self.run_("SELECT * FROM music WHERE artist = 'a'", Limit=2, **token)
            pages.append([i["song"]["N"] for i in page["Items"]])
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        self.assertEqual([["0", "1"], ["2", "3"], ["4"]], pages)
        self.refused("NextToken does not match request", "SELECT * FROM music", **token)
        self.refused("Invalid NextToken", "SELECT * FROM music", NextToken="x" * 64)
        consumed = self.run_("SELECT * FROM music WHERE artist = 'a'",
                             ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
        self.assertEqual({"TableName": "music", "CapacityUnits": 0.5}, consumed)

    def test_conditions(self):
        self.put("where", ss={"SS": ["a"]}, s={"S": "str"}, nul={"NULL": True}, n={"N": "5"},
                 m={"M": {"sub": {"S": "x"}}})
        for condition, holds in {
                "attribute_exists(ss)": True, "ATTRIBUTE_EXISTS(nope)": False,
                "NOT attribute_exists(nope)": True, "attribute_exists(ss) = true": True,
                "attribute_not_exists(m.nope)": True, "size(s) = 3": True, "n != 5": False,
                "attribute_type(ss, 'SS')": True, "contains(ss, 'a')": True, "nul IS NULL": True,
                "s IS NOT NULL": True, "s IS STRING": True, "nope IS MISSING": True,
                "s IS NOT MISSING": True, "n BETWEEN 4 AND 6": True, "n IN (1, 5)": True,
                "n <> 5 OR s = 'str'": True, "m.sub = 'x'": True, "begins_with(s, 'st')": True,
                "(n < 5 OR n >= 6)": False, "ss = <<'a'>>": True}.items():
            found = self.items(f"SELECT pk FROM tab WHERE pk = 'where' AND ({condition})")
            self.assertEqual([{"pk": {"S": "where"}}] if holds else [], found, condition)

    def test_update_and_delete(self):
        self.put("u", n={"N": "1"}, l={"L": [{"N": "1"}]}, ss={"SS": ["a", "b"]}, gone={"S": "x"})
        new = self.items("""UPDATE tab SET n = n + 2 SET l = list_append(l, [2]),
            ss = set_add(ss, <<'c'>>) REMOVE gone WHERE pk = 'u' RETURNING ALL NEW *""")
        self.assertEqual([{"pk": {"S": "u"}, "n": {"N": "3"}, "l": {"L": [{"N": "1"}, {"N": "2"}]},
                           "ss": {"SS": ["a", "b", "c"]}}], new)
        self.assertEqual([{"n": {"N": "3"}}], self.items(
            "UPDATE tab SET n = 7 WHERE pk = 'u' RETURNING MODIFIED OLD *"))
        self.assertEqual([], self.items("FROM tab WHERE pk = 'u' AND n = 7 SET n = 8 REMOVE l"))
        self.run_("UPDATE tab SET ss = set_delete(ss, <<'a','b','c'>>) WHERE pk = 'u'")
        self.assertEqual({"pk": {"S": "u"}, "n": {"N": "8"}}, self.get("u"))
        failed = self.refused("The conditional request failed",
                              "UPDATE tab SET n = 0 WHERE pk = 'u' AND n = 1",
                              code="ConditionalCheckFailedException",
                              ReturnValuesOnConditionCheckFailure="ALL_OLD")
        self.assertEqual({"N": "8"}, failed["Item"]["n"])
        self.refused("The conditional request failed", "UPDATE tab SET n = 0 WHERE pk = 'none'",
                     code="ConditionalCheckFailedException")
        self.assertEqual([], self.items("DELETE FROM tab WHERE pk = 'none'"))
        self.assertEqual([{"pk": {"S": "u"}, "n": {"N": "8"}}], self.items(
            "DELETE FROM tab WHERE pk = 'u' RETURNING ALL OLD *"))
        self.refused("Where clause does not contain a mandatory equality on all key attributes",
                     "DELETE FROM music WHERE artist = 'a'")

    def test_aws_texts(self):
        leftover = NOT_WELL_FORMED + "Unexpected token after expression"
        where = "SELECT * FROM tab WHERE pk = 'x' AND "
        update = "UPDATE tab SET {} WHERE pk = 'x'"
        overflow = ("Number overflow. Attempting to store a number with magnitude larger than"
                    " supported range under root")
        for statement, message in {
                "SELECT * FROM tab WHERE pk = 1 foo": leftover,
                "SELECT * FROM tab WHERE pk = 1 e5": leftover,
                "INSERT INTO tab VALUE {'pk': 1} foo": leftover,
                "INSERT INTO tab x VALUE {'pk': 'x'}": leftover,
                "DELETE FROM tab WHERE pk = 'x' ORDER BY pk": leftover,
                "SELECT * FROM tab ORDER BY pk WHERE pk = 1": leftover,
                "SELECT * FROM tab WHERE pk = 1)": leftover,
                "SELECT * FROM tab WHERE pk = 1e2147483648": NOT_WELL_FORMED,
                "SELECT * FROM tab WHERE pk = 1.5e-2147483647": NOT_WELL_FORMED,
                "SELECT * FROM tab WHERE pk = 1 # note": NOT_WELL_FORMED,
                "SELECT * FROM tab WHERE pk = 1 /* note": NOT_WELL_FORMED,
                "SELECT * FROM tab WHERE": NOT_WELL_FORMED + "Unexpected term",
                "SELECT * FROM tab x WHERE pk = 'x'": "Aliasing is not supported",
                "SELECT * FROM tab AS x WHERE pk = 'x'": "Aliasing is not supported",
                "UPDATE tab x SET a = 3 WHERE pk = 'x'": "Aliasing is not supported",
                "SELECT * FROM tab WHERE pk = 1e126": overflow,
                "INSERT INTO tab VALUE {'pk': 'x', 'm': {'x': 1e126}}": overflow + ".x",
                "INSERT INTO tab VALUE {'pk': 'x', 'l': [1, 1e126]}": overflow + "[1]",
                where + "attribute_exists('ss')": "Operator or function requires a document path;"
                " operator or function: attribute_exists",
                where + "attribute_exists()": "Incorrect number of operands for operator or"
                " function; operator or function: attribute_exists, number of operands: 0",
                "SELECT attribute_exists(ss) FROM tab WHERE pk = 'x'":
                "Unexpected path component at 1:8:16",
                where + "EXISTS(ss)": "Unrecognized function: exists at 1:38:6",
                where + "attribute_exists(m.inner)": NOT_WELL_FORMED + "Invalid path dot component",
                update.format("t = set_add(ss, <<'x'>>)"):
                "The first argument to SET_ADD must equal the assignment value at 1:20:7",
                update.format("ss = set_add(ss, 'x')"):
                "The second argument to SET_ADD must be a value with type SET at 1:29:2",
                update.format("ss = set_add(ss)"): "SET_ADD must have exactly two arguments at 1:21:7",
                update.format("ss = set_add(ss, <<'x', 'x'>>)"): "One or more parameter values were"
                " invalid: Input collection [x, x] contains duplicates.",
                update.format("ss = set_add(ss, <<>>)"): "Empty bags are not supported",
                "INSERT INTO tab VALUE {'pk': 'x', 'ss': set_add(<<'a'>>, <<'b'>>)}":
                "Unsupported data type: set_add under key root at 1:41:7"}.items():
            self.refused(message, statement)
        self.refused("Incorrect operand type for operator or function; operator or function: <,"
                     " operand type: BOOL", where + "v < ?", {"BOOL": True})
        for number in ("1e99999999999", "-1e99999999999", "1e-2147483648"):
            self.refused(f"{UNCONVERTIBLE}: {number}", where + "v = ?", {"N": number})
        self.refused(UNCONVERTIBLE, where + "v = ?", {"N": ""})
        deep = {"S": "leaf"}
        for _ in range(40):
            deep = {"M": {"n": deep}}
        self.refused("Nesting Levels have exceeded supported limits: Attributes in the item have"
                     " nested levels beyond supported limit", where + "v = ? AND w = ?",
                     deep, {"N": "abc"})
        self.refused("Requested resource not found", "SELECT * FROM nowhere WHERE pk = 'x'",
                     code="ResourceNotFoundException")

    def test_hostile_statements_are_refused_quickly(self):
        for statement in ("SELECT * FROM tab WHERE " + "(" * 8000, "SELECT * FROM tab WHERE pk = " + "[" * 8000,
                          "SELECT * FROM tab WHERE " + "NOT " * 2000 + "a = 1",
                          "UPDATE tab SET a = " + "(" * 8000, "SELECT " + "a." * 4000 + "b FROM tab",
                          "UPDATE tab SET a = " + "1+" * 4000 + "1 WHERE pk = 'x'"):
            with self.assertRaises(ClientError) as error:
                self.run_(statement)
            self.assertEqual("ValidationException", error.exception.response["Error"]["Code"])

    def test_batches(self):
        self.put("b1")
        statement = lambda text, **more: {"Statement": text, **more}
        answers = self.client.batch_execute_statement(Statements=[
            statement("SELECT * FROM tab WHERE pk = 'b1'"), statement("SELECT * FROM none WHERE pk = 'x'"),
            statement("SELECT * FROM tab WHERE pk = 'b1' AND a = 1"), statement("SELECT")])["Responses"]
        self.assertEqual({"TableName": "tab", "Item": {"pk": {"S": "b1"}}}, answers[0])
        self.assertEqual("ResourceNotFound", answers[1]["Error"]["Code"])
        self.assertEqual({"Code": "ValidationError", "Message": "Select statements within"
                          " BatchExecuteStatement must specify the primary key in the where clause."},
                         answers[2]["Error"])
        self.assertEqual("ValidationError", answers[3]["Error"]["Code"])
        answers = self.client.batch_execute_statement(Statements=[
            statement("INSERT INTO tab VALUE {'pk': 'b1'}"), statement("INSERT INTO tab VALUE {'pk': 'b2'}")])
        self.assertEqual(["DuplicateItem", None],
                         [a.get("Error", {}).get("Code") for a in answers["Responses"]])
        answers = self.client.batch_execute_statement(Statements=[
            statement("UPDATE tab SET a = 1 WHERE pk = 'b1' AND a = 9",
                      ReturnValuesOnConditionCheckFailure="ALL_OLD")])["Responses"]
        self.assertEqual(("ConditionalCheckFailed", {"pk": {"S": "b1"}}),
                         (answers[0]["Error"]["Code"], answers[0]["Error"]["Item"]))
        with self.assertRaises(ClientError):
            self.client.batch_execute_statement(Statements=[
                statement("SELECT * FROM tab WHERE pk = 'b1'"), statement("DELETE FROM tab WHERE pk = 'b2'")])

    def test_a_denied_statement_of_a_batch_fails_alone(self):
        # API Reference, BatchStatementError: the code AccessDenied of one statement.
        self.put("d1")
        iam = self.server.client("iam")
        iam.create_user(UserName="listener")
        iam.put_user_policy(UserName="listener", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "dynamodb:PartiQLSelect",
                "Resource": "arn:aws:dynamodb:*:*:table/tab"}]}))
        key = iam.create_access_key(UserName="listener")["AccessKey"]
        listener = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("dynamodb")
        allowed, denied = "SELECT * FROM tab WHERE pk = 'd1'", "SELECT * FROM music WHERE artist = 'a' AND song = 1"
        answers = listener.batch_execute_statement(
            Statements=[{"Statement": text} for text in (denied, allowed, "SELECT", denied)])["Responses"]
        self.assertEqual(["AccessDenied", None, "ValidationError", "AccessDenied"],
                         [answer.get("Error", {}).get("Code") for answer in answers])
        self.assertIn("is not authorized to perform: dynamodb:PartiQLSelect", answers[0]["Error"]["Message"])
        self.assertEqual({"pk": {"S": "d1"}}, answers[1]["Item"])
        write = "UPDATE tab SET a = 1 WHERE pk = 'd1'"
        self.assertEqual("AccessDenied", listener.batch_execute_statement(
            Statements=[{"Statement": write}])["Responses"][0]["Error"]["Code"])
        self.assertNotIn("a", self.get("d1"))
        for refused in (lambda: listener.execute_statement(Statement=write),
                        lambda: listener.execute_transaction(
                            TransactStatements=[{"Statement": allowed}, {"Statement": denied}])):
            with self.assertRaises(ClientError) as error:
                refused()
            self.assertEqual("AccessDeniedException", error.exception.response["Error"]["Code"])

    def test_transactions(self):
        self.put("x1", a={"N": "1"})
        write = lambda *texts, **more: self.client.execute_transaction(
            TransactStatements=[{"Statement": text} for text in texts], **more)
        for _ in range(2):
            answer = write("UPDATE tab SET a = a + 1 WHERE pk = 'x1'", "INSERT INTO tab VALUE {'pk': 'x2'}",
                           ClientRequestToken="token", ReturnConsumedCapacity="TOTAL")
            self.assertEqual([], answer["Responses"])
        self.assertEqual({"N": "2"}, self.get("x1")["a"])
        answer = write("SELECT a FROM tab WHERE pk = 'x1'", "SELECT * FROM tab WHERE pk = 'none'")
        self.assertEqual([{"Item": {"a": {"N": "2"}}}, {}], answer["Responses"])
        with self.assertRaises(self.client.exceptions.TransactionCanceledException) as error:
            write("INSERT INTO tab VALUE {'pk': 'x2'}", "INSERT INTO tab VALUE {'pk': 'x3'}",
                  "EXISTS(SELECT * FROM tab WHERE pk = 'x1' AND a = 5)")
        self.assertEqual(["DuplicateItem", "None", "ConditionalCheckFailed"],
                         [r["Code"] for r in error.exception.response["CancellationReasons"]])
        self.assertIsNone(self.get("x3"))
        for texts, message in {
                ("SELECT * FROM tab WHERE pk = 'x1' AND a = 2",): "Validation failed in"
                " TransactStatements[0]: Select statements within ExecuteTransaction must specify the"
                " primary key in the where clause.",
                ("EXISTS(SELECT * FROM tab WHERE pk = 'x1')", "DELETE FROM tab WHERE pk = 'x2'"):
                "Validation failed in TransactStatements[0]: EXISTS() must contain a single item read"
                " with additional condition"}.items():
            with self.assertRaises(ClientError) as error:
                write(*texts)
            self.assertEqual(message, error.exception.response["Error"]["Message"])


if __name__ == "__main__":
    unittest.main()
