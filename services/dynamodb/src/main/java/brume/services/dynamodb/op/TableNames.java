package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.wire.CommonErrors;
import brume.wire.Validation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Table names as requests give them: a name, or the table's ARN. */
final class TableNames {

    static final int LENGTH_MAX = 255;
    static final String PATTERN = "[a-zA-Z0-9_.-]+";
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final String PREFIX = "table/";

    /** What the operations on tables say of a request without a name. */
    static final String REQUIRED =
            "The parameter 'TableName' is required but was not present in the request";

    private TableNames() {}

    /** The name that a name or ARN stands for. */
    static String name(String nameOrArn) {
        if (!nameOrArn.startsWith("arn:")) {
            return nameOrArn;
        }
        return Arn.find(nameOrArn)
                .map(Arn::resource)
                .filter(resource -> resource.startsWith(PREFIX))
                .map(resource -> resource.substring(PREFIX.length()))
                .orElse(nameOrArn);
    }

    /**
     * The account and region that own the tables, or empty if they are the caller's own. ARNs of
     * other regions are of tables that this endpoint does not have.
     */
    static Optional<Scope> scope(Call call, List<String> namesOrArns) {
        if (namesOrArns.stream().noneMatch(name -> name.startsWith("arn:"))) {
            return Optional.empty();
        }
        Set<String> accounts = new HashSet<>();
        for (String name : namesOrArns) {
            Arn arn = name.startsWith("arn:") ? Arn.find(name).orElse(null) : null;
            if (arn != null && !arn.region().equals(call.region().value())) {
                throw Tables.notFound();
            }
            accounts.add(arn == null ? call.account().value() : arn.account());
        }
        if (accounts.size() > 1) {
            throw CommonErrors.notImplemented(
                    DynamodbApi.MODEL, "requests for tables of several accounts");
        }
        return accounts.stream()
                .filter(account -> !account.equals(call.account().value()))
                .findFirst()
                .map(account -> {
                    if (!ACCOUNT.matcher(account).matches()) {
                        throw Tables.notFound();
                    }
                    return new Scope(new AccountId(account), call.region());
                });
    }

    static String arn(Call call, String nameOrArn) {
        return nameOrArn.startsWith("arn:") ? nameOrArn : OpenTable.arn(call.scope(), nameOrArn);
    }

    /**
     * The checked name of the table that {@code nameOrArn} means.
     *
     * @throws InvalidRequest if it cannot be a table's name
     */
    static String checked(String nameOrArn) {
        return checked("tableName", nameOrArn, 1);
    }

    static String checked(String member, String nameOrArn, int lengthMin) {
        Optional<String> violation = violation(member, nameOrArn, lengthMin);
        if (violation.isPresent()) {
            throw new InvalidRequest(Validation.message(List.of(violation.get())));
        }
        return name(nameOrArn);
    }

    /** What is wrong with the name, as one of the violations of a request. */
    static Optional<String> violation(String member, String nameOrArn, int lengthMin) {
        String name = name(nameOrArn);
        String broken = null;
        if (name.length() < lengthMin) {
            broken = "Member must have length greater than or equal to " + lengthMin;
        } else if (name.length() > LENGTH_MAX) {
            broken = "Member must have length less than or equal to " + LENGTH_MAX;
        } else if (!name.chars().allMatch(c -> isNameCharacter((char) c))) {
            broken = "Member must satisfy regular expression pattern: " + PATTERN;
        }
        return broken == null
                ? Optional.empty()
                : Optional.of(
                        "Value '"
                                + name
                                + "' at '"
                                + member
                                + "' failed to satisfy constraint: "
                                + broken);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '-';
    }
}
