package brume.services.events.op;

import brume.api.events.DeleteRuleRequest;
import brume.api.events.DescribeRuleRequest;
import brume.api.events.DescribeRuleResponse;
import brume.api.events.DisableRuleRequest;
import brume.api.events.EnableRuleRequest;
import brume.api.events.EventsApi;
import brume.api.events.EventsErrors;
import brume.api.events.ListRulesRequest;
import brume.api.events.ListRulesResponse;
import brume.api.events.PutRuleRequest;
import brume.api.events.PutRuleResponse;
import brume.api.events.Rule;
import brume.api.events.RuleState;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventPattern;
import brume.services.events.domain.EventRule;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.schedule.ScheduleExpression;
import brume.services.events.store.EventStore;
import brume.services.events.worker.Schedules;
import brume.spi.Call;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules with patterns and schedules. */
public final class Rules {

    private final EventStore store;
    private final Schedules schedules;
    private final Clock clock;

    public Rules(EventStore store, Schedules schedules, Clock clock) {
        this.store = store;
        this.schedules = schedules;
        this.clock = clock;
    }

    public PutRuleResponse put(PutRuleRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        check(input, bus);
        Scope scope = call.scope();
        EventRule stored =
                store.transactRules(tx -> {
                    store.getBus(tx, scope, bus);
                    Optional<EventRule> old = store.findRule(tx, scope, bus, input.name());
                    if (old.isEmpty()) {
                        requireRoom(tx, scope, bus);
                    }
                    EventRule rule = rule(input, bus, old);
                    store.putRule(tx, scope, rule);
                    if (begins(rule, old)) {
                        schedules.begin(tx, scope, rule);
                    }
                    return rule;
                });
        return PutRuleResponse.builder().ruleArn(stored.arn(scope)).build();
    }

    private static void check(PutRuleRequest input, String bus) {
        String pattern = input.eventPattern();
        String schedule = input.scheduleExpression();
        if (isEmpty(pattern) && isEmpty(schedule)) {
            throw CommonErrors.validation(
                    EventsApi.MODEL,
                    "Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }
        if (schedule != null && !schedule.isEmpty()) {
            requireValidSchedule(schedule, bus);
        }
        if (pattern != null && !pattern.isEmpty()) {
            requireValid(pattern);
        }
    }

    private static void requireValidSchedule(String schedule, String bus) {
        if (!bus.equals(EventBusEntry.DEFAULT)) {
            throw CommonErrors.validation(
                    EventsApi.MODEL,
                    "ScheduleExpression is supported only on the default event bus.");
        }
        if (ScheduleExpression.parse(schedule).isEmpty()) {
            throw CommonErrors.validation(
                    EventsApi.MODEL, "Parameter ScheduleExpression is not valid.");
        }
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    static void requireValid(String pattern) {
        Optional<String> fault = EventPattern.findFault(pattern);
        if (fault.isPresent()) {
            throw EventsErrors.invalidEventPatternException(
                    "Event pattern is not valid. Reason: " + fault.get());
        }
    }

    private void requireRoom(Transaction transaction, Scope scope, String bus) {
        if (store.rules(transaction, scope, bus, rule -> true).size()
                >= EventsQuotas.RULES_PER_BUS.value()) {
            throw limitExceeded();
        }
    }

    static ServiceException limitExceeded() {
        return EventsErrors.limitExceededException(
                "The requested resource exceeds the maximum number allowed.");
    }

    /** The new rule: what is not given is not kept, except tags, which only creation sets. */
    private EventRule rule(PutRuleRequest input, String bus, Optional<EventRule> old) {
        EventRule rule =
                new EventRule(
                        bus,
                        input.name(),
                        isEmpty(input.eventPattern()) ? null : input.eventPattern(),
                        isEmpty(input.scheduleExpression()) ? null : input.scheduleExpression(),
                        Optional.ofNullable(input.state()).orElse(RuleState.ENABLED),
                        input.description(),
                        input.roleArn(),
                        clock.now(),
                        Ids.hex(16),
                        old.map(EventRule::tags)
                                .orElseGet(() -> EventTags.merged(new TreeMap<>(), input.tags())));
        return begins(rule, old)
                ? rule
                : rule.withSchedule(
                        old.orElseThrow().scheduleStart(), old.orElseThrow().scheduleId());
    }

    /** Whether a schedule starts to count anew: a new one, or one that was switched on again. */
    private static boolean begins(EventRule rule, Optional<EventRule> old) {
        return old.isEmpty()
                || !Objects.equals(old.get().scheduleExpression(), rule.scheduleExpression())
                || old.get().enabled() != rule.enabled();
    }

    public Unit enable(EnableRuleRequest input, Call call) {
        return setState(call, input.eventBusName(), input.name(), RuleState.ENABLED);
    }

    public Unit disable(DisableRuleRequest input, Call call) {
        return setState(call, input.eventBusName(), input.name(), RuleState.DISABLED);
    }

    private Unit setState(Call call, @Nullable String busName, String name, String state) {
        String bus = EventAccess.busName(busName, call);
        return store.transactRules(tx -> {
            store.getBus(tx, call.scope(), bus);
            EventRule old = store.getRule(tx, call.scope(), bus, name);
            if (!old.state().equals(state)) {
                EventRule rule = old.withState(state).withSchedule(clock.now(), Ids.hex(16));
                store.putRule(tx, call.scope(), rule);
                schedules.begin(tx, call.scope(), rule);
            }
            return Unit.INSTANCE;
        });
    }

    public DescribeRuleResponse describe(DescribeRuleRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        EventRule rule =
                store.read(reader -> {
                    store.getBus(reader, call.scope(), bus);
                    return store.getRule(reader, call.scope(), bus, input.name());
                });
        return DescribeRuleResponse.builder()
                .name(rule.name())
                .arn(rule.arn(call.scope()))
                .eventPattern(rule.eventPattern())
                .scheduleExpression(rule.scheduleExpression())
                .state(rule.state())
                .description(rule.description())
                .roleArn(rule.roleArn())
                .eventBusName(rule.bus())
                .createdBy(call.account().value())
                .build();
    }

    public ListRulesResponse list(ListRulesRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        String prefix = input.namePrefix() == null ? "" : input.namePrefix();
        List<EventRule> rules =
                store.read(reader -> {
                    store.getBus(reader, call.scope(), bus);
                    return store.rules(
                            reader, call.scope(), bus, rule -> rule.name().startsWith(prefix));
                });
        PageTokens.Page<EventRule> page =
                PageTokens.page(rules, EventRule::name, input.nextToken(), input.limit());
        return ListRulesResponse.builder()
                .rules(page.items().stream().map(rule -> shape(rule, call)).toList())
                .nextToken(page.token())
                .build();
    }

    private static Rule shape(EventRule rule, Call call) {
        return Rule.builder()
                .name(rule.name())
                .arn(rule.arn(call.scope()))
                .eventPattern(rule.eventPattern())
                .state(rule.state())
                .description(rule.description())
                .scheduleExpression(rule.scheduleExpression())
                .roleArn(rule.roleArn())
                .eventBusName(rule.bus())
                .build();
    }

    /** A rule that is not there is deleted already. */
    public Unit delete(DeleteRuleRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        return store.transactRules(tx -> {
            store.getBus(tx, call.scope(), bus);
            Optional<EventRule> rule = store.findRule(tx, call.scope(), bus, input.name());
            if (rule.isPresent()) {
                if (!store.targets(tx, call.scope(), bus, input.name()).isEmpty()) {
                    throw CommonErrors.validation(
                            EventsApi.MODEL, "Rule can't be deleted since it has targets.");
                }
                store.deleteRule(tx, call.scope(), rule.get());
            }
            return Unit.INSTANCE;
        });
    }
}
