"""Steps that the client tests share: packages, roles, functions."""

import io
import json
import pathlib
import zipfile

APPS = pathlib.Path(__file__).with_name("apps")


def package(*files, **texts):
    """A zip of files of the apps folder and of texts given by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in files:
            archive.write(APPS / name, name)
        for name, text in texts.items():
            archive.writestr(name + ".py", text)
    return buffer.getvalue()


def text_package(files):
    """A zip of texts by file name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def executable(name, text):
    """A zip with one executable file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, text)
    return buffer.getvalue()


def role(iam, name, service, statements):
    """A role that the service may assume, with one inline policy."""
    arn = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": service},
                           "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
    iam.put_role_policy(
        RoleName=name, PolicyName="inline",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return arn


LOGGING = {"Effect": "Allow", "Resource": "*", "Action": [
    "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]}


def function(awslambda, name, code, handler, role_arn, **settings):
    """A function that is ready to be invoked; its ARN."""
    arn = awslambda.create_function(
        FunctionName=name, Runtime=settings.pop("Runtime", "python3.11"), Handler=handler,
        Role=role_arn, Code={"ZipFile": code}, **settings)["FunctionArn"]
    awslambda.get_waiter("function_active_v2").wait(
        FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    return arn
