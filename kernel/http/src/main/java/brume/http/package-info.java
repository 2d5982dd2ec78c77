/**
 * Step 1 of a request: connections, their limits, and the one port that everything is served on.
 */
@NullMarked
package brume.http;

import org.jspecify.annotations.NullMarked;
