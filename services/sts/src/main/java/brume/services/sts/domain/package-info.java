/** The rules of temporary credentials, without I/O. */
@NullMarked
package brume.services.sts.domain;

import org.jspecify.annotations.NullMarked;
