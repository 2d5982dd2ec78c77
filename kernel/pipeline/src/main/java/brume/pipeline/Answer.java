package brume.pipeline;

import brume.wire.HttpResponse;

/**
 * The response to an API request and what the access log tells of it; empty texts where the request
 * did not come so far.
 */
public record Answer(HttpResponse response, String service, String operation, String principal) {}
