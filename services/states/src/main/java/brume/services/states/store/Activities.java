package brume.services.states.store;

import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.services.states.store.ActivityRecord.Offer;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The rows of activities, {@code states/activity/account/region/name}, and of the tasks that wait
 * for their workers, {@code states/offer/account/region/name/time/id}, oldest first.
 */
public final class Activities {

    private static final String RESOURCE = "activity:";
    private static final String OFFER = "offer";

    /** Names an activity. */
    public record Id(Scope scope, String name) {

        public String arn() {
            return scope.arn("states", RESOURCE + name).toString();
        }

        /** The activity that an ARN names, or empty if it is not the ARN of an activity. */
        public static Optional<Id> find(String arn) {
            return Arn.find(arn)
                    .filter(parsed -> parsed.service().equals("states"))
                    .filter(parsed -> AccountId.isValid(parsed.account()))
                    .filter(parsed -> parsed.resource().startsWith(RESOURCE))
                    .map(parsed ->
                            new Id(
                                    new Scope(
                                            new AccountId(parsed.account()),
                                            new Region(parsed.region())),
                                    parsed.resource().substring(RESOURCE.length())));
        }
    }

    private static Key activities(Scope scope) {
        return Key.of("states", "activity", scope.account().value(), scope.region().value());
    }

    /** Where the tasks lie that wait for a worker of this activity. */
    public static Key offers(Id id) {
        return Key.of(
                "states",
                OFFER,
                id.scope().account().value(),
                id.scope().region().value(),
                id.name());
    }

    public Optional<ActivityRecord> find(Reader reader, Id id) {
        return reader.find(activities(id.scope()).with(id.name())).map(Activities::activity);
    }

    private static ActivityRecord activity(byte[] bytes) {
        return Documents.read(bytes, ActivityRecord.class);
    }

    public void put(Transaction transaction, Scope scope, ActivityRecord activity) {
        transaction.put(activities(scope).with(activity.name()), Documents.write(activity));
    }

    public void delete(Transaction transaction, Id id) {
        transaction.delete(activities(id.scope()).with(id.name()));
    }

    /** At most {@code limit} activities, by name, that come after {@code after}. */
    public List<ActivityRecord> list(
            Reader reader, Scope scope, Optional<String> after, int limit) {
        Key prefix = activities(scope);
        Range range =
                after.map(name -> Range.after(prefix, prefix.with(name)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(Activities::activity)
                .toList();
    }

    /** Whether a text is one that {@link #offer} has answered. */
    public static boolean isOffer(String text) {
        return text.startsWith(OFFER + '|');
    }

    /**
     * Lets a task wait for a worker.
     *
     * @return the text that {@link #withdraw} takes
     */
    public String offer(Transaction transaction, Id activity, Instant now, Offer offer) {
        long millis = now.toEpochMilli();
        String id = Ids.uuid();
        transaction.put(offers(activity).with(millis).with(id), Documents.write(offer));
        return OFFER + '|' + activity.name() + '|' + millis + '|' + id;
    }

    /** Removes a task that waits for a worker no longer. */
    public void withdraw(Transaction transaction, Scope scope, String offer) {
        String[] parts = offer.split("\\|", 4);
        Key key = offers(new Id(scope, parts[1])).with(Long.parseLong(parts[2])).with(parts[3]);
        transaction.delete(key);
    }

    /** A task that waits, and the key of its row. */
    public record Waiting(Key key, Offer offer) {}

    /** The task that has waited longest. */
    public Optional<Waiting> oldest(Reader reader, Id activity) {
        return reader.list(Range.prefix(offers(activity)), 1).stream()
                .findFirst()
                .map(entry -> new Waiting(entry.key(), Documents.read(entry.value(), Offer.class)));
    }
}
