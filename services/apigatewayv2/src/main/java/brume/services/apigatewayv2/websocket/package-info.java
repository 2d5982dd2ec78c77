/** The execution of WebSocket APIs: connections, what happens on them, and their management. */
@NullMarked
package brume.services.apigatewayv2.websocket;

import org.jspecify.annotations.NullMarked;
