/** HTTP and WebSocket APIs of API Gateway. */
@NullMarked
package brume.services.apigatewayv2;

import org.jspecify.annotations.NullMarked;
