/** The rows of functions and of their code. */
@NullMarked
package brume.services.lambda.store;

import org.jspecify.annotations.NullMarked;
