/** What runs without being asked: the expiry of events. */
@NullMarked
package brume.services.logs.worker;

import org.jspecify.annotations.NullMarked;
