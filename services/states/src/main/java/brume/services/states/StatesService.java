package brume.services.states;

import brume.api.states.StatesApi;
import brume.services.states.op.CreateStateMachine;
import brume.services.states.op.DeleteStateMachine;
import brume.services.states.op.DescribeExecution;
import brume.services.states.op.DescribeStateMachine;
import brume.services.states.op.DescribeStateMachineForExecution;
import brume.services.states.op.GetExecutionHistory;
import brume.services.states.op.ListExecutions;
import brume.services.states.op.ListStateMachineVersions;
import brume.services.states.op.ListStateMachines;
import brume.services.states.op.ListTagsForResource;
import brume.services.states.op.SendTaskFailure;
import brume.services.states.op.SendTaskHeartbeat;
import brume.services.states.op.SendTaskSuccess;
import brume.services.states.op.StartExecution;
import brume.services.states.op.StopExecution;
import brume.services.states.op.TagResource;
import brume.services.states.op.UntagResource;
import brume.services.states.op.UpdateStateMachine;
import brume.services.states.op.ValidateStateMachineDefinition;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.services.states.store.StateMachines;
import brume.services.states.worker.ExecutionEngine;
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

    public StatesService(ServiceContext context) {
        Store store = context.store();
        StateMachines machines = new StateMachines();
        Executions executions = new Executions();
        Histories histories = new Histories();
        ExecutionEngine engine =
                new ExecutionEngine(
                        store, context.clock(), context.queues(), machines, executions, histories);
        new TaskWorker(engine, new TaskCalls(context.calls(), context.clock()))
                .register(context.queues());
        new TimerWorker(engine).register(context.queues());
        operations =
                List.of(
                        new CreateStateMachine(store, machines),
                        new DeleteStateMachine(store, machines),
                        new DescribeExecution(store, executions),
                        new DescribeStateMachine(store, machines),
                        new DescribeStateMachineForExecution(store, machines, executions),
                        new GetExecutionHistory(store, executions, histories),
                        new ListExecutions(store, machines, executions),
                        new ListStateMachineVersions(store, machines),
                        new ListStateMachines(store, machines),
                        new ListTagsForResource(store, machines),
                        new SendTaskFailure(engine),
                        new SendTaskHeartbeat(engine),
                        new SendTaskSuccess(engine),
                        new StartExecution(store, machines, executions, engine),
                        new StopExecution(engine),
                        new TagResource(store, machines),
                        new UntagResource(store, machines),
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
}
