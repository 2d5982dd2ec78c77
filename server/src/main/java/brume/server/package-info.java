/** The program: options, the list of services, and how the parts are put together. */
@NullMarked
package brume.server;

import org.jspecify.annotations.NullMarked;
