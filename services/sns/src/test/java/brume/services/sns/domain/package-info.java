/** Tests of SNS. */
@NullMarked
package brume.services.sns.domain;

import org.jspecify.annotations.NullMarked;
