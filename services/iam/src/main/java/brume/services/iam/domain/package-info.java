/** What IAM keeps and the rules about it, without I/O. */
@NullMarked
package brume.services.iam.domain;

import org.jspecify.annotations.NullMarked;
