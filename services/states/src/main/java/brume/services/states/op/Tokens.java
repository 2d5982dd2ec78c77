package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.services.states.domain.engine.TaskToken;
import brume.services.states.store.ExecutionId;
import brume.services.states.worker.TaskReports.Reported;
import brume.spi.Call;
import brume.wire.ServiceException;
import java.util.function.BiFunction;

/** What the operations with a task token have in common. */
final class Tokens {

    private Tokens() {}

    /**
     * Hands a report on to the execution of the token.
     *
     * @throws ServiceException if it is no token of this account, or its task is over
     */
    static void accept(
            Call call, String text, BiFunction<ExecutionId, TaskToken, Reported> report) {
        TaskToken token = TaskToken.find(text).orElseThrow(Tokens::invalid);
        ExecutionId id =
                ExecutionId.find(token.executionArn())
                        .filter(found -> found.scope().equals(call.scope()))
                        .orElseThrow(Tokens::invalid);
        if (report.apply(id, token) == Reported.TASK_OVER) {
            throw StatesErrors.taskTimedOut(
                    "Task Timed Out: 'Provided task does not exist anymore'");
        }
    }

    /** Refuses what has not the form of a token. */
    static void check(String text) {
        if (TaskToken.find(text).isEmpty()) {
            throw invalid();
        }
    }

    private static ServiceException invalid() {
        return StatesErrors.invalidToken("Invalid Token: 'Invalid token'");
    }
}
