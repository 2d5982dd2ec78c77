/** OpenAPI documents, versions 2 and 3, with API Gateway's extensions. */
@NullMarked
package brume.services.apigateway.openapi;

import org.jspecify.annotations.NullMarked;
