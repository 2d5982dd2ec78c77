/** Tests of the store against real folders. */
@NullMarked
package brume.store;

import org.jspecify.annotations.NullMarked;
