package brume.services.logs.op;

import brume.api.logs.LogsErrors;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Validation;
import java.util.List;

/**
 * An operation whose input is checked against the model here, because CloudWatch Logs answers
 * InvalidParameterException where other services answer ValidationException. Source: answers that
 * LocalStack recorded from AWS (test_logs_events and test_logs_groups, "limit" and
 * "invalid_name_length").
 */
public final class Validated<I extends Shape, O extends Shape> implements Operation<I, O> {

    private static final String NAME_LENGTH = "Member must have length less than or equal to 512";

    private final Operation<I, O> operation;

    private Validated(Operation<I, O> operation) {
        this.operation = operation;
    }

    public static <I extends Shape, O extends Shape> Validated<I, O> of(Operation<I, O> operation) {
        return new Validated<>(operation);
    }

    @Override
    public OperationModel<I, O> model() {
        return operation.model();
    }

    /** Asked for before the operation is carried out, so nothing runs on an invalid input. */
    @Override
    public List<Permission> permissions(I input, Call call) {
        List<String> violations = Validation.violations(model(), input);
        if (violations.stream().anyMatch(Validated::isNameTooLong)) {
            throw LogsErrors.invalidParameterException(
                    "Invalid LogGroup or LogStream, both must have length less than or equal to"
                            + " 512.");
        }
        if (!violations.isEmpty()) {
            throw LogsErrors.invalidParameterException(Validation.message(violations));
        }
        return operation.permissions(input, call);
    }

    private static boolean isNameTooLong(String violation) {
        return violation.endsWith(NAME_LENGTH)
                && (violation.contains("' at 'logGroupName' failed")
                        || violation.contains("' at 'logStreamName' failed"));
    }

    @Override
    public O handle(I input, Call call) {
        return operation.handle(input, call);
    }
}
