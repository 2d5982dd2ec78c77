package brume.sandbox;

import brume.sandbox.Interpreters.Interpreter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What surrounds a sandbox on the server's side: its sockets, groups, folder and variables. */
final class Environments {

    /** What init, the runtime's own changes to shared memory and kernel structures take. */
    static final int OVERHEAD_MB = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Environments.class);
    private static final int RUNTIME_API_PORT = 9001;

    private Environments() {}

    /** The surroundings of one running environment. */
    static final class Live implements Sandbox.Environment {

        private final SandboxOptions options;
        private final SandboxSpec spec;
        private final String id;
        private final Path folder;
        private final Interpreter interpreter;
        private final Optional<Program> program;
        private final Zygote zygote;
        private final Optional<Cgroups.Group> group;
        private final Runnable onRelease;
        private final List<LogLines> lines;
        private final List<String> programs;
        private final Extensions extensions;
        private Optional<RuntimeApi> api = Optional.empty();
        private Optional<EndpointRelay> relay = Optional.empty();
        private Optional<LogReader.Source> log = Optional.empty();

        Live(
                SandboxOptions options,
                SandboxSpec spec,
                String id,
                Path folder,
                Interpreter interpreter,
                Optional<Program> program,
                Zygote zygote,
                Optional<Cgroups.Group> group,
                List<String> programs,
                Runnable onRelease) {
            this.options = options;
            this.spec = spec;
            this.id = id;
            this.folder = folder;
            this.interpreter = interpreter;
            this.program = program;
            this.zygote = zygote;
            this.group = group;
            this.programs = programs;
            this.extensions = new Extensions(programs);
            this.onRelease = onRelease;
            LogLines output = LogLines.ofOutput(spec.logSink());
            this.lines =
                    framedLog()
                            ? List.of(output, LogLines.ofTelemetry(spec.logSink()))
                            : List.of(output);
        }

        void open(RuntimeApi.Owner owner, LogReader logReader) throws IOException {
            RuntimeApi runtimeApi =
                    new RuntimeApi(
                            folder.resolve("runtime.sock"),
                            owner,
                            extensions,
                            new ExtensionsApi(spec, extensions));
            api = Optional.of(runtimeApi);
            EndpointRelay endpointRelay =
                    new EndpointRelay(folder.resolve("endpoint.sock"), options.endpoint());
            relay = Optional.of(endpointRelay);
            log = Optional.of(logReader.open(folder.resolve("log.sock"), lines));
            runtimeApi.start();
            endpointRelay.start();
        }

        /** The launcher's command; nothing in it is secret. */
        Map<String, Object> command(int uid) {
            Map<String, Object> command = new LinkedHashMap<>();
            command.put("uid", uid);
            command.put("code", spec.code().toAbsolutePath().toString());
            command.put("layers", spec.layers().map(l -> l.toAbsolutePath().toString()).orElse(""));
            command.put("sockets", folder.toString());
            command.put("tmpMb", spec.tmpMb());
            command.put("dataMb", group.isPresent() ? 0 : spec.memoryMb() + OVERHEAD_MB);
            command.put("network", spec.network().wireName());
            command.put("cgroups", group.map(Cgroups.Group::entrances).orElse(List.of()));
            List<List<Object>> forward =
                    new java.util.ArrayList<>(
                            List.of(List.of("endpoint.sock", options.endpointPort())));
            if (Programs.overTcp(spec.runtime(), program) || !programs.isEmpty()) {
                // On the host's network many environments share the port numbers: any free one.
                int port = spec.network() == Network.NONE ? RUNTIME_API_PORT : 0;
                forward.add(List.of("runtime.sock", port));
            }
            if (spec.network() == Network.HOST) {
                forward.removeFirst();
            }
            command.put("forward", forward);
            return command;
        }

        private boolean framedLog() {
            return program.map(Program::framedLog).orElse(false);
        }

        @Override
        public byte[] description() {
            boolean python = spec.runtime().startsWith("python");
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("env", variables(python));
            description.put("handler", spec.handler());
            description.put("provided", !python && program.isEmpty());
            description.put("command", program.map(p -> p.command(spec)).orElse(List.of()));
            description.put("telemetryLog", framedLog());
            description.put("extensions", programs);
            description.put("version", interpreter.version());
            description.put("runtime", spec.runtime());
            description.put("clockOffsetMs", options.clock().offset().toMillis());
            return Json.write(description).getBytes(StandardCharsets.UTF_8);
        }

        /**
         * The variables of a function.
         *
         * @see <a
         *     href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">Defined
         *     runtime environment variables</a>
         */
        private Map<String, String> variables(boolean python) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("LANG", "en_US.UTF-8");
            all.put("TZ", ":UTC");
            all.put("PATH", "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin");
            all.put(
                    "LD_LIBRARY_PATH",
                    "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task"
                            + ":/var/task/lib:/opt/lib");
            if (python) {
                all.put("PYTHONPATH", "/var/runtime");
            }
            program.ifPresent(p -> all.putAll(p.variables(spec)));
            all.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + options.endpointPort());
            all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
            all.putAll(spec.environment());
            String region = all.get("AWS_REGION");
            if (region != null) {
                all.putIfAbsent("AWS_DEFAULT_REGION", region);
            }
            all.put("_HANDLER", spec.handler());
            all.put("LAMBDA_TASK_ROOT", "/var/task");
            all.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
            all.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + RUNTIME_API_PORT);
            all.put("AWS_LAMBDA_FUNCTION_NAME", spec.functionName());
            all.put("AWS_LAMBDA_FUNCTION_VERSION", spec.functionVersion());
            all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(spec.memoryMb()));
            all.put("AWS_LAMBDA_LOG_GROUP_NAME", spec.logGroup());
            all.put("AWS_LAMBDA_LOG_STREAM_NAME", spec.logStream());
            if (python || program.isPresent()) {
                all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + spec.runtime());
            }
            return all;
        }

        @Override
        public Optional<Long> clockOffsetMs() {
            return options.testClock()
                    ? Optional.of(options.clock().offset().toMillis())
                    : Optional.empty();
        }

        @Override
        public Extensions extensions() {
            return extensions;
        }

        @Override
        public void offer(PendingInvocation invocation) {
            extensions.invoke(invocation);
            api.orElseThrow().offer(invocation);
        }

        @Override
        public void endRuntime(boolean atOnce) {
            zygote.endRuntime(id, atOnce);
        }

        @Override
        public void kill() {
            zygote.kill(id);
        }

        @Override
        public void drainLog() {
            log.ifPresent(LogReader.Source::drain);
        }

        @Override
        public void attributeLog(String requestId) {
            lines.forEach(each -> each.attributeTo(requestId));
        }

        @Override
        public Optional<Cgroups.Group> group() {
            return group;
        }

        void closeSockets() {
            api.ifPresent(RuntimeApi::close);
            relay.ifPresent(EndpointRelay::close);
            log.ifPresent(LogReader.Source::close);
            group.ifPresent(Cgroups.Group::remove);
        }

        @Override
        public void release() {
            log.ifPresent(LogReader.Source::drain);
            log.ifPresent(LogReader.Source::finish);
            api.ifPresent(RuntimeApi::close);
            relay.ifPresent(EndpointRelay::close);
            log.ifPresent(LogReader.Source::close);
            onRelease.run();
            try {
                WorkFolder.delete(folder);
                // A group cannot be removed before the kernel is done with its last member.
                for (int i = 0; i < 100 && !group.map(Cgroups.Group::remove).orElse(true); i++) {
                    options.clock().sleep(Duration.ofMillis(20));
                }
            } catch (IOException e) {
                LOG.debug("folder of {} is left to the end: {}", id, e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
