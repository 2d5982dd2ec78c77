/** S3: buckets and objects. */
@NullMarked
package brume.services.s3;

import org.jspecify.annotations.NullMarked;
