/** Tests of Kinesis. */
@NullMarked
package brume.services.kinesis;

import org.jspecify.annotations.NullMarked;
