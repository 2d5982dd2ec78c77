package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.DynamodbErrors;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.store.Backups;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ARN of a backup, as a request gives it. Source of the errors: answers that the public lab
 * notes of the ACK controller for DynamoDB record from the service (DDB-BACKUP-012).
 */
record BackupArn(String text, Scope scope, String table, String id) {

    private static final Pattern RESOURCE = Pattern.compile("table/([^/]+)/backup/([^/]+)");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,3}(-[a-z]+)+-[0-9]");

    /**
     * Reads an ARN of a backup of the caller's account.
     *
     * @throws ServiceException ValidationException, or AccessDeniedException for another account
     */
    static BackupArn parse(Call call, String text) {
        Arn arn = Arn.find(text).orElse(null);
        Matcher resource = RESOURCE.matcher(arn == null ? "" : arn.resource());
        if (arn == null || !resource.matches()) {
            throw CommonErrors.validation(DynamodbApi.MODEL, "Invalid Backup ARN");
        }
        if (!arn.account().equals(call.account().value())) {
            throw CommonErrors.accessDenied(DynamodbApi.MODEL, "Access is denied");
        }
        if (!arn.service().equals("dynamodb")
                || !REGION.matcher(arn.region()).matches()
                || !arn.partition().equals(new Region(arn.region()).partition())) {
            throw CommonErrors.validation(
                    DynamodbApi.MODEL, "Invalid Request: BackupArn is not valid");
        }
        Scope scope = new Scope(new AccountId(arn.account()), new Region(arn.region()));
        return new BackupArn(text, scope, resource.group(1), resource.group(2));
    }

    /** As {@link #parse}, of a backup of the call's own region, where alone it is known. */
    static BackupArn ofRegion(Call call, String text) {
        BackupArn arn = parse(call, text);
        if (!arn.scope().equals(call.scope())) {
            throw arn.notFound();
        }
        return arn;
    }

    ServiceException notFound() {
        return DynamodbErrors.backupNotFoundException("Backup not found: " + text);
    }

    /**
     * The backup.
     *
     * @throws ServiceException BackupNotFoundException
     */
    Backup find(Reader reader) {
        return Backups.find(reader, scope, table, id).orElseThrow(this::notFound);
    }
}
