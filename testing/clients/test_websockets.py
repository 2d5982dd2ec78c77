"""WebSocket APIs with a WebSocket client library and boto3: a chat, callbacks, authorizers, limits."""

import concurrent.futures
import json
import textwrap
import threading
import unittest

import botocore.exceptions

import deploy
import harness
import websocket_library

CHAT = textwrap.dedent('''
    import json, os
    import boto3

    table = boto3.resource("dynamodb").Table("connections")

    def handler(event, context):
        said = event["requestContext"]
        me = {"id": said["connectionId"]}
        if said["eventType"] == "CONNECT":
            name = event["queryStringParameters"]["name"]
            table.put_item(Item={**me, "name": name})
        elif said["eventType"] == "DISCONNECT":
            table.delete_item(Key=me)
        else:
            name = table.get_item(Key=me)["Item"]["name"]
            gateway = boto3.client("apigatewaymanagementapi", endpoint_url=(
                f"{os.environ['AWS_ENDPOINT_URL']}/_aws/execute-api/{said['apiId']}/{said['stage']}"))
            text = f"{name}: {json.loads(event['body'])['text']}"
            for item in table.scan()["Items"]:
                try:
                    gateway.post_to_connection(ConnectionId=item["id"], Data=text.encode())
                except gateway.exceptions.GoneException:
                    table.delete_item(Key={"id": item["id"]})
        return {"statusCode": 200}
''')

DOORKEEPER = textwrap.dedent('''
    def handler(event, context):
        if event.get("type") == "REQUEST":
            good = event["queryStringParameters"]["token"] == "good"
            return {"principalId": "someone", "context": {"room": "blue"}, "policyDocument": {
                "Version": "2012-10-17", "Statement": [{
                    "Action": "execute-api:Invoke", "Effect": "Allow" if good else "Deny",
                    "Resource": event["methodArn"]}]}}
        return {"statusCode": 200, "body": event["requestContext"]["authorizer"]["room"],
                "headers": {"Sec-WebSocket-Protocol": "chat"}}
''')


class WebSocketApis(unittest.TestCase):

    def setUp(self):
        websocket_library.load()
        websocket_library.resolve_localhost(self)
        self.server = self.enterContext(harness.Server())
        self.client = self.server.client("apigatewayv2")
        created = self.client.create_api(
            Name="chat", ProtocolType="WEBSOCKET",
            RouteSelectionExpression="$request.body.action")
        self.api = created["ApiId"]
        self.assertEqual(
            f"ws://{self.api}.execute-api.localhost:{self.server.port}", created["ApiEndpoint"])

    def function(self, name, text, *statements):
        arn = deploy.function(
            self.server.client("lambda"), name, deploy.package(**{name: text}), f"{name}.handler",
            deploy.role(self.server.client("iam"), name, "lambda.amazonaws.com",
                        [deploy.LOGGING, *statements]), Timeout=20)
        self.server.client("lambda").add_permission(
            FunctionName=name, StatementId="api", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:us-east-1:000000000000:{self.api}/*")
        return arn

    def integration(self, **settings):
        return self.client.create_integration(ApiId=self.api, **settings)["IntegrationId"]

    def route(self, key, integration, **settings):
        return self.client.create_route(
            ApiId=self.api, RouteKey=key, Target=f"integrations/{integration}", **settings)["RouteId"]

    def deploy(self):
        self.client.create_stage(ApiId=self.api, StageName="dev")
        self.client.create_deployment(ApiId=self.api, StageName="dev")

    def connect(self, path="/dev", **options):
        return self.enterContext(
            websocket_library.connect(self.server, self.api, path, **options))

    def gateway(self, session=None):
        return (session or self.server.session()).session.client(
            "apigatewaymanagementapi",
            endpoint_url=f"http://{self.api}.execute-api.localhost:{self.server.port}/dev")

    def echo(self):
        """A route that answers with its connection's id."""
        mock = self.integration(
            IntegrationType="MOCK", RequestTemplates={"$default": '{"statusCode":200}'})
        self.client.create_integration_response(
            ApiId=self.api, IntegrationId=mock, IntegrationResponseKey="$default",
            ResponseTemplates={"$default": "$context.connectionId"})
        route = self.route("$default", mock, RouteResponseSelectionExpression="$default")
        self.client.create_route_response(
            ApiId=self.api, RouteId=route, RouteResponseKey="$default")
        self.deploy()

    def test_chat(self):
        self.server.client("dynamodb").create_table(
            TableName="connections", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
        arn = self.function(
            "chat", CHAT,
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
            {"Effect": "Allow", "Action": "execute-api:ManageConnections",
             "Resource": f"arn:aws:execute-api:us-east-1:000000000000:{self.api}/dev/POST/@connections/*"})
        chat = self.integration(IntegrationType="AWS_PROXY", IntegrationUri=arn)
        for key in ("$connect", "$disconnect", "say"):
            self.route(key, chat)
        self.deploy()
        table = self.server.resource("dynamodb").Table("connections")
        table.put_item(Item={"id": "of-long-ago=", "name": "ghost"})
        ann, bob = self.connect("/dev?name=ann"), self.connect("/dev?name=bob")
        ann.send(json.dumps({"action": "say", "text": "hällo"}))
        self.assertEqual(["ann: hällo"] * 2, [ann.recv(30), bob.recv(30)])
        harness.until(
            lambda: {item["name"] for item in table.scan()["Items"]} == {"ann", "bob"},
            what="the end of a ghost")
        bob.send("no route")
        refusal = json.loads(bob.recv(30))
        self.assertEqual("Forbidden", refusal["message"])
        self.assertEqual({"message", "connectionId", "requestId"}, set(refusal))
        ann.close()
        harness.until(lambda: table.scan()["Count"] == 1, what="the disconnect of ann")
        # A stop says goodbye, and lets the disconnect route hear of it.
        data = self.server.folder
        self.server.process.terminate()
        with self.assertRaises(Exception):
            bob.recv(30)
        self.assertEqual((1001, "Going away"), (bob.close_code, bob.close_reason))
        self.server.process.wait(60)
        self.server.folder = data
        self.server.start()
        self.assertEqual(0, table.scan()["Count"])

    def test_callbacks(self):
        self.echo()
        gateway = self.gateway()
        socket = self.connect(user_agent_header="tester")
        socket.send("who am I")
        me = socket.recv(10)
        gateway.post_to_connection(ConnectionId=me, Data=b"x" * 128 * 1024)
        self.assertEqual(128 * 1024, len(socket.recv(10)))
        shown = gateway.get_connection(ConnectionId=me)
        self.assertEqual({"SourceIp": "127.0.0.1", "UserAgent": "tester"}, {
            key: shown["Identity"][key] for key in ("SourceIp", "UserAgent")})
        self.assertLessEqual(shown["ConnectedAt"], shown["LastActiveAt"])
        with self.assertRaises(gateway.exceptions.PayloadTooLargeException):
            gateway.post_to_connection(ConnectionId=me, Data=b"x" * (128 * 1024 + 1))
        # Permissions name the API, the stage, the method and the connection.
        iam = self.server.client("iam")
        iam.create_user(UserName="backend")
        key = iam.create_access_key(UserName="backend")["AccessKey"]
        backend = self.gateway(self.server.session(key["AccessKeyId"], key["SecretAccessKey"]))
        with self.assertRaises(backend.exceptions.ForbiddenException):
            backend.post_to_connection(ConnectionId=me, Data=b"x")
        iam.put_user_policy(UserName="backend", PolicyName="post", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Action": "execute-api:ManageConnections",
                "Resource": f"arn:aws:execute-api:*:*:{self.api}/dev/POST/@connections/*"}]}))
        backend.post_to_connection(ConnectionId=me, Data=b"allowed")
        self.assertEqual("allowed", socket.recv(10))
        with self.assertRaises(backend.exceptions.ForbiddenException):
            backend.delete_connection(ConnectionId=me)
        # Another account has no business here, whatever its own policies say.
        stranger = self.gateway(self.server.session("111111111111"))
        with self.assertRaises(stranger.exceptions.ForbiddenException):
            stranger.post_to_connection(ConnectionId=me, Data=b"x")
        gateway.delete_connection(ConnectionId=me)
        with self.assertRaises(Exception):
            socket.recv(10)
        self.assertEqual(1000, socket.close_code)
        harness.until(lambda: self.gone(gateway, me), what="the end of the connection")

    @staticmethod
    def gone(gateway, connection):
        try:
            gateway.get_connection(ConnectionId=connection)
            return False
        except gateway.exceptions.GoneException:
            return True

    def test_authorizer_and_subprotocol(self):
        arn = self.function("doorkeeper", DOORKEEPER)
        authorizer = self.client.create_authorizer(
            ApiId=self.api, Name="door", AuthorizerType="REQUEST",
            AuthorizerUri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations",
            IdentitySource=["route.request.querystring.token"])["AuthorizerId"]
        integration = self.integration(IntegrationType="AWS_PROXY", IntegrationUri=arn)
        self.route("$connect", integration, AuthorizationType="CUSTOM", AuthorizerId=authorizer)
        route = self.route("$default", integration, RouteResponseSelectionExpression="$default")
        self.client.create_route_response(
            ApiId=self.api, RouteId=route, RouteResponseKey="$default")
        self.deploy()
        for path, status in (("/dev", 401), ("/dev?token=bad", 403), ("/none", 403)):
            with self.assertRaises(Exception) as refused:
                self.connect(path)
            self.assertEqual(status, refused.exception.response.status_code)
        socket = self.connect("/dev?token=good", subprotocols=["other", "chat"])
        self.assertEqual("chat", socket.subprotocol)
        socket.send("?")
        self.assertEqual("blue", socket.recv(20))

    def test_limits(self):
        self.echo()
        for message, code in ((b"binary", 1003), ("x" * (32 * 1024 + 1), 1009)):
            socket = self.connect()
            socket.send(message)
            with self.assertRaises(Exception):
                socket.recv(10)
            self.assertEqual(code, socket.close_code)
        socket = self.connect()
        socket.send(["x" * 32 * 1024] * 4)
        self.assertEqual(16, len(socket.recv(10)))
        socket.send(["x" * 32 * 1024] * 4 + ["x"])
        with self.assertRaises(Exception):
            socket.recv(10)
        self.assertEqual(1009, socket.close_code)

    def test_a_client_that_does_not_read_is_told_of(self):
        self.echo()
        gateway = self.gateway()
        socket = self.connect(max_queue=1)
        socket.send("?")
        me = socket.recv(10)
        with self.assertRaises(gateway.exceptions.LimitExceededException):
            for _ in range(400):
                gateway.post_to_connection(ConnectionId=me, Data=b"x" * 100_000)

    def test_many_connections_at_once(self):
        self.echo()
        count = 400
        with concurrent.futures.ThreadPoolExecutor(16) as threads:
            sockets = list(threads.map(lambda _: self.connect(), range(count)))
            for socket in sockets:
                socket.send("?")
            ids = [socket.recv(60) for socket in sockets]
            self.assertEqual(count, len(set(ids)))
            gateway, lock = self.gateway(), threading.Lock()

            def post(connection):
                with lock:
                    gateway.post_to_connection(ConnectionId=connection, Data=connection.encode())

            list(threads.map(post, ids))
            self.assertEqual(ids, [socket.recv(60) for socket in sockets])

    def test_access_logs_need_a_permission_and_the_same_account(self):
        self.echo()
        self.server.client("logs").create_log_group(logGroupName="access")
        group = "arn:aws:logs:us-east-1:000000000000:log-group:access"
        settings = {"DestinationArn": group, "Format": "$context.requestId $context.routeKey $context.eventType"}
        for wrong in (group.replace("us-east-1", "us-west-2"), group.replace("0000", "1111")):
            with self.assertRaises(self.client.exceptions.BadRequestException):
                self.client.update_stage(
                    ApiId=self.api, StageName="dev",
                    AccessLogSettings={**settings, "DestinationArn": wrong})
        iam = self.server.client("iam")
        iam.create_user(UserName="developer")
        iam.put_user_policy(UserName="developer", PolicyName="api", PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "apigateway:*", "Resource": "*"}]}))
        key = iam.create_access_key(UserName="developer")["AccessKey"]
        developer = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("apigatewayv2")
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            developer.update_stage(ApiId=self.api, StageName="dev", AccessLogSettings=settings)
        self.assertIn("logs:CreateLogDelivery", str(refused.exception))
        self.client.update_stage(ApiId=self.api, StageName="dev", AccessLogSettings=settings)
        socket = self.connect()
        socket.send("?")
        socket.recv(10)

        def lines():
            events = self.server.client("logs").filter_log_events(logGroupName="access")["events"]
            return [event["message"].split(" ", 1)[1] for event in events]
        harness.until(
            lambda: sorted(lines()) == ["$connect CONNECT", "$default MESSAGE"], what="the log")


if __name__ == "__main__":
    unittest.main()
