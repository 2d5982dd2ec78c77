/** What the log service keeps and the rules about it, without I/O. */
@NullMarked
package brume.services.logs.domain;

import org.jspecify.annotations.NullMarked;
