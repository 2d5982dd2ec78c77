package brume.services.lambda.domain;

import brume.api.lambda.LambdaErrors;
import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as a request names it: by name, partial ARN ({@code 123456789012:function:name}) or
 * ARN, each with or without a version or alias.
 *
 * @param scope the account and region that the function is in
 * @param qualifier the version or alias that the request names
 */
public record FunctionReference(Scope scope, String name, Optional<String> qualifier) {

    public static final String LATEST = LambdaFunction.LATEST;

    private static final int NAME_CHARS_MAX = 64;
    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-[a-z]+)+-\\d):)?"
                            + "(?:(\\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)"
                            + "(?::(\\$LATEST|[a-zA-Z0-9-_]+))?");

    /**
     * Reads a FunctionName parameter together with the separate Qualifier.
     *
     * @throws brume.wire.ServiceException in AWS's words
     */
    public static FunctionReference parse(String text, @Nullable String qualifier, Scope caller) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw LambdaErrors.invalidParameterValueException("Invalid function name: " + text);
        }
        String name = matcher.group(3);
        if (name.length() > NAME_CHARS_MAX) {
            throw LambdaErrors.invalidParameterValueException(
                    "1 validation error detected: Value '"
                            + name
                            + "' at 'functionName' failed to satisfy constraint: Member must have"
                            + " length less than or equal to 64");
        }
        String region = matcher.group(1);
        if (region != null && !region.equals(caller.region().value())) {
            throw LambdaErrors.resourceNotFoundException(
                    "Functions from '"
                            + region
                            + "' are not reachable in this region ('"
                            + caller.region()
                            + "')");
        }
        String account = matcher.group(2);
        Scope scope = account == null ? caller : new Scope(new AccountId(account), caller.region());
        String embedded = matcher.group(4);
        if (embedded != null && qualifier != null && !embedded.equals(qualifier)) {
            throw LambdaErrors.invalidParameterValueException(
                    "The derived qualifier from the function name does not match the specified"
                            + " qualifier.");
        }
        return new FunctionReference(
                scope, name, Optional.ofNullable(embedded != null ? embedded : qualifier));
    }

    /** Whether it names no version, or $LATEST. */
    public boolean isLatest() {
        return qualifier.map(LATEST::equals).orElse(true);
    }

    /** The number of the version that it names; empty if it names an alias, or none. */
    public Optional<Long> versionNumber() {
        return qualifier.filter(q -> VERSION.matcher(q).matches()).map(Long::valueOf);
    }

    public FunctionReference withQualifier(String newQualifier) {
        return new FunctionReference(scope, name, Optional.of(newQualifier));
    }

    /** The function as a whole. */
    public FunctionReference unqualified() {
        return new FunctionReference(scope, name, Optional.empty());
    }

    /** The ARN without a version. */
    public String arn() {
        return arn(scope, name);
    }

    /** The ARN as the request names it. */
    public String qualifiedArn() {
        return qualifier.map(q -> arn() + ':' + q).orElseGet(this::arn);
    }

    public static String arn(Scope scope, String name) {
        return scope.arn("lambda", "function:" + name).toString();
    }

    /** Reads the ARN of a tagged resource. */
    public static FunctionReference ofResource(String arn, Scope caller) {
        if (!arn.contains(":function:")) {
            throw LambdaErrors.invalidParameterValueException(
                    "An error occurred and the request cannot be processed.");
        }
        FunctionReference reference = parse(arn, null, caller);
        if (reference.qualifier().isPresent()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Tags on function aliases and versions are not supported. Please specify a"
                            + " function ARN.");
        }
        return reference;
    }

    /** The region that the function is in. */
    public Region region() {
        return scope.region();
    }
}
