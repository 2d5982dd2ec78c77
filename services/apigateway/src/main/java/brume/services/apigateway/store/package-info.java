/** The rows of API Gateway: the only classes that know keys and bytes. */
@NullMarked
package brume.services.apigateway.store;

import org.jspecify.annotations.NullMarked;
