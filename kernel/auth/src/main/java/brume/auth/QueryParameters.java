package brume.auth;

import java.util.ArrayList;
import java.util.List;

/** The decoded parameters of a query string, in order. */
record QueryParameters(List<Parameter> parameters) {

    /** More parameters than this are no request that a client makes. */
    static final int PARAMETERS_MAX = 10_000;

    record Parameter(String name, String value) {}

    static QueryParameters parse(String query) {
        List<Parameter> parameters = new ArrayList<>();
        int from = 0;
        while (from < query.length()) {
            int to = query.indexOf('&', from);
            to = to < 0 ? query.length() : to;
            if (to > from) {
                parameters.add(parameter(query, from, to));
            }
            if (parameters.size() > PARAMETERS_MAX) {
                throw AuthFailure.incomplete("The query string has too many parameters.")
                        .exception();
            }
            from = to + 1;
        }
        return new QueryParameters(parameters);
    }

    private static Parameter parameter(String query, int from, int to) {
        int equals = query.indexOf('=', from);
        boolean bare = equals < 0 || equals > to;
        String name = query.substring(from, bare ? to : equals);
        String value = bare ? "" : query.substring(equals + 1, to);
        return new Parameter(
                PercentEncoding.decode(name, true), PercentEncoding.decode(value, true));
    }

    /** The first value of a parameter; empty text if it is missing. */
    String get(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return "";
    }
}
