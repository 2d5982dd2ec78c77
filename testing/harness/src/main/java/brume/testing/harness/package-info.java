/** What the tests of all services share. */
@NullMarked
package brume.testing.harness;

import org.jspecify.annotations.NullMarked;
