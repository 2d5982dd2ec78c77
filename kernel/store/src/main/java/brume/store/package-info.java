/** Step 6 of a request: the ordered, transactional key-value store that all state lives in. */
@NullMarked
package brume.store;

import org.jspecify.annotations.NullMarked;
