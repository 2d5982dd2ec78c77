/** What runs without being asked. */
@NullMarked
package brume.services.sns.worker;

import org.jspecify.annotations.NullMarked;
