package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.base.Arn;
import brume.services.states.store.Activities;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.spi.Call;
import org.jspecify.annotations.Nullable;

/** Reads the ARNs that Step Functions' operations are given. */
final class Arns {

    private static final String MACHINE = "stateMachine:";
    private static final int VERSION_DIGITS_MAX = 18;

    private Arns() {}

    static String machine(Call call, String name) {
        return call.scope().arn("states", MACHINE + name).toString();
    }

    /**
     * The name in the ARN of a state machine. A version or alias stays part of the name, so that it
     * is not found; see {@link #qualified}.
     *
     * @throws brume.wire.ServiceException if it is not such an ARN, or one of somebody else
     */
    static String machineName(Call call, String arn) {
        Arn parsed = parse(arn);
        if (parsed.resource().startsWith("express:")) {
            throw wrongType("express");
        }
        if (!parsed.resource().startsWith(MACHINE)) {
            throw wrongType(type(parsed));
        }
        String name = parsed.resource().substring(MACHINE.length());
        if (!machine(call, name).equals(arn)) {
            throw StatesErrors.stateMachineDoesNotExist(
                    "State Machine Does Not Exist: '" + arn + "'");
        }
        return name;
    }

    /**
     * A state machine, or a version or alias of it.
     *
     * @param qualifier the number of a version or the name of an alias; empty for the machine
     */
    record Qualified(String machine, String qualifier) {

        boolean isVersion() {
            return !qualifier.isEmpty()
                    && qualifier.length() <= VERSION_DIGITS_MAX
                    && qualifier.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        long version() {
            return Long.parseLong(qualifier);
        }
    }

    /**
     * The state machine, version or alias that an ARN names.
     *
     * @throws brume.wire.ServiceException if it is not such an ARN, or one of somebody else
     */
    static Qualified qualified(Call call, String arn) {
        String name = machineName(call, arn);
        int colon = name.indexOf(':');
        return colon < 0
                ? new Qualified(name, "")
                : new Qualified(name.substring(0, colon), name.substring(colon + 1));
    }

    /**
     * The execution that an ARN names.
     *
     * @throws brume.wire.ServiceException if it is not such an ARN, or one of somebody else
     */
    static ExecutionId execution(Call call, String arn) {
        Arn parsed = parse(arn);
        if (!parsed.resource().startsWith("execution:")) {
            throw wrongType(type(parsed));
        }
        return ExecutionId.find(arn)
                .filter(id -> id.scope().equals(call.scope()))
                .orElseThrow(() -> noExecution(arn));
    }

    /**
     * The activity that an ARN names.
     *
     * @throws brume.wire.ServiceException if it is not such an ARN, or one of somebody else
     */
    static Activities.Id activity(Call call, String arn) {
        Arn parsed = parse(arn);
        if (!parsed.resource().startsWith("activity:")) {
            throw wrongType(type(parsed));
        }
        return Activities.Id.find(arn)
                .filter(id -> id.scope().equals(call.scope()))
                .orElseThrow(() -> noActivity(arn));
    }

    static boolean isActivity(String arn) {
        return Activities.Id.find(arn).isPresent();
    }

    static brume.wire.ServiceException noActivity(String arn) {
        return StatesErrors.activityDoesNotExist("Activity Does Not Exist: '" + arn + "'");
    }

    /** The ARN of the version that an execution uses, or null. */
    static @Nullable String version(ExecutionId id, ExecutionRecord execution) {
        return execution.version() == null
                ? null
                : id.stateMachineArn() + ':' + execution.version();
    }

    /** The ARN of the alias that an execution was started through, or null. */
    static @Nullable String alias(ExecutionId id, ExecutionRecord execution) {
        return execution.alias() == null ? null : id.stateMachineArn() + ':' + execution.alias();
    }

    static brume.wire.ServiceException noExecution(String arn) {
        return StatesErrors.executionDoesNotExist("Execution Does Not Exist: '" + arn + "'");
    }

    static brume.wire.ServiceException noMachine(String arn) {
        return StatesErrors.stateMachineDoesNotExist("State Machine Does Not Exist: '" + arn + "'");
    }

    private static Arn parse(String arn) {
        return Arn.find(arn)
                .filter(parsed -> parsed.service().equals("states"))
                .orElseThrow(() ->
                        StatesErrors.invalidArn("Invalid Arn: 'Invalid ARN prefix: " + arn + "'"));
    }

    private static String type(Arn arn) {
        int colon = arn.resource().indexOf(':');
        return colon < 0 ? arn.resource() : arn.resource().substring(0, colon);
    }

    static brume.wire.ServiceException wrongType(String type) {
        return StatesErrors.invalidArn(
                "Invalid Arn: 'Resource type not valid in this context: " + type + "'");
    }

    /** Demands a name without the characters that AWS forbids. */
    static void checkName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean control = c <= 0x20 || (c >= 0x7f && c <= 0x9f);
            if (control || "<>{}[]?*\"#%\\^|~`$&,;:/".indexOf(c) >= 0) {
                throw StatesErrors.invalidName("Invalid Name: '" + name + "'");
            }
        }
    }
}
