package brume.services.states;

import brume.api.states.StatesApi;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.op.CreateActivity;
import brume.services.states.op.CreateStateMachine;
import brume.services.states.op.DeleteActivity;
import brume.services.states.op.DeleteStateMachine;
import brume.services.states.op.DescribeActivity;
import brume.services.states.op.DescribeExecution;
import brume.services.states.op.DescribeStateMachine;
import brume.services.states.op.DescribeStateMachineForExecution;
import brume.services.states.op.GetActivityTask;
import brume.services.states.op.GetExecutionHistory;
import brume.services.states.op.ListActivities;
import brume.services.states.op.ListExecutions;
import brume.services.states.op.ListStateMachineVersions;
import brume.services.states.op.ListStateMachines;
import brume.services.states.op.ListTagsForResource;
import brume.services.states.op.SendTaskFailure;
import brume.services.states.op.SendTaskHeartbeat;
import brume.services.states.op.SendTaskSuccess;
import brume.services.states.op.StartExecution;
import brume.services.states.op.StartSyncExecution;
import brume.services.states.op.StopExecution;
import brume.services.states.op.TagResource;
import brume.services.states.op.Tagging;
import brume.services.states.op.UntagResource;
import brume.services.states.op.UpdateStateMachine;
import brume.services.states.op.ValidateStateMachineDefinition;
import brume.services.states.store.Activities;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.services.states.store.StateMachines;
import brume.services.states.worker.ActivityPolls;
import brume.services.states.worker.ExecutionEngine;
import brume.services.states.worker.ExpressEngine;
import brume.services.states.worker.TaskCalls;
import brume.services.states.worker.TaskWorker;
import brume.services.states.worker.TimerWorker;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.store.Store;
import brume.wire.ServiceModel;
import java.util.List;

/** AWS Step Functions. */
public final class StatesService implements Service {

    private final List<Operation<?, ?>> operations;
    private final ActivityPolls polls;
    private final ExpressEngine express;

    public StatesService(ServiceContext context) {
        Store store = context.store();
        StateMachines machines = new StateMachines();
        Executions executions = new Executions();
        Histories histories = new Histories();
        Activities activities = new Activities();
        ExecutionEngine engine =
                new ExecutionEngine(
                        store,
                        context.clock(),
                        context.queues(),
                        machines,
                        executions,
                        histories,
                        activities);
        TaskCalls calls = new TaskCalls(context.calls(), context.clock());
        new TaskWorker(engine, calls).register(context.queues());
        new TimerWorker(engine).register(context.queues());
        express =
                new ExpressEngine(
                        store,
                        context.clock(),
                        machines,
                        calls,
                        (int) StatesQuotas.EXPRESS_RUNNING.value());
        polls =
                new ActivityPolls(
                        store,
                        context.clock(),
                        engine,
                        (int) StatesQuotas.ACTIVITY_POLLERS.value());
        Tagging tagging = new Tagging(store, machines, activities);
        operations =
                List.of(
                        new CreateActivity(store, activities),
                        new CreateStateMachine(store, machines),
                        new DeleteActivity(store, activities),
                        new DeleteStateMachine(store, machines),
                        new DescribeActivity(store, activities),
                        new DescribeExecution(store, executions),
                        new DescribeStateMachine(store, machines),
                        new DescribeStateMachineForExecution(store, machines, executions),
                        new GetActivityTask(store, activities, polls),
                        new GetExecutionHistory(store, executions, histories),
                        new ListActivities(store, activities),
                        new ListExecutions(store, machines, executions),
                        new ListStateMachineVersions(store, machines),
                        new ListStateMachines(store, machines),
                        new ListTagsForResource(tagging),
                        new SendTaskFailure(engine),
                        new SendTaskHeartbeat(engine),
                        new SendTaskSuccess(engine),
                        new StartExecution(store, machines, executions, engine, express),
                        new StartSyncExecution(store, machines, express),
                        new StopExecution(engine),
                        new TagResource(tagging),
                        new UntagResource(tagging),
                        new UpdateStateMachine(store, machines),
                        new ValidateStateMachineDefinition());
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
    }

    @Override
    public void stop() {
        polls.stop();
        express.stop();
    }
}
