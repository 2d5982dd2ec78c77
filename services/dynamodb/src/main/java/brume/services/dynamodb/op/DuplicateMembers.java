package brume.services.dynamodb.op;

import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;
import brume.wire.Blob;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rejects sets that have a member twice, in the present and in the older wording. The present one
 * lists the members before the first repeat in the order of their bytes, the rest as they came.
 *
 * <p>Source: answers recorded from the service in October 2026 by the DynamoDB conformance project.
 */
final class DuplicateMembers {

    private static final String BEGIN = InvalidRequest.PARAMETERS + "Input collection ";
    private static final String END = " contains duplicates.";

    private DuplicateMembers() {}

    static void reject(List<String> members) {
        int repeat = firstRepeat(members);
        if (repeat >= 0) {
            List<String> listed = listed(members, repeat, Comparison::compareText);
            throw InvalidRequest.value(
                    BEGIN + joined(listed, text -> text, ", ") + END, BEGIN + members + END);
        }
    }

    static void rejectNumbers(List<Decimal> members) {
        if (firstRepeat(members) >= 0) {
            throw InvalidRequest.value(
                    InvalidRequest.PARAMETERS + "Input collection contains duplicates.",
                    "Input collection contains duplicates");
        }
    }

    static void rejectBytes(List<Blob> members) {
        int repeat = firstRepeat(members);
        if (repeat >= 0) {
            List<Blob> listed = listed(members, repeat, Comparison::compareBytes);
            String end = "of type BS" + END;
            throw InvalidRequest.value(
                    BEGIN + joined(listed, DuplicateMembers::base64, ",") + end,
                    BEGIN + members.stream().map(DuplicateMembers::base64).toList() + end);
        }
    }

    private static <T> int firstRepeat(List<T> members) {
        Set<T> seen = HashSet.newHashSet(members.size());
        for (int i = 0; i < members.size(); i++) {
            if (!seen.add(members.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static <T> List<T> listed(List<T> members, int repeat, Comparator<T> order) {
        List<T> listed = new ArrayList<>(members);
        listed.subList(0, repeat).sort(order);
        return listed;
    }

    private static <T> String joined(List<T> members, Function<T, String> text, String comma) {
        return members.stream()
                .map(member -> '"' + text.apply(member) + '"')
                .collect(Collectors.joining(comma, "[", "]"));
    }

    private static String base64(Blob bytes) {
        return Base64.getEncoder().encodeToString(bytes.bytes());
    }
}
