package brume.services.sqs.op;

import brume.api.sqs.BatchResultErrorEntry;
import brume.api.sqs.SqsErrors;
import brume.services.sqs.domain.SqsQuotas;
import brume.wire.ServiceException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all batches have in common. */
final class Batches {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,80}");

    private Batches() {}

    static <E> void check(List<E> entries, Function<E, @Nullable String> id) {
        if (entries.isEmpty()) {
            throw SqsErrors.emptyBatchRequest("There should be at least one entry in the request.");
        }
        if (entries.size() > SqsQuotas.BATCH_ENTRIES.value()) {
            throw SqsErrors.tooManyEntriesInBatchRequest(
                    "Maximum number of entries per request are 10. You have sent "
                            + entries.size()
                            + '.');
        }
        Set<String> ids = new HashSet<>();
        for (E entry : entries) {
            String text = id.apply(entry);
            if (text == null || !ID.matcher(text).matches()) {
                throw SqsErrors.invalidBatchEntryId(
                        "A batch entry id can only contain alphanumeric characters, hyphens and"
                                + " underscores. It can be at most 80 letters long.");
            }
            if (!ids.add(text)) {
                throw SqsErrors.batchEntryIdsNotDistinct("Id " + text + " repeated.");
            }
        }
    }

    static BatchResultErrorEntry failed(String id, ServiceException error) {
        return BatchResultErrorEntry.builder()
                .id(id)
                .code(error.error().code())
                .message(error.getMessage())
                .senderFault(error.error().sender())
                .build();
    }

    /** Lists without entries are left out. */
    static <T> @Nullable List<T> some(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
