/** Rules of REST APIs: pure functions over the shapes of the API. */
@NullMarked
package brume.services.apigateway.domain;

import org.jspecify.annotations.NullMarked;
