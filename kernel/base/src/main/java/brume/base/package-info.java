/** Names, time and chance: what every other package may use; depends on nothing. */
@NullMarked
package brume.base;

import org.jspecify.annotations.NullMarked;
