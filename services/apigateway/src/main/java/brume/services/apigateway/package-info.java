/** Amazon API Gateway: REST APIs, their deployments, and their execution. */
@NullMarked
package brume.services.apigateway;

import org.jspecify.annotations.NullMarked;
