/** What EventBridge keeps and the rules about it, without I/O. */
@NullMarked
package brume.services.events.domain;

import org.jspecify.annotations.NullMarked;
