package brume.services.dynamodb.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;

/** The name of a table and where it lives, in the form in which it is stored. */
public record TableRef(String account, String region, String name) {

    public static TableRef of(Scope scope, String name) {
        return new TableRef(scope.account().value(), scope.region().value(), name);
    }

    public static TableRef of(Table table) {
        return new TableRef(table.account(), table.region(), table.name());
    }

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }
}
