"""Runs a Python handler: the counterpart of the Lambda Runtime API inside a sandbox.

Observable behaviour (messages, log forms, context object) follows AWS's runtime interface client
for Python, https://github.com/aws/aws-lambda-python-runtime-interface-client. It speaks to the
server over a Unix socket and sends a response and the next poll in one write.
"""
import decimal
import importlib
import json
import logging
import math
import os
import socket
import sys
import time
import traceback

FRAME_TEXT = b"\xa5\x5a\x00\x03"
# AWS indents stack traces in the log with no-break spaces.
LOG_INDENT = "\u00a0"
HERE = os.path.abspath(__file__)

# ---- the Runtime API -----------------------------------------------------------------------------


class Connection:
    """One keep-alive HTTP connection to the Runtime API."""

    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""

    def close(self):
        self.sock.close()

    def send(self, *parts):
        self.sock.sendall(b"".join(parts))

    def read(self):
        """The next response: status, headers in lower case, body."""
        buffer = self.buffer
        while True:
            end = buffer.find(b"\r\n\r\n")
            if end >= 0:
                break
            data = self.sock.recv(262144)
            if not data:
                os._exit(0)  # the server is gone
            buffer += data
        lines = buffer[:end].decode("utf-8").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        start = end + 4
        length = int(headers.get("content-length", "0"))
        if len(buffer) - start < length:
            parts = [buffer[start:]]
            missing = length - len(parts[0])
            while missing > 0:
                data = self.sock.recv(min(missing, 1 << 20))
                if not data:
                    os._exit(0)
                parts.append(data)
                missing -= len(data)
            body = b"".join(parts)
            self.buffer = b""
        else:
            body = buffer[start : start + length]
            self.buffer = buffer[start + length :]
        return int(lines[0].split(" ", 2)[1]), headers, body


NEXT = b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n"


def post(path, body, headers=""):
    head = "POST /2018-06-01/runtime/%s HTTP/1.1\r\nHost: runtime\r\n%sContent-Length: %d\r\n\r\n"
    return (head % (path, headers, len(body))).encode() + body


def fetch_spec(path):
    """Connects and asks for what this sandbox shall run."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.connect(path)
    connection = Connection(sock)
    connection.send(b"GET /2018-06-01/brume/environment HTTP/1.1\r\nHost: runtime\r\n\r\n")
    status, _, body = connection.read()
    if status != 200:
        raise OSError("no environment: %d" % status)
    return connection, json.loads(body)


def await_extensions(connection):
    """Waits until every extension of the layers has registered."""
    connection.send(b"GET /2018-06-01/brume/extensions HTTP/1.1\r\nHost: runtime\r\n\r\n")
    connection.read()


def report_init_error(connection, kind, message, stack=()):
    error = {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": list(stack)}
    header = "Lambda-Runtime-Function-Error-Type: %s\r\n" % kind
    connection.send(post("init/error", to_json(error).encode(), header))
    connection.read()
    return error


# ---- JSON ----------------------------------------------------------------------------------------


class _Number(float):
    """A decimal's own digits, which the encoder writes through float.__repr__."""

    def __new__(cls, value):
        number = float.__new__(cls, 0.0)
        number.text = str(value)
        return number

    def __repr__(self):
        return self.text


class _Encoder(json.JSONEncoder):
    """Writes Decimal as a number with its own digits, NaN included."""

    def iterencode(self, o, _one_shot=False):
        def floatstr(value):
            if value.__class__ is _Number:
                return value.text
            if value != value:
                return "NaN"
            if value in (math.inf, -math.inf):
                return "Infinity" if value > 0 else "-Infinity"
            return float.__repr__(value)

        escape = (
            json.encoder.encode_basestring_ascii
            if self.ensure_ascii
            else json.encoder.encode_basestring
        )
        return json.encoder._make_iterencode(
            {}, self.default, escape, self.indent, floatstr, self.key_separator,
            self.item_separator, self.sort_keys, self.skipkeys, _one_shot,
        )(o, 0)

    def default(self, o):
        if isinstance(o, decimal.Decimal):
            return math.nan if o.is_nan() else _Number(o)
        return super().default(o)


class _NeedsDecimal(Exception):
    pass


def _default(value):
    if isinstance(value, decimal.Decimal):
        raise _NeedsDecimal
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


_fast = json.JSONEncoder(default=_default)
_exact = _Encoder()


def use_ascii(ascii_only):
    """Python 3.12 and newer runtimes answer characters instead of escape sequences."""
    global _fast, _exact
    _fast = json.JSONEncoder(default=_default, ensure_ascii=ascii_only)
    _exact = _Encoder(ensure_ascii=ascii_only)


def to_json(value):
    try:
        return _fast.encode(value)  # the accelerated encoder, which knows no Decimal
    except _NeedsDecimal:
        return _exact.encode(value)


# ---- log -----------------------------------------------------------------------------------------

request_id = ""


def write_frame(message):
    """Sends one log event, whatever line ends it contains."""
    data = message.encode("utf-8", "replace")
    frame = FRAME_TEXT + len(data).to_bytes(4, "big") + data
    while frame:
        frame = frame[os.write(1, frame) :]


class LogSink:
    def log(self, message, frame_type=None):
        write_frame(message)


class LambdaLoggerHandler(logging.Handler):
    def __init__(self):
        super().__init__()
        self.log_sink = LogSink()

    def emit(self, record):
        self.log_sink.log(self.format(record))


class LambdaLoggerFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = request_id
        return True


_PLAIN_RECORD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}


class JsonFormatter(logging.Formatter):
    """AWS_LAMBDA_LOG_FORMAT=JSON: one document for each record."""

    def format(self, record):
        document = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0]:
            document["stackTrace"] = traceback.format_tb(record.exc_info[2])
            document["errorType"] = record.exc_info[0].__name__
            document["errorMessage"] = str(record.exc_info[1])
            document["location"] = "%s:%s:%d" % (record.pathname, record.funcName, record.lineno)
        document["requestId"] = request_id
        for name, value in vars(record).items():
            if name not in _PLAIN_RECORD and name not in document:
                document[name] = value
        return json.dumps(document, ensure_ascii=False, default=str) + "\n"


def set_up_logging():
    # The test clock's gmtime is a Python function, which a class would make a method.
    logging.Formatter.converter = staticmethod(time.gmtime)
    handler = LambdaLoggerHandler()
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    handler.addFilter(LambdaLoggerFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)


def log_error(error):
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON":
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        write_frame(to_json(dict({"timestamp": stamp, "log_level": "ERROR"}, **error)))
        return
    first = "[ERROR]"
    if error["errorType"]:
        first += " " + error["errorType"]
    if error["errorMessage"]:
        first += (":" if error["errorType"] else "") + " " + error["errorMessage"]
    lines = [first, "Traceback (most recent call last):"]
    for element in error["stackTrace"]:
        for line in element.splitlines() or [""]:
            text = line.lstrip(" ")
            lines.append(LOG_INDENT * (len(line) - len(text)) + text)
    write_frame("\n".join(lines))


class Unbuffered:
    """A stream whose every write arrives at once."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def write(self, text):
        count = self.stream.write(text)
        self.stream.flush()
        return count

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


# ---- the context object --------------------------------------------------------------------------


class _Fields:
    __slots__ = ()

    @classmethod
    def of(cls, values):
        fields = cls()
        for name in cls.__slots__:
            setattr(fields, name, values.get(name))
        return fields

    def __repr__(self):
        inner = ",".join("%s=%s" % (name, getattr(self, name)) for name in self.__slots__)
        return "%s([%s])" % (type(self).__name__, inner)


class CognitoIdentity(_Fields):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Fields):
    __slots__ = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


class ClientContext(_Fields):
    __slots__ = ("custom", "env", "client")


class LambdaContext:
    def __init__(self, headers):
        environ = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.log_group_name = environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = None
        self.client_context = None
        text = headers.get("lambda-runtime-client-context")
        if text:
            values = _parse(text, "Client Context")
            self.client_context = ClientContext.of(values)
            if values.get("client") is not None:
                self.client_context.client = Client.of(values["client"])
        self.identity = CognitoIdentity.of({})
        text = headers.get("lambda-runtime-cognito-identity")
        if text:
            values = _parse(text, "Cognito Identity")
            self.identity.cognito_identity_id = values.get("cognitoIdentityId")
            self.identity.cognito_identity_pool_id = values.get("cognitoIdentityPoolId")
        self._epoch_deadline_time_in_ms = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._epoch_deadline_time_in_ms - int(time.time() * 1000))

    def log(self, message):
        write_frame(str(message))

    def __repr__(self):
        names = (
            "aws_request_id log_group_name log_stream_name function_name memory_limit_in_mb"
            " function_version invoked_function_arn client_context identity tenant_id"
        )
        inner = ",".join("%s=%s" % (name, getattr(self, name)) for name in names.split())
        return "LambdaContext([%s])" % inner


class Fault(Exception):
    """An error of the runtime's own, with the type that the caller sees."""

    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.error = error_document(message, kind, trace)


def _parse(text, name):
    try:
        return json.loads(text)
    except Exception as e:
        raise Fault(
            "Runtime.LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (name, e)
        )


# ---- the handler ---------------------------------------------------------------------------------


def error_document(message, kind, trace=()):
    return {
        "errorMessage": message or "",
        "errorType": kind or "",
        "requestId": request_id,
        "stackTrace": list(trace or ()),
    }


def error_of(raised):
    """The error document of an exception, without the frames of this file."""
    frames = traceback.extract_tb(raised.__traceback__)
    for i, frame in enumerate(frames):
        if os.path.abspath(frame.filename) != HERE:
            frames = frames[i:]
            break
    return error_document(str(raised), type(raised).__name__, traceback.format_list(frames))


def find_handler(name):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as e:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (name, e))
    try:
        if module_name.split(".")[0] in sys.builtin_module_names:
            raise Fault(
                "Runtime.BuiltInModuleConflict",
                "Cannot use built-in module %s as a handler module" % module_name,
            )
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as e:
        raise Fault(
            "Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, e)
        )
    except SyntaxError as e:
        raise Fault(
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module '%s': %s" % (module_name, e),
            ['  File "%s" Line %s\n    %s' % (e.filename, e.lineno, e.text)],
        )
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault(
            "Runtime.HandlerNotFound",
            "Handler '%s' missing on module '%s'" % (function_name, module_name),
        )


def call(handler, headers, body):
    """Runs the handler for one event: (response bytes, content type) or raises."""
    context = LambdaContext(headers)
    if headers.get("content-type", "application/json") == "application/json":
        try:
            event = json.loads(body)
        except Exception as e:
            raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % e)
    else:
        event = body
    response = handler(event, context)
    if isinstance(response, bytes):
        return response, "application/unknown"
    try:
        return to_json(response).encode("utf-8"), "application/json"
    except Exception as e:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % e)


def serve(connection, handler, clock):
    global request_id
    connection.send(NEXT)
    while True:
        status, headers, body = connection.read()
        if status != 200 or "lambda-runtime-aws-request-id" not in headers:
            continue  # the answer to what was posted
        request_id = headers["lambda-runtime-aws-request-id"]
        if clock is not None:
            clock.set_offset_ms(int(headers.get("brume-clock-offset-ms", "0")))
        trace_id = headers.get("lambda-runtime-trace-id")
        if trace_id is not None:
            os.environ["_X_AMZN_TRACE_ID"] = trace_id
        else:
            os.environ.pop("_X_AMZN_TRACE_ID", None)
        error = None
        try:
            result, kind = call(handler, headers, body)
        except Fault as e:
            error = e.error
        except Exception as e:
            error = error_of(e)
        if error is None:
            header = "Content-Type: %s\r\n" % kind
            connection.send(
                post("invocation/%s/response" % request_id, result, header), NEXT
            )
        else:
            log_error(error)
            header = (
                "Content-Type: application/json\r\n"
                "Lambda-Runtime-Function-Error-Type: %s\r\n" % header_text(error["errorType"])
            )
            body = to_json(error).encode("utf-8")
            connection.send(post("invocation/%s/error" % request_id, body, header), NEXT)
        headers = body = result = None


def header_text(text):
    return "".join(c for c in text if " " <= c <= "~")


def prefer_own_packages(bundled, folders):
    """Forgets the preloaded packages if the function brings its own copy of any of them."""
    for folder in folders:
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        if any(name.split(".")[0] in bundled for name in names):
            for name in list(sys.modules):
                if name.split(".")[0] in bundled:
                    del sys.modules[name]
            return


def set_up_paths(version):
    folders = [
        "/var/task",
        "/opt/python/lib/python%s/site-packages" % version,
        "/opt/python",
    ]
    folders += [f for f in os.environ.get("PYTHONPATH", "").split(":") if f]
    known = set(folders)
    here = os.path.dirname(HERE)
    sys.path[:] = folders + [p for p in sys.path if p not in known and p != here]
    return folders


def main(spec, connection):
    """Serves invocations until the sandbox is killed; returns an exit status."""
    os.environ.clear()
    os.environ.update(spec["env"])
    if "TZ" in spec["env"]:
        time.tzset()
    clock = sys.modules.get("brume_clock")
    if clock is not None:
        clock.set_offset_ms(spec["clockOffsetMs"])
    use_ascii(spec["runtime"] in ("python3.9", "python3.10", "python3.11"))
    os.chdir("/var/task")
    folders = set_up_paths(spec["version"])
    prefer_own_packages(set(spec["bundled"]), folders)
    importlib.invalidate_caches()
    sys.argv = ["/var/runtime/bootstrap.py"]
    for name in ("stdout", "stderr"):
        number = 1 if name == "stdout" else 2
        stream = open(number, "w", encoding="utf-8", errors="replace", closefd=False)
        setattr(sys, "__%s__" % name, stream)
        setattr(sys, name, Unbuffered(stream))
    sys.stdin = open(0, closefd=False)
    import random

    random.seed()  # the zygote's state would be the same in every sandbox
    set_up_logging()
    error = None
    try:
        handler = find_handler(spec["handler"])
    except Fault as e:
        error = e.error
    except SystemExit as e:
        return exit_status(e)
    except Exception as e:
        error = error_of(e)
    if error is not None:
        log_error(error)
        report_init_error(
            connection, error["errorType"], error["errorMessage"], error["stackTrace"]
        )
        return 1
    try:
        serve(connection, handler, clock)
    except SystemExit as e:
        return exit_status(e)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def exit_status(raised):
    if raised.code is None:
        return 0
    if isinstance(raised.code, int):
        return raised.code & 0xFF
    sys.stderr.write("%s\n" % raised.code)
    return 1


if __name__ == "__main__":  # by a function's wrapper, which may have changed the environment
    sys.path.pop(0)  # this file's folder
    own_connection, own_spec = fetch_spec("/var/brume/runtime.sock")
    sys.exit(main(dict(own_spec, env=dict(os.environ), bundled=()), own_connection))
