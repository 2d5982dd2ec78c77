package brume.iam;

import java.util.List;

/**
 * What IAM checks of the ARNs in a Resource or NotResource element. The first fault is kept,
 * because IAM reports other faults of the document before it. Source: IAM's answers as recorded by
 * moto's tests of policy documents.
 */
final class ResourceFormat {

    private static final List<String> IAM_PATHS =
            List.of(
                    "user/",
                    "federated-user/",
                    "role/",
                    "group/",
                    "instance-profile/",
                    "mfa/",
                    "server-certificate/",
                    "policy/",
                    "sms-mfa/",
                    "saml-provider/",
                    "oidc-provider/",
                    "report/",
                    "access-report/");

    private String fault = "";

    /**
     * Looks at the entries of one statement.
     *
     * @throws MalformedPolicyException if one has too few parts, unless a fault was found before
     */
    void check(List<String> resources) {
        for (String resource : resources) {
            if (fault.isEmpty()) {
                fault = faultOf(resource);
            }
        }
        if (fault.isEmpty() && !resources.stream().allMatch(ResourceFormat::legible)) {
            throw new MalformedPolicyException(PolicyDocument.LEGACY_PARSING);
        }
    }

    /**
     * Reports the fault that was found.
     *
     * @throws MalformedPolicyException if there was one
     */
    void requireValid() {
        if (!fault.isEmpty()) {
            throw new MalformedPolicyException(fault);
        }
    }

    private static boolean legible(String resource) {
        String[] parts = resource.split(":", -1);
        return parts.length < 3
                || (!parts[2].isEmpty() && (parts.length >= 6 || !resource.contains("::")));
    }

    private static String faultOf(String resource) {
        if (resource.equals("*")) {
            return "";
        }
        String[] parts = resource.split(":", 6);
        if (parts.length == 1) {
            return "Resource " + resource + " must be in ARN format or \"*\".";
        }
        String partition = parts[1];
        boolean known =
                partition.equals("*")
                        || partition.equals("aws")
                        || partition.startsWith("aws-")
                        || partition.startsWith("${");
        if (!known) {
            return "Partition \""
                    + partition
                    + "\" is not valid for resource \""
                    + completed(parts)
                    + "\".";
        }
        if (parts.length == 2) {
            return "Resource vendor must be fully qualified and cannot contain regexes.";
        }
        return parts.length < 6 ? "" : faultOfService(resource, parts);
    }

    /** The ARN as IAM completes it. */
    private static String completed(String[] parts) {
        StringBuilder arn = new StringBuilder("arn:").append(parts[1]);
        for (int i = 2; i < 6; i++) {
            arn.append(':').append(i < parts.length ? parts[i] : "*");
        }
        return arn.toString();
    }

    private static String faultOfService(String resource, String[] parts) {
        return switch (parts[2]) {
            case "iam" -> faultOfIam(resource, parts[3], parts[5]);
            case "s3" -> faultOfS3(resource, parts[3], parts[5]);
            default -> "";
        };
    }

    private static String faultOfIam(String resource, String region, String path) {
        if (!region.isEmpty() && !region.equals("*")) {
            return "IAM resource " + resource + " cannot contain region information.";
        }
        boolean free = path.startsWith("*") || path.startsWith("$") || path.equals("root");
        return free || IAM_PATHS.stream().anyMatch(path::startsWith)
                ? ""
                : "IAM resource path must either be \"*\" or start with "
                        + String.join(", ", IAM_PATHS)
                        + '.';
    }

    private static String faultOfS3(String resource, String region, String path) {
        boolean regional = path.startsWith("accesspoint/");
        return region.isEmpty() || region.equals("*") || regional
                ? ""
                : "Resource " + resource + " can not contain region information.";
    }
}
