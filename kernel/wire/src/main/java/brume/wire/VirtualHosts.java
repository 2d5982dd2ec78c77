package brume.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests to a service whose first path label may stand in the host: {@code
 * bucket.s3.us-east-1.localhost/key} is {@code /bucket/key}. Source: S3 User Guide, "Virtual
 * hosting of general purpose buckets".
 */
final class VirtualHosts {

    private static final String LOCALHOST = "localhost";

    private VirtualHosts() {}

    /**
     * The request with the whole name in its path, if it is one to {@code service}: by its
     * signature's scope, or unsigned by a host that names the service.
     */
    static Optional<HttpRequest> find(
            ServiceModel service, HttpRequest request, Optional<String> signingName) {
        boolean signed = signingName.filter(service.signingName()::equals).isPresent();
        if (!signed && signingName.isPresent()) {
            return Optional.empty();
        }
        List<String> labels = labels(request.host());
        int named = labels.lastIndexOf(service.name());
        if (!signed && named < 0) {
            return Optional.empty();
        }
        // SDKs that are given http://localhost put the bucket before that.
        int end = named >= 0 ? named : labels.getLast().equals(LOCALHOST) ? labels.size() - 1 : 0;
        String resource = String.join(".", labels.subList(0, end));
        return Optional.of(
                resource.isEmpty() ? request : request.withPath('/' + resource + request.path()));
    }

    /** The labels of a host without its port. */
    private static List<String> labels(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon >= 0 && host.indexOf(']', colon) < 0;
        return new ArrayList<>(List.of((port ? host.substring(0, colon) : host).split("\\.", -1)));
    }
}
