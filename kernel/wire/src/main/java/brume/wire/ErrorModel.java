package brume.wire;

/**
 * One error that a service answers.
 *
 * @param name the shape's name, as JSON protocols show it
 * @param code the code that the XML protocols show, usually the same
 * @param httpStatus 400 to 599
 * @param sender whether the caller is at fault
 */
public record ErrorModel(String name, String code, int httpStatus, boolean sender) {

    public static ErrorModel sender(String code, int httpStatus) {
        return new ErrorModel(code, code, httpStatus, true);
    }
}
