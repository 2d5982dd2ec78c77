package brume.sandbox;

import brume.base.Ids;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups that limit memory and processes: version 1 or 2, or none where this user may
 * not make any.
 */
final class Cgroups {

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PROCESSES_MAX = 1024;
    private static final String PREFIX = "brume-";

    private final boolean version2;
    private final List<Path> parents;

    private Cgroups(boolean version2, List<Path> parents) {
        this.version2 = version2;
        this.parents = parents;
    }

    /** Finds out what this host and user allow. */
    static Cgroups detect() {
        try {
            if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
                return new Cgroups(true, List.of(version2Parent()));
            }
            List<Path> parents = new ArrayList<>();
            String name = ownName();
            for (String controller : List.of("memory", "pids")) {
                Path folder = ROOT.resolve(controller);
                removeStale(folder);
                parents.add(Files.createDirectory(folder.resolve(name)));
            }
            return new Cgroups(false, List.copyOf(parents));
        } catch (IOException e) {
            LOG.warn(
                    "functions are limited by rlimits only, no control groups can be made here: {}",
                    e.toString());
            return new Cgroups(false, List.of());
        }
    }

    private static Path version2Parent() throws IOException {
        String own = "/";
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            if (line.startsWith("0::")) {
                own = line.substring(3);
            }
        }
        Path here = ROOT.resolve(own.substring(1));
        removeStale(here);
        if (!own.equals("/")) {
            // A group with member processes cannot hand controllers to its children.
            Path server = Files.createDirectories(here.resolve("brume.server"));
            Files.writeString(server.resolve("cgroup.procs"), "0");
        }
        Files.writeString(here.resolve("cgroup.subtree_control"), "+memory +pids");
        Path parent = Files.createDirectories(here.resolve(ownName()));
        Files.writeString(parent.resolve("cgroup.subtree_control"), "+memory +pids");
        return parent;
    }

    private static String ownName() {
        String pid = Long.toString(ProcessHandle.current().pid());
        return PREFIX + pid + '-' + startTicks(pid).orElse("0") + '-' + Ids.hex(6);
    }

    /** When a process began, by which it differs from a later one with its number. */
    private static Optional<String> startTicks(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            // The second field, a name in parentheses, may contain anything: count from its end.
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Removes the groups of servers that were killed, and ends what still runs in them. */
    private static void removeStale(Path folder) throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(folder, PREFIX + "*-*-*")) {
            for (Path group : groups) {
                String[] name = group.getFileName().toString().split("-");
                if (!startTicks(name[1]).equals(Optional.of(name[2]))) {
                    killMembers(group);
                    removeTree(group);
                }
            }
        }
    }

    private static void killMembers(Path group) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                for (String pid : Files.readAllLines(child.resolve("cgroup.procs"))) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }

    private static void removeTree(Path group) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            for (Path child : children) {
                removeQuietly(child);
            }
        }
        removeQuietly(group);
    }

    private static boolean removeQuietly(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    boolean available() {
        return !parents.isEmpty();
    }

    /** Makes the group of one environment, or empty where there are none. */
    Optional<Group> create(String id, long memoryBytes) throws IOException {
        if (parents.isEmpty()) {
            return Optional.empty();
        }
        List<Path> folders = new ArrayList<>();
        for (Path parent : parents) {
            folders.add(Files.createDirectory(parent.resolve(id)));
        }
        Group group = new Group(version2, List.copyOf(folders));
        try {
            limit(folders, memoryBytes);
        } catch (IOException e) {
            boolean ignored = group.remove();
            throw e;
        }
        return Optional.of(group);
    }

    private void limit(List<Path> folders, long memoryBytes) throws IOException {
        Path memory = folders.getFirst();
        Path processes = folders.getLast();
        Files.writeString(
                memory.resolve(version2 ? "memory.max" : "memory.limit_in_bytes"),
                Long.toString(memoryBytes));
        Path swap = memory.resolve(version2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes");
        if (Files.exists(swap)) {
            Files.writeString(swap, version2 ? "0" : Long.toString(memoryBytes));
        }
        Files.writeString(processes.resolve("pids.max"), Integer.toString(PROCESSES_MAX));
    }

    /** Removes what this server made; members must be gone. */
    void close() {
        for (Path parent : parents) {
            try {
                removeTree(parent);
            } catch (IOException e) {
                LOG.debug("control group {} is left to the next start", parent, e);
            }
        }
    }

    /** The group of one environment. */
    record Group(boolean version2, List<Path> folders) {

        /** The files that a process writes 0 to in order to enter the group. */
        List<String> entrances() {
            return folders.stream().map(f -> f.resolve("cgroup.procs").toString()).toList();
        }

        int memoryMaxUsedMb() {
            Path memory = folders.getFirst();
            try {
                Path peak = memory.resolve(version2 ? "memory.peak" : "memory.max_usage_in_bytes");
                long bytes = Long.parseLong(Files.readString(peak).strip());
                return (int) ((bytes + (1 << 20) - 1) >> 20);
            } catch (IOException | NumberFormatException e) {
                return 0;
            }
        }

        /** Whether the kernel has killed a member for want of memory. */
        boolean outOfMemory() {
            Path memory = folders.getFirst();
            Path events = memory.resolve(version2 ? "memory.events" : "memory.oom_control");
            try {
                for (String line : Files.readAllLines(events)) {
                    if (line.startsWith("oom_kill ")) {
                        return !line.substring(9).strip().equals("0");
                    }
                }
            } catch (IOException e) {
                LOG.debug("{} cannot be read", events, e);
            }
            return false;
        }

        /** Removes the group; false while a member is still ending. */
        boolean remove() {
            boolean all = true;
            for (Path folder : folders) {
                all &= removeQuietly(folder);
            }
            return all;
        }
    }
}
