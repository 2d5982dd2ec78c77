/** Answers requests for deployed HTTP APIs. */
@NullMarked
package brume.services.apigatewayv2.execution;

import org.jspecify.annotations.NullMarked;
