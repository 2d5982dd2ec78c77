package brume.auth;

/** The day, region and service that a signing key is good for. */
public record CredentialScope(String date, String region, String service) {

    static final String TERMINATOR = "aws4_request";

    @Override
    public String toString() {
        return date + '/' + region + '/' + service + '/' + TERMINATOR;
    }
}
