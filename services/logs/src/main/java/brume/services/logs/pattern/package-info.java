/** Filter patterns: terms, JSON conditions and space-delimited fields. */
@NullMarked
package brume.services.logs.pattern;

import org.jspecify.annotations.NullMarked;
