"""Removes one item of a table; plain AWS code that knows nothing of Brume."""

import boto3

table = boto3.resource("dynamodb").Table("tbl")


def handler(event, context):
    try:
        table.delete_item(Key={"sno": event["sno"]})
        return "Done"
    except Exception as error:
        print(f"could not delete: {error}")
        raise
