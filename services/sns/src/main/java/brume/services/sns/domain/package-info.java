/** The rules of topics, subscriptions and filter policies: no I/O. */
@NullMarked
package brume.services.sns.domain;

import org.jspecify.annotations.NullMarked;
