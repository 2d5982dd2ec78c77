/** Tests of filter patterns. */
@NullMarked
package brume.services.logs.pattern;

import org.jspecify.annotations.NullMarked;
