/** The rows of HTTP APIs: the only place that knows their keys and bytes. */
@NullMarked
package brume.services.apigatewayv2.store;

import org.jspecify.annotations.NullMarked;
