/**
 * Step 4 of a request: AWS's protocols, bytes to typed shapes and back, and the shapes' schemas.
 */
@NullMarked
package brume.wire;

import org.jspecify.annotations.NullMarked;
