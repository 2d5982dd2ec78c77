"""The other side of the differential test: botocore's serializers and parsers behind lines of JSON."""

import base64
import datetime
import json
import sys

import botocore.awsrequest
import botocore.loaders
import botocore.model
import botocore.parsers
import botocore.serialize
from botocore.eventstream import EventStreamBuffer

LOADER = botocore.loaders.Loader()
MODELS = {}


def model(service):
    if service not in MODELS:
        MODELS[service] = botocore.model.ServiceModel(
            LOADER.load_service_model(service, "service-2"), service
        )
    return MODELS[service]


def native(shape, value):
    """Values for botocore, without members that its model does not know."""
    kind = shape.type_name
    if kind == "structure":
        return {
            name: native(shape.members[name], content)
            for name, content in value.items()
            if name in shape.members
        }
    if kind == "list":
        return [native(shape.member, content) for content in value]
    if kind == "map":
        return {name: native(shape.value, content) for name, content in value.items()}
    if kind == "timestamp":
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if kind == "blob":
        return base64.b64decode(value)
    return value


def known(shape, value):
    """The same tree without members that botocore's model does not know."""
    kind = shape.type_name
    if kind == "structure":
        return {
            name: known(shape.members[name], content)
            for name, content in value.items()
            if name in shape.members
        }
    if kind == "list":
        return [known(shape.member, content) for content in value]
    if kind == "map":
        return {name: known(shape.value, content) for name, content in value.items()}
    return value


def serialize(message):
    service = model(message["service"])
    operation = service.operation_model(message["operation"])
    serializer = botocore.serialize.create_serializer(message["protocol"], False)
    shape = operation.input_shape
    parameters = native(shape, message["tree"]) if shape else {}
    request = serializer.serialize_to_request(parameters, operation)
    botocore.awsrequest.prepare_request_dict(request, "http://localhost:4566", user_agent="fuzz")
    prepared = botocore.awsrequest.create_request_object(request).prepare()
    body = prepared.body
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode("utf-8")
    elif not isinstance(body, (bytes, bytearray)):
        body = body.read()
    return {
        "method": prepared.method,
        "url": prepared.url,
        "headers": [
            [name, value.decode("utf-8") if isinstance(value, bytes) else str(value)]
            for name, value in prepared.headers.items()
        ],
        "body": base64.b64encode(bytes(body)).decode("ascii"),
        "tree": known(shape, message["tree"]) if shape else {},
    }


def comparable(value):
    if isinstance(value, dict):
        return {name: comparable(content) for name, content in value.items()}
    if isinstance(value, list):
        return [comparable(content) for content in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).isoformat()
    if hasattr(value, "read"):
        return comparable(value.read())
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def response(message):
    headers = botocore.awsrequest.HeadersDict()
    for name, value in message["headers"]:
        headers[name] = value
    return {
        "status_code": message["status"],
        "headers": headers,
        "body": base64.b64decode(message["body"]),
        "context": {"operation_name": message["operation"]},
    }


def parse(message):
    operation = model(message["service"]).operation_model(message["operation"])
    shape = operation.output_shape
    parser = botocore.parsers.create_parser(message["protocol"])
    parsed = parser.parse(response(message), shape)
    request_id = parsed.pop("ResponseMetadata", {}).get("RequestId")
    expected = native(shape, message["tree"]) if shape else {}
    if shape:
        payload = shape.serialization.get("payload")
        if payload and isinstance(parsed.get(payload), str):
            if shape.members[payload].type_name == "blob":
                parsed[payload] = parsed[payload].encode("utf-8")
        for name, member in shape.members.items():
            # newer models bind the status of operations whose output had no members
            if member.serialization.get("location") == "statusCode" and name not in expected:
                parsed.pop(name, None)
    return {
        "expected": comparable(expected),
        "actual": comparable(parsed),
        "requestId": request_id,
    }


def error(message):
    operation = model(message["service"]).operation_model(message["operation"])
    parser = botocore.parsers.create_parser(message["protocol"])
    parsed = parser.parse(response(message), operation.output_shape)
    return {"error": parsed["Error"], "requestId": parsed["ResponseMetadata"].get("RequestId")}


def events(message):
    buffer = EventStreamBuffer()
    buffer.add_data(base64.b64decode(message["body"]))
    return {
        "events": [
            [event.headers[":event-type"], base64.b64encode(event.payload).decode("ascii")]
            for event in buffer
        ]
    }


def operations(message):
    return {"operations": list(model(message["service"]).operation_names)}


ACTIONS = {
    "serialize": serialize,
    "parse": parse,
    "error": error,
    "events": events,
    "operations": operations,
}

print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = ACTIONS[request["do"]](request)
    except Exception as problem:  # the test shows it
        answer = {"failure": repr(problem)}
    print(json.dumps(answer), flush=True)
