/**
 * Mapping templates: the Velocity language as API Gateway runs it, without anything else in reach.
 */
@NullMarked
package brume.services.apigateway.vtl;

import org.jspecify.annotations.NullMarked;
