/** Rules about the code as a whole. */
@NullMarked
package brume.testing;

import org.jspecify.annotations.NullMarked;
