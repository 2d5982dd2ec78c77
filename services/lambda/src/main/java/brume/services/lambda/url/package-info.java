/** Function URLs: HTTP requests that run a function. */
@NullMarked
package brume.services.lambda.url;

import org.jspecify.annotations.NullMarked;
