/** Tests of SNS. */
@NullMarked
package brume.services.sns;

import org.jspecify.annotations.NullMarked;
