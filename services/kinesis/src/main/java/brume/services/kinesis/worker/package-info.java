/** What happens to streams without being asked. */
@NullMarked
package brume.services.kinesis.worker;

import org.jspecify.annotations.NullMarked;
