package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRuns;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.ServiceException;

/** The ARNs of map runs: {@code mapRun:machine/label:uuid}. */
final class MapRunArns {

    private static final String TYPE = "mapRun:";

    private MapRunArns() {}

    /** A map run that has been found. */
    record Found(MapRuns.Id id, MapRunRecord run) {}

    static String arn(Scope scope, MapRunRecord run) {
        return arn(scope, run.childMachine(), run.uuid());
    }

    static String arn(Scope scope, String childMachine, String uuid) {
        return scope.arn("states", TYPE + childMachine + ':' + uuid).toString();
    }

    /**
     * The map run that an ARN names.
     *
     * @throws ServiceException InvalidArn or ResourceNotFound
     */
    static Found get(Reader reader, MapRuns runs, Call call, String arn) {
        Arn parsed =
                Arn.find(arn)
                        .filter(found -> found.service().equals("states"))
                        .filter(found -> found.resource().startsWith(TYPE))
                        .orElseThrow(() ->
                                StatesErrors.invalidArn(
                                        "Invalid Arn: 'Invalid ARN prefix: " + arn + "'"));
        String uuid = parsed.resource().substring(parsed.resource().lastIndexOf(':') + 1);
        MapRuns.Id id = new MapRuns.Id(call.scope(), uuid);
        return runs.find(reader, id)
                .filter(run -> arn(call.scope(), run).equals(arn))
                .map(run -> new Found(id, run))
                .orElseThrow(() -> notFound(arn));
    }

    static ServiceException notFound(String arn) {
        return StatesErrors.resourceNotFound("Resource not found: '" + arn + "'");
    }
}
