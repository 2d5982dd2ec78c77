package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.asl.TaskResource.Integration;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.wire.ServiceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls what a task names, with the role of its state machine. */
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
    private final NestedExecutions nested;

    public TaskCalls(Calls calls, HttpSender http, ServerEndpoint endpoint, Clock clock) {
        this.sessions = new RoleSessions(calls, clock);
        this.lambda = new LambdaCalls(calls, clock);
        this.services = new ServiceCalls(calls);
        this.optimised = new OptimisedCalls(services, clock);
        this.gateway = new ApiGatewayCalls(http, endpoint);
        this.nested = new NestedExecutions(calls);
    }

    /** Makes the call; what goes wrong is the outcome, not an exception. */
    TaskOutcome call(ExecutionEngine.PendingCall pending) {
        if (pending.call().otherRole()) {
            return failed("Credentials of a task are not supported by this server yet");
        }
        Principal.RoleSession session;
        try {
            session = session(pending.facts(), pending.scope());
        } catch (ServiceException e) {
            return failed(ROLE_REFUSED);
        }
        try {
            return call(pending, session);
        } catch (RuntimeException e) {
            LOG.error("A task of {} failed inside this server", pending.facts().arn(), e);
            return failed("An internal error occurred");
        }
    }

    /** The session in which an execution calls other services. */
    Principal.RoleSession session(ExecutionFacts facts, Scope scope) {
        return sessions.get(facts.roleArn(), facts.baseMachineArn(), facts.name(), scope);
    }

    private TaskOutcome call(ExecutionEngine.PendingCall pending, Principal.RoleSession session) {
        var input = pending.call().input();
        var scope = pending.scope();
        return switch (pending.call().resource()) {
            case TaskResource.LambdaFunction function ->
                    lambda.direct(function.arn(), input, session, scope);
            case TaskResource.Activity activity ->
                    throw new IllegalStateException("workers take " + activity.arn());
            case Integration integration when integration.sdk() ->
                    services.call(integration, input.node(), session, scope);
            case Integration integration ->
                    switch (integration.service()) {
                        case "apigateway" -> gateway.call(input.node());
                        case "lambda" -> lambda.optimised(input.node(), session, scope);
                        default ->
                                optimised.call(
                                        integration, input.node(), pending.facts(), session, scope);
                    };
        };
    }

    /** What came of an execution that a task has started and waited for. */
    TaskOutcome nestedOutcome(
            ExecutionFacts facts, Scope scope, String executionArn, Integration integration) {
        try {
            return nested.outcome(executionArn, integration, session(facts, scope), scope);
        } catch (ServiceException e) {
            return failed(ROLE_REFUSED);
        }
    }

    /** Stops an execution whose task is over. */
    void stopNested(ExecutionFacts facts, Scope scope, String executionArn) {
        nested.stop(executionArn, session(facts, scope), scope);
    }

    static TaskOutcome failed(String cause) {
        return new TaskOutcome.Failed(new Failure(Failure.TASK_FAILED, cause));
    }
}
