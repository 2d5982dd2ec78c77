package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.base.Arn;
import brume.services.states.store.Activities;
import brume.services.states.store.ExecutionId;
import brume.spi.Call;

/** Reads the ARNs that Step Functions' operations are given. */
final class Arns {

    private static final String MACHINE = "stateMachine:";

    private Arns() {}

    static String machine(Call call, String name) {
        return call.scope().arn("states", MACHINE + name).toString();
    }

    /**
     * The name in the ARN of a state machine. A version or alias stays part of the name, so that it
     * is not found.
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

    private static brume.wire.ServiceException wrongType(String type) {
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
