package brume.services.apigatewayv2.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change to a request or to a response: {@code append:header.name}, {@code overwrite:path},
 * {@code remove:querystring.name}, with a text that may contain {@code $request.header.name} and
 * the like. Source: Developer Guide, "Transform API requests and responses for HTTP APIs".
 *
 * @param place {@code header}, {@code querystring}, {@code path} or {@code statuscode}
 * @param name of the field or parameter, or empty
 * @param source where the value comes from
 */
public record ParameterMapping(Action action, String place, String name, String source) {

    /** What happens to the value that is there already. */
    public enum Action {
        APPEND,
        OVERWRITE,
        REMOVE
    }

    private static final Pattern TARGET =
            Pattern.compile(
                    "(append|overwrite|remove):(?:(header|querystring)\\.(.+)|(path)|(statuscode))");
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "\\$\\{([A-Za-z][^{}]*)\\}|(\\$(?:request|response|context|stageVariables)"
                            + "[A-Za-z0-9_.$\\-\\[\\]'\"*:@]*)");
    private static final Pattern KNOWN =
            Pattern.compile(
                    "(?:request\\.(?:header|querystring|path)\\..+|request\\.path|"
                            + "(?:request|response)\\.body(?:[.\\[].*)?|response\\.header\\..+|"
                            + "context\\..+|stageVariables\\..+)");

    /** Source: same page, "Reserved headers". */
    private static final Set<String> RESERVED =
            Set.of(
                    "access-control",
                    "apigw-",
                    "authorization",
                    "connection",
                    "content-encoding",
                    "content-length",
                    "content-location",
                    "forwarded",
                    "keep-alive",
                    "origin",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailers",
                    "transfer-encoding",
                    "upgrade",
                    "x-amz-",
                    "x-amzn-",
                    "x-forwarded-for",
                    "x-forwarded-host",
                    "x-forwarded-proto",
                    "via");

    /**
     * Reads a mapping.
     *
     * @throws brume.wire.ServiceException BadRequestException if there is no such target
     */
    public static ParameterMapping of(String target, String source) {
        Matcher matcher = TARGET.matcher(target);
        if (!matcher.matches()) {
            throw ApiErrors.bad("Invalid mapping expression specified: " + target);
        }
        Action action = Action.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
        if (matcher.group(2) != null) {
            return new ParameterMapping(action, matcher.group(2), matcher.group(3), source);
        }
        String place = matcher.group(4) != null ? "path" : "statuscode";
        if (action != Action.OVERWRITE) {
            throw ApiErrors.bad("Invalid mapping expression specified: " + target);
        }
        return new ParameterMapping(action, place, "", source);
    }

    /** Checks a mapping of requests. */
    public static void checkRequest(String target, String source) {
        ParameterMapping mapping = of(target, source);
        if (mapping.place.equals("statuscode")) {
            throw ApiErrors.bad("Invalid mapping expression specified: " + target);
        }
        mapping.check(false);
    }

    /** Checks the mappings of responses with a status. */
    public static void checkResponse(String status, Map<String, String> mappings) {
        if (!status.matches("[2-5][0-9][0-9]")) {
            throw ApiErrors.bad("Invalid status code specified for response parameters: " + status);
        }
        mappings.forEach((target, source) -> {
            ParameterMapping mapping = of(target, source);
            if (!mapping.place.equals("header") && !mapping.place.equals("statuscode")) {
                throw ApiErrors.bad("Invalid mapping expression specified: " + target);
            }
            mapping.check(true);
        });
    }

    private void check(boolean response) {
        if (place.equals("header")) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean reserved =
                    RESERVED.stream()
                            .anyMatch(r ->
                                    r.endsWith("-") || r.equals("access-control")
                                            ? lower.startsWith(r)
                                            : lower.equals(r));
            if (reserved) {
                throw ApiErrors.bad("Operations on header " + name + " are restricted");
            }
        }
        if (action != Action.REMOVE) {
            checkSource(source, response);
        }
    }

    /**
     * Checks where a value comes from.
     *
     * @param response whether there is a response that it may come from
     */
    public static void checkSource(String source, boolean response) {
        for (String variable : variables(source)) {
            if (!KNOWN.matcher(variable).matches()
                    || !response && variable.startsWith("response.")) {
                throw ApiErrors.bad("Invalid mapping expression specified: $" + variable);
            }
        }
    }

    private static List<String> variables(String source) {
        List<String> found = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(source);
        while (matcher.find()) {
            found.add(variable(matcher));
        }
        return found;
    }

    private static String variable(java.util.regex.MatchResult match) {
        return match.group(1) != null ? match.group(1) : match.group(2).substring(1);
    }

    /** A source with every variable in it replaced by its value. */
    public static String evaluate(String source, Function<String, String> variable) {
        if (source.indexOf('$') < 0) {
            return source;
        }
        return VARIABLE.matcher(source)
                .replaceAll(match -> Matcher.quoteReplacement(variable.apply(variable(match))));
    }
}
