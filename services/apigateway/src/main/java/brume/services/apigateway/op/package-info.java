/** The operations of API Gateway, one class each. */
@NullMarked
package brume.services.apigateway.op;

import org.jspecify.annotations.NullMarked;
