/** The operations on HTTP APIs. */
@NullMarked
package brume.services.apigatewayv2.op;

import org.jspecify.annotations.NullMarked;
