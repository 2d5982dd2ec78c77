package brume.services.events;

import brume.api.events.CreateConnectionRequest;
import brume.api.events.CreateEventBusRequest;
import brume.api.events.DeauthorizeConnectionRequest;
import brume.api.events.DeleteConnectionRequest;
import brume.api.events.DeleteEventBusRequest;
import brume.api.events.DeleteRuleRequest;
import brume.api.events.DescribeConnectionRequest;
import brume.api.events.DescribeEventBusRequest;
import brume.api.events.DescribeRuleRequest;
import brume.api.events.DisableRuleRequest;
import brume.api.events.EnableRuleRequest;
import brume.api.events.EventsApi;
import brume.api.events.ListTagsForResourceRequest;
import brume.api.events.ListTargetsByRuleRequest;
import brume.api.events.PutPermissionRequest;
import brume.api.events.PutRuleRequest;
import brume.api.events.PutTargetsRequest;
import brume.api.events.RemovePermissionRequest;
import brume.api.events.RemoveTargetsRequest;
import brume.api.events.TagResourceRequest;
import brume.api.events.UntagResourceRequest;
import brume.api.events.UpdateConnectionRequest;
import brume.services.events.op.BusPolicies;
import brume.services.events.op.Connections;
import brume.services.events.op.EventAccess;
import brume.services.events.op.EventBuses;
import brume.services.events.op.EventTags;
import brume.services.events.op.PutEvents;
import brume.services.events.op.Rules;
import brume.services.events.op.Targets;
import brume.services.events.op.TestEventPattern;
import brume.services.events.store.ConnectionStore;
import brume.services.events.store.EventStore;
import brume.services.events.worker.Authorizations;
import brume.services.events.worker.Deliveries;
import brume.services.events.worker.RuleMatcher;
import brume.services.events.worker.Schedules;
import brume.spi.ConnectionDirectory;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.store.Store;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** EventBridge: its operations, the schedules and the deliveries. */
public final class EventsService implements Service {

    private final List<Operation<?, ?>> operations;
    private final Store.Watch watch;
    private final Authorizations authorizations;

    public EventsService(ServiceContext context) {
        EventStore store = new EventStore(context.store());
        watch = store.watchRules();
        Deliveries deliveries =
                new Deliveries(store, context.queues(), context.calls(), context.clock());
        Schedules schedules = new Schedules(store, context.queues(), deliveries, context.clock());
        deliveries.register();
        schedules.register();
        ConnectionStore connections = new ConnectionStore(context.store());
        authorizations =
                new Authorizations(connections, context.queues(), context.http(), context.clock());
        authorizations.register();
        EventAccess on = new EventAccess();
        operations =
                Stream.of(
                                buses(on, store, context),
                                rules(on, store, schedules, context),
                                targets(on, new Targets(store)),
                                events(store, deliveries, context),
                                connections(
                                        on,
                                        new Connections(
                                                connections, authorizations, context.clock())),
                                tags(on, new EventTags(store)))
                        .<Operation<?, ?>>flatMap(List::stream)
                        .toList();
    }

    private static List<Operation<?, ?>> buses(
            EventAccess on, EventStore store, ServiceContext context) {
        EventBuses buses = new EventBuses(store, context.clock());
        BusPolicies policies = new BusPolicies(store, context.clock());
        return List.of(
                on.bus(EventsApi.CREATE_EVENT_BUS, CreateEventBusRequest::name, buses::create),
                on.bus(
                        EventsApi.DESCRIBE_EVENT_BUS,
                        DescribeEventBusRequest::name,
                        buses::describe),
                on.any(EventsApi.LIST_EVENT_BUSES, buses::list),
                on.bus(EventsApi.DELETE_EVENT_BUS, DeleteEventBusRequest::name, buses::delete),
                on.bus(EventsApi.PUT_PERMISSION, PutPermissionRequest::eventBusName, policies::put),
                on.bus(
                        EventsApi.REMOVE_PERMISSION,
                        RemovePermissionRequest::eventBusName,
                        policies::remove));
    }

    private static List<Operation<?, ?>> rules(
            EventAccess on, EventStore store, Schedules schedules, ServiceContext context) {
        Rules rules = new Rules(store, schedules, context.clock());
        return List.of(
                on.rule(
                        EventsApi.PUT_RULE,
                        PutRuleRequest::eventBusName,
                        PutRuleRequest::name,
                        rules::put),
                on.rule(
                        EventsApi.DESCRIBE_RULE,
                        DescribeRuleRequest::eventBusName,
                        DescribeRuleRequest::name,
                        rules::describe),
                on.any(EventsApi.LIST_RULES, rules::list),
                on.rule(
                        EventsApi.ENABLE_RULE,
                        EnableRuleRequest::eventBusName,
                        EnableRuleRequest::name,
                        rules::enable),
                on.rule(
                        EventsApi.DISABLE_RULE,
                        DisableRuleRequest::eventBusName,
                        DisableRuleRequest::name,
                        rules::disable),
                on.rule(
                        EventsApi.DELETE_RULE,
                        DeleteRuleRequest::eventBusName,
                        DeleteRuleRequest::name,
                        rules::delete));
    }

    private static List<Operation<?, ?>> targets(EventAccess on, Targets targets) {
        return List.of(
                on.rule(
                        EventsApi.PUT_TARGETS,
                        PutTargetsRequest::eventBusName,
                        PutTargetsRequest::rule,
                        targets::put),
                on.rule(
                        EventsApi.REMOVE_TARGETS,
                        RemoveTargetsRequest::eventBusName,
                        RemoveTargetsRequest::rule,
                        targets::remove),
                on.rule(
                        EventsApi.LIST_TARGETS_BY_RULE,
                        ListTargetsByRuleRequest::eventBusName,
                        ListTargetsByRuleRequest::rule,
                        targets::list),
                on.any(EventsApi.LIST_RULE_NAMES_BY_TARGET, targets::listRuleNames));
    }

    private static List<Operation<?, ?>> events(
            EventStore store, Deliveries deliveries, ServiceContext context) {
        return List.of(
                new PutEvents(store, new RuleMatcher(store), deliveries, context.clock()),
                new TestEventPattern());
    }

    private static List<Operation<?, ?>> connections(EventAccess on, Connections connections) {
        return List.of(
                on.connection(
                        EventsApi.CREATE_CONNECTION,
                        CreateConnectionRequest::name,
                        connections::create),
                on.connection(
                        EventsApi.UPDATE_CONNECTION,
                        UpdateConnectionRequest::name,
                        connections::update),
                on.connection(
                        EventsApi.DESCRIBE_CONNECTION,
                        DescribeConnectionRequest::name,
                        connections::describe),
                on.connection(
                        EventsApi.DELETE_CONNECTION,
                        DeleteConnectionRequest::name,
                        connections::delete),
                on.connection(
                        EventsApi.DEAUTHORIZE_CONNECTION,
                        DeauthorizeConnectionRequest::name,
                        connections::deauthorize),
                on.any(EventsApi.LIST_CONNECTIONS, connections::list));
    }

    private static List<Operation<?, ?>> tags(EventAccess on, EventTags tags) {
        return List.of(
                on.arn(EventsApi.TAG_RESOURCE, TagResourceRequest::resourceARN, tags::tag),
                on.arn(EventsApi.UNTAG_RESOURCE, UntagResourceRequest::resourceARN, tags::untag),
                on.arn(
                        EventsApi.LIST_TAGS_FOR_RESOURCE,
                        ListTagsForResourceRequest::resourceARN,
                        tags::list));
    }

    @Override
    public ServiceModel model() {
        return EventsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public Optional<ConnectionDirectory> connections() {
        return Optional.of(authorizations);
    }

    @Override
    public void stop() {
        watch.close();
    }
}
