package brume.services.lambda.domain;

import brume.api.lambda.LambdaErrors;
import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of a layer as a request names it. */
public record LayerReference(Scope scope, String name, long version) {

    private static final Pattern LAYER =
            Pattern.compile("arn:[a-z-]+:lambda:([a-z0-9-]+):(\\d{12}):layer:([a-zA-Z0-9_-]+)");
    private static final Pattern VERSION = Pattern.compile("(.+):(\\d{1,18})");

    /**
     * Reads a LayerName, which may be an ARN, and a VersionNumber.
     *
     * @throws brume.wire.ServiceException if the number is less than 1
     */
    public static LayerReference of(String layer, long version, Scope caller) {
        if (version < 1) {
            throw LambdaErrors.invalidParameterValueException(
                    "Layer Version Cannot be less than 1");
        }
        return layer(layer, version, caller);
    }

    /** The layer as a whole. */
    public static LayerReference of(String layer, Scope caller) {
        return layer(layer, 0, caller);
    }

    private static LayerReference layer(String layer, long version, Scope caller) {
        Matcher arn = LAYER.matcher(layer);
        return arn.matches()
                ? new LayerReference(
                        new Scope(new AccountId(arn.group(2)), new Region(arn.group(1))),
                        arn.group(3),
                        version)
                : new LayerReference(caller, layer, version);
    }

    /** Reads the ARN of a layer version; empty if it is none of an account. */
    public static Optional<LayerReference> ofVersion(String arn) {
        Matcher version = VERSION.matcher(arn);
        if (!version.matches() || !LAYER.matcher(version.group(1)).matches()) {
            return Optional.empty();
        }
        Scope unused = new Scope(new AccountId("000000000000"), new Region("us-east-1"));
        return Optional.of(layer(version.group(1), Long.parseLong(version.group(2)), unused));
    }

    /** The ARN without a version. */
    public String layerArn() {
        return scope.arn("lambda", "layer:" + name).toString();
    }

    public String arn() {
        return layerArn() + ':' + version;
    }
}
