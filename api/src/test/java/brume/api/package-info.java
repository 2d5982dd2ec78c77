/** The generated types and the wire codecs together, against other implementations. */
@NullMarked
package brume.api;

import org.jspecify.annotations.NullMarked;
