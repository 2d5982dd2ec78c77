package brume.services.states;

import brume.api.states.StatesApi;
import brume.base.Clock;
import brume.events.Queues;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.op.CreateActivity;
import brume.services.states.op.CreateStateMachine;
import brume.services.states.op.CreateStateMachineAlias;
import brume.services.states.op.DeleteActivity;
import brume.services.states.op.DeleteStateMachine;
import brume.services.states.op.DeleteStateMachineAlias;
import brume.services.states.op.DeleteStateMachineVersion;
import brume.services.states.op.DescribeActivity;
import brume.services.states.op.DescribeExecution;
import brume.services.states.op.DescribeMapRun;
import brume.services.states.op.DescribeStateMachine;
import brume.services.states.op.DescribeStateMachineAlias;
import brume.services.states.op.DescribeStateMachineForExecution;
import brume.services.states.op.GetActivityTask;
import brume.services.states.op.GetExecutionHistory;
import brume.services.states.op.ListActivities;
import brume.services.states.op.ListExecutions;
import brume.services.states.op.ListMapRuns;
import brume.services.states.op.ListStateMachineAliases;
import brume.services.states.op.ListStateMachineVersions;
import brume.services.states.op.ListStateMachines;
import brume.services.states.op.ListTagsForResource;
import brume.services.states.op.LogDestinations;
import brume.services.states.op.PublishStateMachineVersion;
import brume.services.states.op.Publishing;
import brume.services.states.op.RedriveExecution;
import brume.services.states.op.SendTaskFailure;
import brume.services.states.op.SendTaskHeartbeat;
import brume.services.states.op.SendTaskSuccess;
import brume.services.states.op.StartExecution;
import brume.services.states.op.StartSyncExecution;
import brume.services.states.op.StopExecution;
import brume.services.states.op.TagResource;
import brume.services.states.op.Tagging;
import brume.services.states.op.Targets;
import brume.services.states.op.TestState;
import brume.services.states.op.UntagResource;
import brume.services.states.op.UpdateMapRun;
import brume.services.states.op.UpdateStateMachine;
import brume.services.states.op.UpdateStateMachineAlias;
import brume.services.states.op.ValidateStateMachineDefinition;
import brume.services.states.store.Activities;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.services.states.store.MapRuns;
import brume.services.states.store.StateMachines;
import brume.services.states.store.Versions;
import brume.services.states.worker.ActivityPolls;
import brume.services.states.worker.Definitions;
import brume.services.states.worker.ExecutionEngine;
import brume.services.states.worker.ExecutionLogs;
import brume.services.states.worker.ExpressEngine;
import brume.services.states.worker.LogWorker;
import brume.services.states.worker.MapRunEngine;
import brume.services.states.worker.NestedWorker;
import brume.services.states.worker.Redrives;
import brume.services.states.worker.StateTest;
import brume.services.states.worker.TaskCalls;
import brume.services.states.worker.TaskReports;
import brume.services.states.worker.TaskWorker;
import brume.services.states.worker.TimerWorker;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.store.Store;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.stream.Stream;

/** AWS Step Functions. */
public final class StatesService implements Service {

    private final StateMachines machines = new StateMachines();
    private final Versions versions = new Versions();
    private final Activities activities = new Activities();
    private final Executions executions = new Executions();
    private final Histories histories = new Histories();
    private final MapRuns mapRuns = new MapRuns();
    private final Store store;
    private final ExecutionLogs logs;
    private final ExecutionEngine engine;
    private final ExpressEngine express;
    private final MapRunEngine mapRunEngine;
    private final TaskReports reports;
    private final Redrives redrives;
    private final ActivityPolls polls;
    private final StateTest test;
    private final Targets targets = new Targets(machines, versions);
    private final List<Operation<?, ?>> operations;

    public StatesService(ServiceContext context) {
        store = context.store();
        Clock clock = context.clock();
        Queues queues = context.queues();
        Definitions definitions = new Definitions(machines);
        TaskCalls calls =
                new TaskCalls(
                        context.calls(),
                        context.http(),
                        context.endpoint(),
                        context.sessions(),
                        clock);
        logs = new ExecutionLogs(context.calls(), clock);
        engine =
                new ExecutionEngine(
                        store,
                        clock,
                        queues,
                        machines,
                        executions,
                        histories,
                        activities,
                        mapRuns,
                        definitions);
        express =
                new ExpressEngine(
                        store,
                        clock,
                        definitions,
                        calls,
                        logs,
                        (int) StatesQuotas.EXPRESS_RUNNING.value());
        mapRunEngine =
                new MapRunEngine(
                        store,
                        clock,
                        queues,
                        mapRuns,
                        executions,
                        engine,
                        express,
                        context.calls(),
                        calls);
        reports = new TaskReports(store, activities, engine);
        redrives = new Redrives(store, clock, executions, engine);
        polls =
                new ActivityPolls(
                        store, clock, reports, (int) StatesQuotas.ACTIVITY_POLLERS.value());
        test = new StateTest(clock, calls);
        new TaskWorker(engine, calls).register(queues);
        new NestedWorker(engine, calls).register(queues);
        new TimerWorker(engine).register(queues);
        mapRunEngine.register(queues);
        new LogWorker(store, executions, histories, definitions, logs).register(queues);
        operations =
                Stream.of(machineOperations(), activityOperations(), executionOperations())
                        .<Operation<?, ?>>flatMap(List::stream)
                        .toList();
    }

    private List<Operation<?, ?>> machineOperations() {
        LogDestinations destinations = new LogDestinations(logs);
        Publishing publishing = new Publishing(machines, versions);
        Tagging tagging = new Tagging(store, machines, activities);
        return List.of(
                new CreateStateMachine(store, machines, destinations, publishing),
                new CreateStateMachineAlias(store, versions),
                new DeleteStateMachine(store, machines, versions),
                new DeleteStateMachineAlias(store, versions),
                new DeleteStateMachineVersion(store, versions),
                new DescribeStateMachine(store, machines, targets),
                new DescribeStateMachineAlias(store, versions),
                new ListStateMachineAliases(store, machines, versions),
                new ListStateMachineVersions(store, machines, versions),
                new ListStateMachines(store, machines),
                new ListTagsForResource(tagging),
                new PublishStateMachineVersion(store, machines, publishing),
                new TagResource(tagging),
                new UntagResource(tagging),
                new UpdateStateMachine(store, machines, destinations, publishing),
                new UpdateStateMachineAlias(store, versions),
                new ValidateStateMachineDefinition(),
                new TestState(test));
    }

    private List<Operation<?, ?>> activityOperations() {
        return List.of(
                new CreateActivity(store, activities),
                new DeleteActivity(store, activities),
                new DescribeActivity(store, activities),
                new ListActivities(store, activities));
    }

    private List<Operation<?, ?>> executionOperations() {
        return List.of(
                new DescribeExecution(store, executions, redrives),
                new DescribeMapRun(store, mapRuns),
                new DescribeStateMachineForExecution(store, machines, executions),
                new GetActivityTask(store, activities, polls),
                new GetExecutionHistory(store, executions, histories),
                new ListExecutions(store, targets, executions, mapRuns),
                new ListMapRuns(store, executions, mapRuns),
                new RedriveExecution(redrives),
                new SendTaskFailure(reports),
                new SendTaskHeartbeat(reports),
                new SendTaskSuccess(reports),
                new StartExecution(store, targets, executions, engine, express),
                new StartSyncExecution(store, targets, express),
                new StopExecution(engine),
                new UpdateMapRun(store, mapRuns, mapRunEngine));
    }

    @Override
    public ServiceModel model() {
        return StatesApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public void start() {
        express.resume();
        mapRunEngine.resume();
    }

    @Override
    public void release() {
        polls.release();
    }

    @Override
    public void stop() {
        express.stop();
    }
}
