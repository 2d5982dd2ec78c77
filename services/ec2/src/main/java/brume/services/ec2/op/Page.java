package brume.services.ec2.op;

import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.Ec2Quotas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a Describe operation's answer.
 *
 * @param nextToken where the next page starts, or null if this is the last one
 */
record Page<T>(List<T> items, @Nullable String nextToken) {

    /**
     * What a client asked for.
     *
     * @param ids the resources that it named, or none
     * @param idsParameter the name of their parameter in messages, such as {@code volumeSet}
     */
    record Request(
            @Nullable List<String> ids,
            String idsParameter,
            @Nullable Integer maxResults,
            @Nullable String nextToken) {

        Request {
            long min = Ec2Quotas.RESULTS_PER_PAGE_MIN.value();
            if (maxResults != null && maxResults < min) {
                throw Ec2Errors.invalidParameterValue(
                        "Value ( "
                                + maxResults
                                + " ) for parameter maxResults is invalid. Expecting a value"
                                + " greater than "
                                + min
                                + '.');
            }
            if (ids != null && !ids.isEmpty()) {
                if (maxResults != null) {
                    throw Ec2Errors.invalidParameterCombination(
                            "The parameter "
                                    + idsParameter
                                    + " cannot be used with the parameter maxResults");
                }
                if (ids.size() > Ec2Quotas.IDS_PER_REQUEST.value()) {
                    throw Ec2Errors.invalidParameterValue(
                            "The maximum number of ids in a request is "
                                    + Ec2Quotas.IDS_PER_REQUEST.value());
                }
            }
        }

        Request(@Nullable Integer maxResults, @Nullable String nextToken) {
            this(null, "", maxResults, nextToken);
        }

        boolean named() {
            return ids != null && !ids.isEmpty();
        }

        List<String> names() {
            return ids == null ? List.of() : ids;
        }

        int size() {
            return maxResults == null
                    ? Ec2Quotas.RESULTS_UNPAGED_MAX
                    : (int) Math.min(maxResults, Ec2Quotas.RESULTS_PER_PAGE.value());
        }

        /** The position of the last item of the page before, or empty text. */
        String after() {
            if (nextToken == null || nextToken.isEmpty()) {
                return "";
            }
            try {
                return new String(Base64.getUrlDecoder().decode(nextToken), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw Ec2Errors.invalidParameterValue("Unable to parse pagination token");
            }
        }
    }

    static String tokenAfter(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** The requested page of {@code sorted}, whose order is that of {@code position}. */
    static <T> Page<T> of(List<T> sorted, Function<T, String> position, Request request) {
        String after = request.after();
        List<T> items = new ArrayList<>();
        for (T item : sorted) {
            if (position.apply(item).compareTo(after) > 0) {
                if (items.size() == request.size()) {
                    return new Page<>(items, tokenAfter(position.apply(items.getLast())));
                }
                items.add(item);
            }
        }
        return new Page<>(items, null);
    }
}
