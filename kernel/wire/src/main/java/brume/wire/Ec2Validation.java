package brume.wire;

import java.util.List;
import java.util.Locale;

/**
 * EC2's own form of validation: the first problem only, by the name of the request parameter.
 * Source: "Error codes for the Amazon EC2 API", MissingParameter and InvalidParameterValue.
 */
final class Ec2Validation {

    private Ec2Validation() {}

    static void check(Shape input) {
        structure(input, "", 0);
    }

    private static void structure(Shape shape, String prefix, int depth) {
        if (depth > QueryParameters.DEPTH_MAX) {
            return;
        }
        for (Member member : shape.schema().members()) {
            String name = prefix + Ec2Protocol.parameterName(member);
            Object value = shape.member(member.index());
            if (value == null && member.required()) {
                throw new ServiceException(
                        ErrorModel.sender("MissingParameter", 400),
                        "The request must contain the parameter " + name);
            } else if (value != null) {
                value(member.schema(), value, name, depth);
            }
        }
    }

    private static void value(Schema schema, Object value, String name, int depth) {
        if (!ConstraintCheck.broken(schema, value).isEmpty()) {
            throw broken(schema, value, name);
        }
        if (value instanceof Shape shape) {
            structure(shape, name + '.', depth + 1);
        } else if (value instanceof List<?> list && schema instanceof ListSchema listSchema) {
            int number = 1;
            for (Object element : list) {
                value(listSchema.element().schema(), element, name + '.' + number++, depth + 1);
            }
        }
    }

    private static ServiceException broken(Schema schema, Object value, String name) {
        String rule = "";
        if (schema instanceof ScalarSchema scalar && value instanceof Number number) {
            Number min = scalar.constraints().min();
            Number max = scalar.constraints().max();
            if (min != null && number.doubleValue() < min.doubleValue()) {
                rule = " Expecting a value greater than or equal to " + min + '.';
            } else if (max != null) {
                rule = " Expecting a value less than or equal to " + max + '.';
            }
        }
        String shown = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        return new ServiceException(
                ErrorModel.sender("InvalidParameterValue", 400),
                "Value ("
                        + ShapeText.of(value)
                        + ") for parameter "
                        + shown
                        + " is invalid."
                        + rule);
    }
}
