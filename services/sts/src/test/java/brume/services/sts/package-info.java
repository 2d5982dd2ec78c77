/** Tests of STS. */
@NullMarked
package brume.services.sts;

import org.jspecify.annotations.NullMarked;
