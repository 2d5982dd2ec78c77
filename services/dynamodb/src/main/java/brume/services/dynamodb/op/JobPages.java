package brume.services.dynamodb.op;

import brume.base.Arn;
import brume.services.dynamodb.domain.Job;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds and lists jobs. Source: ack-api-quirks (DDB-EXPORT-006, DDB-IMPORT-016): the newest first,
 * ten of them if nothing else is asked for; a token goes with other parameters too, but not with
 * the other operation.
 */
final class JobPages {

    private static final int LENGTH = 10;

    /** The model wants tokens of at least 112 hexadecimal digits, in groups of sixteen. */
    private static final int TOKEN_BYTES = 56;

    private static final Pattern ID = Pattern.compile("[0-9]{14}-[0-9a-f]{8}");

    private JobPages() {}

    /** Some jobs, and the token for those that follow, or null. */
    record Page<J>(List<J> jobs, @Nullable String token) {}

    /**
     * A page of jobs.
     *
     * @param kind what tokens of this operation begin with
     */
    static <J extends Job> Page<J> list(
            Database database,
            Call call,
            Jobs<J> jobs,
            String kind,
            @Nullable Integer limit,
            @Nullable String token,
            Predicate<J> filter) {
        String before = token == null ? null : position(kind, token);
        int length = limit == null ? LENGTH : limit;
        List<J> page = new ArrayList<>();
        boolean[] more = new boolean[1];
        database.items()
                .read(reader -> {
                    jobs.visit(
                            reader,
                            call.scope(),
                            before,
                            job -> {
                                if (!filter.test(job)) {
                                    return true;
                                }
                                more[0] = page.size() == length;
                                return !more[0] && page.add(job);
                            });
                    return true;
                });
        return new Page<>(page, more[0] ? token(kind, page.getLast().id()) : null);
    }

    private static String token(String kind, String id) {
        String text = kind + ':' + id;
        String padded = text + " ".repeat(TOKEN_BYTES - text.length());
        return HexFormat.of().formatHex(padded.getBytes(StandardCharsets.UTF_8));
    }

    private static String position(String kind, String token) {
        String text = "";
        try {
            text = new String(HexFormat.of().parseHex(token), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        String id = text.startsWith(kind + ':') ? text.substring(kind.length() + 1) : "";
        if (!ID.matcher(id).matches()) {
            throw new InvalidRequest("Invalid Request: Provided nextToken is invalid: " + token);
        }
        return id;
    }

    /** The job of an ARN that has been checked. */
    static <J extends Job> Optional<J> find(
            Database database, Call call, Jobs<J> jobs, String arn) {
        String[] parts = Arn.find(arn).map(Arn::resource).orElse("").split("/", -1);
        return database.items()
                .read(reader -> jobs.find(reader, call.scope(), parts[parts.length - 1]))
                .filter(job -> job.table().name().equals(parts[1]));
    }
}
