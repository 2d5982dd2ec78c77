package brume.services.lambda.domain;

import brume.api.lambda.LambdaErrors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The runtimes that AWS offers today, has retired, and that are built here. */
public final class Runtimes {

    /** In the order of AWS's own message. */
    private static final List<String> CURRENT =
            List.of(
                    "nodejs20.x",
                    "python3.14",
                    "provided.al2023",
                    "python3.12",
                    "python3.13",
                    "nodejs24.x",
                    "nodejs22.x",
                    "java25",
                    "python3.10",
                    "python3.11",
                    "java21",
                    "ruby3.3",
                    "ruby3.4",
                    "ruby3.2",
                    "python3.8",
                    "python3.9",
                    "java17",
                    "nodejs16.x",
                    "dotnet10",
                    "dotnet8",
                    "java11",
                    "dotnet6",
                    "nodejs18.x",
                    "provided.al2",
                    "java8.al2");

    private static final Set<String> NODE =
            Set.of("nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x");

    private static final Set<String> JAVA =
            Set.of("java8.al2", "java11", "java17", "java21", "java25");

    private static final Set<String> RETIRED =
            Set.of(
                    "nodejs",
                    "nodejs4.3",
                    "nodejs4.3-edge",
                    "nodejs6.10",
                    "nodejs8.10",
                    "nodejs10.x",
                    "nodejs12.x",
                    "nodejs14.x",
                    "python2.7",
                    "python3.6",
                    "python3.7",
                    "java8",
                    "dotnetcore1.0",
                    "dotnetcore2.0",
                    "dotnetcore2.1",
                    "dotnetcore3.1",
                    "dotnet5.0",
                    "dotnet7",
                    "ruby2.5",
                    "ruby2.7",
                    "go1.x",
                    "provided");

    private Runtimes() {}

    /**
     * Refuses what is no runtime, or one that AWS has retired.
     *
     * @throws brume.wire.ServiceException in AWS's words
     */
    public static void check(String runtime) {
        if (RETIRED.contains(runtime)) {
            throw LambdaErrors.invalidParameterValueException(
                    "The runtime parameter of "
                            + runtime
                            + " is no longer supported for creating or updating AWS Lambda"
                            + " functions. We recommend you use a supported runtime while creating"
                            + " or updating functions.");
        }
        if (!CURRENT.contains(runtime)) {
            throw LambdaErrors.invalidParameterValueException(
                    "Value "
                            + runtime
                            + " at 'runtime' failed to satisfy constraint: Member must satisfy enum"
                            + " value set: ["
                            + String.join(", ", CURRENT)
                            + "] or be a valid ARN");
        }
    }

    /** Whether functions of this runtime can be run here. */
    public static boolean built(String runtime) {
        return runtime.startsWith("python3.")
                || NODE.contains(runtime)
                || JAVA.contains(runtime)
                || runtime.equals("provided.al2")
                || runtime.equals("provided.al2023");
    }

    /** A stable ARN in the form of a runtime version's. */
    public static String versionArn(String runtime, String region, String partition) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(runtime.getBytes(StandardCharsets.UTF_8));
            return "arn:"
                    + partition
                    + ":lambda:"
                    + region
                    + "::runtime:"
                    + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
