package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changing part of an execution while one step of it is carried out: branches and payloads are
 * read from their source when they are needed, and what was changed is remembered, so that a step
 * reads and writes what it touches only.
 */
public final class ExecutionState {

    /** Where the stored part of an execution is read. */
    public interface Source {
        Optional<Branch> branch(long id);

        /** The ids of all stored branches. */
        List<Long> branches();

        Optional<Payload> payload(PayloadId id);

        Source NOTHING =
                new Source() {
                    @Override
                    public Optional<Branch> branch(long id) {
                        return Optional.empty();
                    }

                    @Override
                    public List<Long> branches() {
                        return List.of();
                    }

                    @Override
                    public Optional<Payload> payload(PayloadId id) {
                        return Optional.empty();
                    }
                };
    }

    /** Names a payload of a branch, such as its input or the items of its Map state. */
    public record PayloadId(long branch, Slot slot, int index) {

        static PayloadId of(Branch branch, Slot slot) {
            return new PayloadId(branch.id, slot, 0);
        }
    }

    /** The kinds of payloads that a branch keeps. */
    public enum Slot {
        INPUT,
        CALL,
        ITEMS,
        OUTPUT,
        VARIABLES,
        REPORT
    }

    private final Source source;
    private final Progress before;
    private final Map<Long, Branch> branches = new HashMap<>();
    private final Map<PayloadId, Payload> payloads = new HashMap<>();
    private final Set<Long> removedBranches = new HashSet<>();
    private final Set<PayloadId> changedPayloads = new HashSet<>();
    private final Set<PayloadId> removedPayloads = new HashSet<>();
    private final Set<Long> changedBranches = new HashSet<>();
    private final List<ObjectNode> events = new ArrayList<>();
    private long nextEventId;
    private long nextBranchId;
    private long nextTicket;
    private @Nullable Ending ending;
    private @Nullable Changes kept;

    public ExecutionState(Source source, Progress progress) {
        this.source = source;
        this.before = progress;
        this.nextEventId = progress.nextEventId();
        this.nextBranchId = progress.nextBranchId();
        this.nextTicket = progress.nextTicket();
    }

    /** The next free numbers of a running execution. */
    public record Progress(long nextEventId, long nextBranchId, long nextTicket) {
        public static final Progress NONE = new Progress(1, 0, 1);
    }

    public Progress progress() {
        return new Progress(nextEventId, nextBranchId, nextTicket);
    }

    public boolean isNew() {
        return before.nextEventId() == 1;
    }

    Optional<Branch> find(long id) {
        Branch known = branches.get(id);
        if (known != null || removedBranches.contains(id)) {
            return Optional.ofNullable(known);
        }
        Optional<Branch> stored = source.branch(id);
        stored.ifPresent(branch -> branches.put(id, branch));
        return stored;
    }

    /** For writing: the branch counts as changed. */
    Optional<Branch> open(long id) {
        Optional<Branch> branch = find(id);
        branch.ifPresent(found -> changedBranches.add(id));
        return branch;
    }

    Branch get(long id) {
        return open(id).orElseThrow(() -> new IllegalStateException("no branch " + id));
    }

    Branch add(long parent, int index, String state, long previousEvent) {
        Branch branch = new Branch(nextBranchId++, parent, index, state, previousEvent);
        branches.put(branch.id, branch);
        changedBranches.add(branch.id);
        return branch;
    }

    void remove(Branch branch) {
        branches.remove(branch.id);
        changedBranches.remove(branch.id);
        removedBranches.add(branch.id);
        for (Slot slot : Slot.values()) {
            if (slot != Slot.OUTPUT) {
                drop(PayloadId.of(branch, slot));
            }
        }
    }

    /** The live branches below {@code parent}, in the order of their ids. */
    List<Branch> children(Branch parent) {
        Set<Long> ids = new HashSet<>(source.branches());
        ids.addAll(branches.keySet());
        return ids.stream()
                .sorted()
                .map(this::find)
                .flatMap(Optional::stream)
                .filter(branch -> branch.parent == parent.id && !branch.isRoot())
                .toList();
    }

    /** All live branches. */
    List<Branch> all() {
        Set<Long> ids = new HashSet<>(source.branches());
        ids.addAll(branches.keySet());
        return ids.stream().sorted().map(this::find).flatMap(Optional::stream).toList();
    }

    long nextTicket() {
        return nextTicket++;
    }

    Optional<Payload> find(PayloadId id) {
        Payload known = payloads.get(id);
        if (known != null || removedPayloads.contains(id)) {
            return Optional.ofNullable(known);
        }
        Optional<Payload> stored = source.payload(id);
        stored.ifPresent(payload -> payloads.put(id, payload));
        return stored;
    }

    Payload payload(Branch branch, Slot slot) {
        return find(PayloadId.of(branch, slot))
                .orElseThrow(() -> new IllegalStateException("no " + slot + " of " + branch.id));
    }

    void put(Branch branch, Slot slot, Payload payload) {
        put(PayloadId.of(branch, slot), payload);
    }

    void put(PayloadId id, Payload payload) {
        payloads.put(id, payload);
        changedPayloads.add(id);
        removedPayloads.remove(id);
    }

    void drop(PayloadId id) {
        payloads.remove(id);
        changedPayloads.remove(id);
        removedPayloads.add(id);
    }

    /** The variables of the machine itself, if any were set. */
    public Optional<Payload> variables() {
        return find(Branch.ROOT)
                .filter(root -> root.hasVariables)
                .map(root -> payload(root, Slot.VARIABLES));
    }

    long addEvent(ObjectNode event) {
        event.put("id", nextEventId);
        events.add(event);
        return nextEventId++;
    }

    long lastEventId() {
        return nextEventId - 1;
    }

    void end(Ending result) {
        ending = result;
    }

    /** How the execution ended, if it did. */
    public Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** The new events, in the form of the API's HistoryEvent with timestamps in milliseconds. */
    public List<ObjectNode> events() {
        return events;
    }

    /** The new events, which this state forgets. */
    public List<ObjectNode> takeEvents() {
        List<ObjectNode> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** What a step has changed in the store. */
    public record Changes(
            List<Branch> branches,
            Set<Long> removedBranches,
            Map<PayloadId, Payload> payloads,
            Set<PayloadId> removedPayloads) {}

    /** What is to be stored of this state. */
    public Changes changes() {
        return kept == null ? current() : kept;
    }

    /**
     * Has the state stored as it stands now, whatever the rest of the step does to it: the point
     * from which an execution that fails can be redriven.
     */
    void keep() {
        if (kept == null) {
            Changes now = current();
            kept =
                    new Changes(
                            now.branches().stream().map(Branch::copy).toList(),
                            Set.copyOf(now.removedBranches()),
                            now.payloads(),
                            Set.copyOf(now.removedPayloads()));
        }
    }

    private Changes current() {
        Map<PayloadId, Payload> written = new HashMap<>();
        for (PayloadId id : changedPayloads) {
            Payload payload = payloads.get(id);
            if (payload != null) {
                written.put(id, payload);
            }
        }
        return new Changes(
                changedBranches.stream().sorted().map(branches::get).toList(),
                removedBranches,
                written,
                removedPayloads);
    }

    /** Whether the branch has been removed. */
    public boolean isRemoved(Branch branch) {
        return removedBranches.contains(branch.id);
    }
}
