/** Deployed REST APIs at work: from an HTTP request to an integration and back. */
@NullMarked
package brume.services.apigateway.execution;

import org.jspecify.annotations.NullMarked;
