/** Tests of S3. */
@NullMarked
package brume.services.s3;

import org.jspecify.annotations.NullMarked;
