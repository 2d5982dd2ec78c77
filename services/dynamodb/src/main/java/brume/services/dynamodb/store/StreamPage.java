package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.ItemChange;
import java.util.List;

/**
 * Records that were read together.
 *
 * @param more whether the part of the stream that was asked for has more
 */
public record StreamPage(List<ItemChange> changes, boolean more) {}
