/** The rows of topics and subscriptions. */
@NullMarked
package brume.services.sns.store;

import org.jspecify.annotations.NullMarked;
