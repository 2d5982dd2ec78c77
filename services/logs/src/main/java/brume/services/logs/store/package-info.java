/** Where log groups, streams and events are kept. */
@NullMarked
package brume.services.logs.store;

import org.jspecify.annotations.NullMarked;
