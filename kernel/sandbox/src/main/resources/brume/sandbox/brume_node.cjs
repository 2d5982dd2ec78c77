"use strict";
/*
 * Runs a Node.js handler: the counterpart of the Lambda Runtime API inside a sandbox.
 *
 * Observable behaviour (messages, log forms, context object, how handlers are found and how they
 * end) follows AWS's runtime interface client for Node.js,
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client, and
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.
 *
 * argv[2], only with the server's test clock: how many milliseconds the wall clock is moved.
 */
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { Writable } = require("node:stream");
const util = require("node:util");
const { pathToFileURL } = require("node:url");

const SOCKET = "/var/brume/runtime.sock";
const API = "/2018-06-01/runtime/";
const TASK = "/var/task";
// Since this major version of the runtime handlers are async functions only.
const CALLBACKS_END = 24;
const RUNTIME_MAJOR = Number((/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV) || [])[1]);

const RealDate = Date;
let requestId;
let invocation = null;

// ---- the test clock ---------------------------------------------------------------------------

let clockOffsetMs = 0;

function moveClock(milliseconds) {
  if (globalThis.Date === RealDate) {
    const now = () => RealDate.now() + clockOffsetMs;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args, made) =>
        Reflect.construct(target, args.length ? args : [now()], made),
      apply: () => new RealDate(now()).toString(),
      get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
    });
  }
  clockOffsetMs = milliseconds;
}

// ---- log --------------------------------------------------------------------------------------

/** Sends one log event, whatever line ends it contains. */
function writeEvent(text) {
  const data = Buffer.from(text);
  const frame = Buffer.alloc(8 + data.length);
  frame.writeUInt32BE(0xa55a0003, 0);
  frame.writeUInt32BE(data.length, 4);
  data.copy(frame, 8);
  for (let at = 0; at < frame.length; ) {
    try {
      at += fs.writeSync(1, frame, at);
    } catch (error) {
      if (error.code !== "EAGAIN") {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const JSON_LOG = (process.env.AWS_LAMBDA_LOG_FORMAT || "").toUpperCase() === "JSON";
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const LOWEST = Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL || "").toUpperCase()));

function jsonEvent(level, args) {
  const line = { timestamp: new Date().toISOString(), level, requestId };
  if (args.length === 1 && typeof args[0] === "object" && !(args[0] instanceof Error)) {
    line.message = args[0];
  } else {
    line.message = util.format(...args);
  }
  const error = args.find((value) => value instanceof Error);
  if (error) {
    line.errorType = error.constructor.name;
    line.errorMessage = error.message;
    line.stackTrace = typeof error.stack === "string" ? error.stack.split("\n") : [];
  }
  try {
    return JSON.stringify(line);
  } catch {
    line.message = util.inspect(line.message);
    return JSON.stringify(line);
  }
}

function log(level, args) {
  if (LEVELS.indexOf(level) < LOWEST && JSON_LOG) {
    return;
  }
  writeEvent(
    JSON_LOG
      ? jsonEvent(level, args)
      : `${new Date().toISOString()}\t${requestId}\t${level}\t${util.format(...args)}`,
  );
}

const METHODS = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR",
  trace: "TRACE", fatal: "FATAL" };
for (const [method, level] of Object.entries(METHODS)) {
  console[method] = (...args) => log(level, args);
}

// ---- errors -----------------------------------------------------------------------------------

/** An error of the runtime's own, with the type that the caller sees. */
function fault(type, message) {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: `Runtime.${type}` });
  error.stack = error.stack.replace(/^Error/, error.name);
  return error;
}

function isError(value) {
  return util.types.isNativeError(value) || value instanceof Error;
}

/** What the caller gets. */
function errorDocument(error) {
  if (!isError(error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: String(error.name),
    errorMessage: String(error.message),
    trace: String(error.stack || "").split("\n"),
  };
}

/** What the log shows: the error's own properties too. */
function logged(error) {
  if (!isError(error)) {
    return JSON.stringify(errorDocument(error));
  }
  const { errorType, errorMessage, trace } = errorDocument(error);
  try {
    return JSON.stringify({ errorType, errorMessage, ...error, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}

// ---- the Runtime API --------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, what, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { socketPath: SOCKET, agent, method, path: API + what, headers };
    if (body !== undefined) {
      headers["Content-Length"] = body.length;
    }
    const request = http.request(options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

function postError(what, error) {
  const document = errorDocument(error);
  const type = document.errorType.replace(/[^\x20-\x7e]/g, "");
  return call("POST", what, Buffer.from(JSON.stringify(document)), {
    "Content-Type": "application/json",
    "Lambda-Runtime-Function-Error-Type": type,
  });
}

/** Reports an error that leaves the process in an unknown state, and ends it. */
function die(title, error, status) {
  log("ERROR", [`${title} \t${logged(error)}`]);
  const what = invocation ? `invocation/${requestId}/error` : "init/error";
  postError(what, error).then(
    () => process.exit(status),
    () => process.exit(status),
  );
}

process.on("uncaughtException", (error) => die("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => {
  const error = fault("UnhandledPromiseRejection", String(reason));
  error.reason = reason;
  die("Unhandled Promise Rejection", error, 128);
});

// ---- streamed responses ------------------------------------------------------------------------

const STREAMING = Symbol("streaming");
const HTTP_RESPONSE = "application/vnd.awslambda.http-integration-response";

/** What a streaming handler writes to; nothing is sent before its first write or its end. */
class ResponseStream extends Writable {
  #type = "application/octet-stream";
  #request = null;
  #prelude = null;

  constructor(options) {
    super(options);
    this.sent = new Promise((resolve) => {
      this.resolveSent = resolve;
    });
  }

  get started() {
    return this.#request !== null;
  }

  setContentType(type) {
    if (this.started) {
      throw fault("InvalidStreamingOperation", "Cannot set content-type, too late.");
    }
    this.#type = type;
  }

  /** Sends status, headers and cookies before the body. */
  setPrelude(prelude) {
    this.setContentType(HTTP_RESPONSE);
    this.#prelude = Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]);
  }

  #start() {
    const headers = {
      "Content-Type": this.#type,
      "Lambda-Runtime-Function-Response-Mode": "streaming",
      "Transfer-Encoding": "chunked",
      Trailer: "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
    };
    const path = `${API}invocation/${requestId}/response`;
    const options = { socketPath: SOCKET, agent, method: "POST", path, headers };
    this.#request = http.request(options, (response) => {
      response.resume();
      response.on("end", this.resolveSent);
      response.on("error", this.resolveSent);
    });
    this.#request.on("error", this.resolveSent);
    this.#request.flushHeaders();
    if (this.#prelude !== null) {
      this.#request.write(this.#prelude);
    }
  }

  _write(chunk, encoding, done) {
    if (!this.started) {
      this.#start();
    }
    // The next chunk is taken when this one has left: the reader's pace is the writer's.
    this.#request.write(chunk, done);
  }

  _final(done) {
    if (!this.started) {
      this.#start();
    }
    this.#request.end(done);
  }

  /** Ends a response that has begun with an error. */
  breakOff(error) {
    const document = errorDocument(error);
    this.#request.addTrailers({
      "Lambda-Runtime-Function-Error-Type": document.errorType.replace(/[^\x20-\x7e]/g, ""),
      "Lambda-Runtime-Function-Error-Body":
        Buffer.from(JSON.stringify(document)).toString("base64"),
    });
    this.#request.end();
    this.destroy();
    return this.sent;
  }
}

globalThis.awslambda = {
  streamifyResponse: (handler, options) => {
    handler[STREAMING] = { highWaterMark: options && options.highWaterMark };
    return handler;
  },
  HttpResponseStream: {
    from: (stream, prelude) => {
      stream.setPrelude(prelude);
      return stream;
    },
  },
};

/** Runs a streaming handler for one event; returns when its response is sent. */
async function stream(handler, headers, event) {
  const out = new ResponseStream({ highWaterMark: handler[STREAMING].highWaterMark });
  const failed = new Promise((_, reject) => out.on("error", reject));
  invocation.idle = () => out.end();
  try {
    const context = makeContext(headers, () => {});
    await Promise.race([Promise.resolve(handler(event, out, context)).then(() => out.sent), failed]);
  } catch (error) {
    if (!out.started) {
      throw error;
    }
    log("ERROR", [`Invoke Error \t${logged(error)}`]);
    await out.breakOff(error);
  }
}

// ---- the handler ------------------------------------------------------------------------------

function moduleType(file) {
  if (file.endsWith(".mjs") || file.endsWith(".cjs")) {
    return file.slice(-3);
  }
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const description = path.join(folder, "package.json");
    if (fs.existsSync(description)) {
      try {
        return JSON.parse(fs.readFileSync(description, "utf8")).type === "module" ? "mjs" : "cjs";
      } catch {
        return "cjs";
      }
    }
    if (folder === path.dirname(folder)) {
      return "cjs";
    }
  }
}

async function load(root, name) {
  const base = path.resolve(TASK, root, name);
  for (const extension of ["", ".js", ".mjs", ".cjs"]) {
    const file = base + extension;
    if (fs.existsSync(file) && fs.statSync(file).isFile()) {
      return moduleType(file) === "mjs" ? import(pathToFileURL(file).href) : require(file);
    }
  }
  // As node finds a package: below /var/task first, then where NODE_PATH says.
  return require(require.resolve(name, { paths: [TASK, path.join(TASK, root)] }));
}

async function findHandler(name) {
  if (name.includes("..")) {
    throw fault(
      "MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories`
        + " in handler names.",
    );
  }
  const file = path.basename(name);
  const parts = /^([^.]*)\.(.+)$/.exec(file);
  if (!parts) {
    throw fault("MalformedHandlerName", "Bad handler");
  }
  const root = name.slice(0, name.length - file.length);
  let loaded;
  try {
    loaded = await load(root, parts[1]);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw fault("UserCodeSyntaxError", String(error));
    }
    if (error && (error.code === "MODULE_NOT_FOUND" || error.code === "ERR_MODULE_NOT_FOUND")) {
      throw fault("ImportModuleError", `Error: ${error.message}`);
    }
    throw error;
  }
  const handler = parts[2].split(".").reduce((nested, key) => nested && nested[key], loaded)
    ?? parts[2].split(".").reduce((nested, key) => nested && nested[key], loaded.default);
  if (handler === undefined || handler === null) {
    throw fault("HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (typeof handler !== "function") {
    throw fault("HandlerNotFound", `${name} is not a function`);
  }
  if (RUNTIME_MAJOR >= CALLBACKS_END && handler.length >= 3 && !handler[STREAMING]) {
    throw fault(
      "CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js"
        + " 24. You need to modify this function to use a supported handler signature to use"
        + " Node.js 24 or later. For more information see"
        + " https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  return handler;
}

function makeContext(headers, end) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const json = (text) => (text ? JSON.parse(text) : undefined);
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json(headers["lambda-runtime-client-context"]),
    identity: json(headers["lambda-runtime-cognito-identity"]),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  if (!(RUNTIME_MAJOR >= CALLBACKS_END)) {
    context.done = (error, result) => {
      context.callbackWaitsForEmptyEventLoop = false;
      end(error, result);
    };
    context.succeed = (result) => context.done(null, result);
    context.fail = (error) => context.done(error === undefined ? "handled" : error);
  }
  return context;
}

/** Runs the handler for one event; the promise settles when the invocation is over. */
function run(handler, headers, event) {
  return new Promise((resolve, reject) => {
    let outcome = null;
    const settle = () => (outcome.failed ? reject(outcome.value) : resolve(outcome.value));
    const end = (error, result) => {
      if (outcome) {
        return;
      }
      const failed = error !== undefined && error !== null;
      outcome = { failed, value: failed ? error : result };
      if (!context.callbackWaitsForEmptyEventLoop) {
        settle();
      }
    };
    const context = makeContext(headers, end);
    // With nothing left to do there will be no other answer.
    invocation.idle = () => {
      outcome = outcome || { failed: false, value: null };
      settle();
    };
    const result = handler(event, context, end);
    if (result && typeof result.then === "function") {
      result.then(resolve, reject);
    }
  });
}

process.on("beforeExit", () => {
  if (invocation && invocation.idle) {
    const { idle } = invocation;
    invocation.idle = null;
    idle();
  }
});

async function serve(handler) {
  for (;;) {
    const { headers, body } = await call("GET", "invocation/next");
    requestId = headers["lambda-runtime-aws-request-id"];
    if (headers["brume-clock-offset-ms"] !== undefined) {
      moveClock(Number(headers["brume-clock-offset-ms"]));
    }
    const trace = headers["lambda-runtime-trace-id"];
    if (trace === undefined) {
      delete process.env._X_AMZN_TRACE_ID;
    } else {
      process.env._X_AMZN_TRACE_ID = trace;
    }
    invocation = { idle: null };
    let answer;
    try {
      const event = JSON.parse(body.toString("utf8"));
      if (handler[STREAMING]) {
        await stream(handler, headers, event);
        invocation = null;
        continue;
      }
      const result = await run(handler, headers, event);
      let text;
      try {
        text = JSON.stringify(result === undefined ? null : result);
      } catch {
        throw new Error("Unable to stringify response body");
      }
      answer = () =>
        call("POST", `invocation/${requestId}/response`, Buffer.from(text ?? "null"), {
          "Content-Type": "application/json",
        });
    } catch (error) {
      log("ERROR", [`Invoke Error \t${logged(error)}`]);
      answer = () => postError(`invocation/${requestId}/error`, error);
    }
    invocation = null;
    await answer();
  }
}

async function main() {
  if (process.argv[2] !== undefined) {
    moveClock(Number(process.argv[2]));
  }
  let handler;
  try {
    handler = await findHandler(process.env._HANDLER);
  } catch (error) {
    die("Uncaught Exception", error, 1);
    return;
  }
  try {
    await serve(handler);
  } catch {
    process.exit(0); // the server is gone
  }
}

main();
