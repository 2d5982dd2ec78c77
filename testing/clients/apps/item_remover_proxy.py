"""The item remover behind a proxy integration."""

import json

import item_remover


def handler(event, context):
    result = item_remover.handler(json.loads(event["body"]), context)
    return {"statusCode": 200, "headers": {"X-Stage": event["requestContext"]["stage"]}, "body": result}
