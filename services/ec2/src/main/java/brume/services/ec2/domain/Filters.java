package brume.services.ec2.domain;

import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Filter;
import brume.api.ec2.Tag;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one Describe operation: what each name compares. Several filters are joined by
 * AND, the values of one by OR.
 *
 * @param <T> what is filtered
 */
public final class Filters<T> {

    private final Map<String, Function<T, ? extends Stream<? extends @Nullable Object>>> values =
            new HashMap<>();
    private @Nullable Function<T, @Nullable List<Tag>> tags;

    /** A filter on one value; an absent one matches nothing. */
    public Filters<T> on(String name, Function<T, ? extends @Nullable Object> value) {
        values.put(name, item -> Stream.ofNullable(value.apply(item)));
        return this;
    }

    /** A filter that is fulfilled by any of several values. */
    public Filters<T> onAny(
            String name, Function<T, ? extends Stream<? extends @Nullable Object>> any) {
        values.put(name, any);
        return this;
    }

    /** Filters on properties that nothing has here, such as those of Outposts. */
    public Filters<T> onAbsent(String... names) {
        for (String name : names) {
            values.put(name, item -> Stream.of());
        }
        return this;
    }

    /** The filters {@code tag:key}, {@code tag-key} and {@code tag-value}. */
    public Filters<T> onTags(Function<T, @Nullable List<Tag>> source) {
        tags = source;
        values.put("tag-key", item -> tags(source, item).map(Tag::key));
        values.put("tag-value", item -> tags(source, item).map(Tag::value));
        return this;
    }

    private static <T> Stream<Tag> tags(Function<T, @Nullable List<Tag>> source, T item) {
        return Stream.ofNullable(source.apply(item)).flatMap(Collection::stream);
    }

    /**
     * What passes a request's filters.
     *
     * @throws brume.wire.ServiceException if one of them is not known
     */
    public Predicate<T> of(@Nullable List<Filter> filters) {
        Predicate<T> all = item -> true;
        long count = 0;
        for (Filter filter : filters == null ? List.<Filter>of() : filters) {
            String name = filter.name();
            List<String> wanted = filter.values();
            if (name == null) {
                throw Ec2Errors.missingParameter(
                        "The request must contain the parameter Filter.Name");
            }
            if (wanted == null || wanted.isEmpty()) {
                throw Ec2Errors.missingParameter(
                        "The request must contain a value for the filter '" + name + "'");
            }
            count += wanted.size();
            if (count > Ec2Quotas.FILTER_VALUES.value()) {
                throw Ec2Errors.filterLimitExceeded(
                        "The maximum number of filter values specified on a single call is "
                                + Ec2Quotas.FILTER_VALUES.value());
            }
            all = all.and(predicate(name, wanted));
        }
        return all;
    }

    private Predicate<T> predicate(String name, List<String> wanted) {
        var source = values.get(name);
        Function<T, @Nullable List<Tag>> tagged = tags;
        if (source == null && tagged != null && name.startsWith("tag:")) {
            String key = name.substring("tag:".length());
            return item ->
                    tags(tagged, item)
                            .anyMatch(tag -> key.equals(tag.key()) && any(wanted, tag.value()));
        }
        if (source == null) {
            throw Ec2Errors.invalidParameterValue("The filter '" + name + "' is invalid");
        }
        return item -> source.apply(item).filter(Objects::nonNull).anyMatch(v -> any(wanted, v));
    }

    private static boolean any(List<String> wanted, @Nullable Object value) {
        if (value == null) {
            return false;
        }
        String text = value instanceof java.time.Instant time ? Times.text(time) : value.toString();
        for (String pattern : wanted) {
            if (Wildcard.matches(pattern, text)) {
                return true;
            }
        }
        return false;
    }
}
