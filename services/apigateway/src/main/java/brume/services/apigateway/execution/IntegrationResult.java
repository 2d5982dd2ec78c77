package brume.services.apigateway.execution;

import brume.wire.HttpHeaders;

/**
 * What an integration answered, before the integration response shapes it.
 *
 * @param selection what selection patterns are compared with: a Lambda function's error message, or
 *     the status
 */
@SuppressWarnings("ArrayRecordComponent")
record IntegrationResult(int status, HttpHeaders headers, byte[] body, String selection) {}
