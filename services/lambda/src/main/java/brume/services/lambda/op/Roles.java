package brume.services.lambda.op;

import brume.api.lambda.LambdaErrors;
import brume.services.lambda.domain.FunctionReference;
import brume.spi.Calls;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.util.List;
import java.util.Map;

/** The rules for a function's execution role. */
public final class Roles {

    private final Calls calls;

    public Roles(Calls calls) {
        this.calls = calls;
    }

    /** Handing a role to a function needs the right to pass it to Lambda. */
    static Permission passRole(String roleArn, String functionArn) {
        return Permission.of("iam:PassRole", roleArn)
                .withContext(
                        Map.of(
                                "iam:PassedToService",
                                List.of("lambda.amazonaws.com"),
                                "iam:AssociatedResourceArn",
                                List.of(functionArn)));
    }

    /** The role exists in the function's account and lets Lambda assume it. */
    void check(String roleArn, FunctionReference function) {
        String[] parts = roleArn.split(":", 6);
        if (parts.length < 6 || !parts[4].equals(function.scope().account().value())) {
            throw LambdaErrors.invalidParameterValueException(
                    "The role defined for the function cannot be assumed by Lambda.");
        }
        try {
            var ignored =
                    calls.assume(
                            roleArn,
                            new Principal.ServicePrincipal(
                                    "lambda.amazonaws.com",
                                    function.arn(),
                                    function.scope().account()),
                            function.name());
        } catch (ServiceException e) {
            throw LambdaErrors.invalidParameterValueException(
                    "The role defined for the function cannot be assumed by Lambda.");
        }
    }
}
