/** Who signed a request: Signature Version 4 in all its forms, and sealed session tokens. */
@NullMarked
package brume.auth;

import org.jspecify.annotations.NullMarked;
