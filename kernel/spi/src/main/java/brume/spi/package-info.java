/** What a service sees of the kernel, and what the kernel sees of a service. */
@NullMarked
package brume.spi;

import org.jspecify.annotations.NullMarked;
