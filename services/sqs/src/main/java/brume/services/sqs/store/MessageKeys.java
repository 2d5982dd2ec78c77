package brume.services.sqs.store;

import brume.services.sqs.domain.Queue;
import brume.store.Key;

/**
 * The keys of a queue's messages, all under the queue's id: another queue of the same name has
 * nothing of them. What a purge empties is below "live".
 */
final class MessageKeys {

    private static final Key DATA = Key.of("sqs", "data");

    private MessageKeys() {}

    static Key data(Queue queue) {
        return DATA.with(queue.id());
    }

    static Key live(Queue queue) {
        return data(queue).with("live");
    }

    static Key message(Key live, long number) {
        return live.with("message").with(number);
    }

    static Key state(Key live, long number) {
        return live.with("state").with(number);
    }

    static Key dues(Key live) {
        return live.with("due");
    }

    static Key due(Key live, long time) {
        return dues(live).with(time);
    }

    static Key order(Key live, String group) {
        return live.with("order").with(group);
    }

    static Key group(Key live, String group) {
        return live.with("group").with(group);
    }
}
