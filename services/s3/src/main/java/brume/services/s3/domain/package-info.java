/** Buckets, objects and rules: no I/O, no clock. */
@NullMarked
package brume.services.s3.domain;

import org.jspecify.annotations.NullMarked;
