/** Tests of Kinesis. */
@NullMarked
package brume.services.kinesis.domain;

import org.jspecify.annotations.NullMarked;
