package brume.wire;

import java.util.Map;

/**
 * What a request asks for.
 *
 * @param operation the name of a modelled operation
 * @param labels the decoded labels of the path by their names
 */
public record Route(
        ServiceModel service, Protocol protocol, String operation, Map<String, String> labels) {}
