package brume.services.events.schedule;

import java.util.BitSet;
import java.util.Optional;

/**
 * The numbers that one field of a cron expression may take, and how they are written: {@code *},
 * lists, ranges and increments.
 *
 * @param names of the numbers from {@code namesFrom} on
 */
@SuppressWarnings("ArrayRecordComponent")
record CronField(int min, int max, int namesFrom, String[] names) {

    CronField(int min, int max) {
        this(min, max, 0, new String[0]);
    }

    /** The numbers of a list such as {@code 0/15} or {@code MON-FRI}; empty if it is wrong. */
    Optional<BitSet> parse(String text) {
        BitSet numbers = new BitSet(max + 1);
        for (String part : text.split(",", -1)) {
            if (!add(part, numbers)) {
                return Optional.empty();
            }
        }
        return Optional.of(numbers);
    }

    private boolean add(String part, BitSet numbers) {
        String[] increment = part.split("/", -1);
        if (increment.length > 2) {
            return false;
        }
        int step = 1;
        if (increment.length == 2) {
            step = plain(increment[1]);
            if (step < 1 || step > max) {
                return false;
            }
        }
        int from;
        int to;
        if (increment[0].equals("*")) {
            from = min;
            to = max;
        } else {
            String[] range = increment[0].split("-", -1);
            from = number(range[0]);
            to = range.length == 2 ? number(range[1]) : increment.length == 2 ? max : from;
            if (range.length > 2) {
                return false;
            }
        }
        if (from < 0 || to < 0) {
            return false;
        }
        // FRI-MON goes over the end of the week, and 22-2 over midnight.
        int span = to >= from ? to - from : to + (max - min + 1) - from;
        for (int i = 0; i <= span; i += step) {
            numbers.set(min + (from - min + i) % (max - min + 1));
        }
        return true;
    }

    /** A number or name of this field, or -1. */
    int number(String text) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(text)) {
                return namesFrom + i;
            }
        }
        int number = plain(text);
        return number < min || number > max ? -1 : number;
    }

    private static int plain(String text) {
        boolean digits =
                !text.isEmpty()
                        && text.length() <= 4
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : -1;
    }
}
