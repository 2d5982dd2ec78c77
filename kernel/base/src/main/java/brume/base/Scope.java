package brume.base;

/** Where a regional resource lives: one account in one region. */
public record Scope(AccountId account, Region region) {

    /** The ARN of a resource of this scope, for example {@code arn("dynamodb", "table/t")}. */
    public Arn arn(String service, String resource) {
        return new Arn(region.partition(), service, region.value(), account.value(), resource);
    }
}
