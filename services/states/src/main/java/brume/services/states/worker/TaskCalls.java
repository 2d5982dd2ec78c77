package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.Sessions;
import brume.wire.ServiceException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls what a task names, with its own role or that of its state machine. */
public final class TaskCalls {

    private static final Logger LOG = LoggerFactory.getLogger(TaskCalls.class);

    private static final String ROLE_REFUSED =
            "Neither the global service principal states.amazonaws.com, nor the regional one is"
                    + " authorized to assume the provided role.";

    private final RoleSessions sessions;
    private final LambdaCalls lambda;
    private final ServiceCalls services;
    private final OptimisedCalls optimised;
    private final ApiGatewayCalls gateway;
    private final HttpCalls http;
    private final NestedExecutions nested;

    public TaskCalls(
            Calls calls, HttpSender http, ServerEndpoint endpoint, Sessions signing, Clock clock) {
        this.sessions = new RoleSessions(calls, clock);
        this.lambda = new LambdaCalls(calls, clock);
        this.services = new ServiceCalls(calls);
        this.optimised = new OptimisedCalls(services, clock);
        this.gateway = new ApiGatewayCalls(http, endpoint, signing);
        this.http = new HttpCalls(calls, http, clock);
        this.nested = new NestedExecutions(calls);
    }

    /** Makes the call; what goes wrong is the outcome, not an exception. */
    TaskOutcome call(ExecutionEngine.PendingCall pending) {
        return call(pending, HttpCalls.Observer.NONE);
    }

    /** Makes the call and shows the requests of HTTP tasks. */
    TaskOutcome call(ExecutionEngine.PendingCall pending, HttpCalls.Observer observer) {
        return inSession(
                pending.facts(),
                pending.scope(),
                pending.call().roleArn(),
                (session, scope) -> {
                    try {
                        return call(pending, session, scope, observer);
                    } catch (RuntimeException e) {
                        LOG.error(
                                "A task of {} failed inside this server", pending.facts().arn(), e);
                        return failed("An internal error occurred");
                    }
                });
    }

    /** What is done in the session of a role, in the account and region to do it in. */
    private interface InSession {
        TaskOutcome apply(Principal.RoleSession session, Scope scope);
    }

    private TaskOutcome inSession(
            ExecutionFacts facts, Scope scope, @Nullable String taskRole, InSession action) {
        Principal.RoleSession machine;
        try {
            machine = session(facts, scope);
        } catch (ServiceException e) {
            return failed(ROLE_REFUSED);
        }
        if (taskRole == null) {
            return action.apply(machine, scope);
        }
        Principal.RoleSession task;
        try {
            task = sessions.get(taskRole, machine, facts.name());
        } catch (ServiceException e) {
            return failed(
                    "The role %s is not authorized to assume the task state's role, %s."
                            .formatted(facts.roleArn(), taskRole));
        }
        return action.apply(task, new Scope(task.accountId(), scope.region()));
    }

    /** The session in which an execution calls other services. */
    Principal.RoleSession session(ExecutionFacts facts, Scope scope) {
        String role = Objects.requireNonNull(facts.roleArn(), "a call needs a role");
        return sessions.get(role, facts.baseMachineArn(), facts.name(), scope);
    }

    private TaskOutcome call(
            ExecutionEngine.PendingCall pending,
            Principal.RoleSession session,
            Scope scope,
            HttpCalls.Observer observer) {
        var input = pending.call().input();
        return switch (pending.call().resource()) {
            case TaskResource.LambdaFunction function ->
                    lambda.direct(function.arn(), input, session, scope);
            case TaskResource.Activity activity ->
                    throw new IllegalStateException("workers take " + activity.arn());
            case Integration integration when integration.sdk() ->
                    services.call(integration, input.node(), session, scope);
            case Integration integration ->
                    switch (integration.service()) {
                        case "apigateway" -> gateway.call(input.node(), session, scope);
                        case "http" ->
                                http.call(input.node(), pending.facts(), session, scope, observer);
                        case "lambda" -> lambda.optimised(input.node(), session, scope);
                        default ->
                                optimised.call(
                                        integration, input.node(), pending.facts(), session, scope);
                    };
        };
    }

    /** What came of an execution that a task has started and waited for. */
    TaskOutcome nestedOutcome(
            ExecutionFacts facts, Scope scope, Nested ended, Integration integration) {
        return inSession(
                facts,
                scope,
                ended.roleArn(),
                (session, where) ->
                        nested.outcome(ended.executionArn(), integration, session, where));
    }

    /** Stops an execution whose task is over. */
    void stopNested(ExecutionFacts facts, Scope scope, Nested stopped) {
        var ignored =
                inSession(
                        facts,
                        scope,
                        stopped.roleArn(),
                        (session, where) -> {
                            nested.stop(stopped.executionArn(), session, where);
                            return new TaskOutcome.Succeeded(Payload.EMPTY_OBJECT);
                        });
    }

    static TaskOutcome failed(String cause) {
        return new TaskOutcome.Failed(new Failure(Failure.TASK_FAILED, cause));
    }
}
