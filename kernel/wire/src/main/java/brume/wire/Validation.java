package brume.wire;

import java.util.List;

/** Checks inputs against the constraints of the model, and answers in AWS's words. */
public final class Validation {

    private Validation() {}

    /**
     * Checks an input, unless the service does so itself ({@link ServiceModel.Traits#validates}).
     *
     * @throws ServiceException a validation error that lists what is wrong
     */
    public static void check(OperationModel<?, ?> operation, Shape input) {
        if (operation.service().traits().validates()) {
            enforce(operation, input);
        }
    }

    /** As {@link #check}, for services that choose the moment themselves. */
    public static void enforce(OperationModel<?, ?> operation, Shape input) {
        ServiceModel service = operation.service();
        if (service.protocol() == Protocol.EC2_QUERY) {
            Ec2Validation.check(input);
            return;
        }
        List<String> violations = violations(operation, input);
        if (!violations.isEmpty()) {
            throw CommonErrors.validation(service, message(violations));
        }
    }

    /** What is wrong with an input, one sentence each, at most ten. */
    public static List<String> violations(OperationModel<?, ?> operation, Shape input) {
        if (Conformity.holds(input)) {
            return List.of();
        }
        ServiceModel.Traits traits = operation.service().traits();
        Violations violations = new Violations(traits.hidesValues(), !traits.inputPrefix());
        String prefix =
                traits.inputPrefix() ? ShapeText.lowerFirst(operation.name()) + "Input." : "";
        violations.structure(input, "", prefix, 0);
        return violations.messages();
    }

    /** The text of a validation error. */
    public static String message(List<String> violations) {
        return violations.size()
                + (violations.size() == 1 ? " validation error" : " validation errors")
                + " detected: "
                + String.join("; ", violations);
    }
}
