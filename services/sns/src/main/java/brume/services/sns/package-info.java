/** SNS: topics, subscriptions and publishing. */
@NullMarked
package brume.services.sns;

import org.jspecify.annotations.NullMarked;
