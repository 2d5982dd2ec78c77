package brume.services.ec2.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An instance type, of the families that are in common use. Source: "Amazon EC2 instance types",
 * specifications of the general purpose, compute optimized and memory optimized families.
 *
 * @param cores physical cores; a vCPU is a thread of one, except on Graviton and t2
 * @param architectures such as {@code x86_64}
 * @param clockGhz sustained clock speed
 * @param interfaces how many network interfaces it can have
 * @param addresses how many IPv4 addresses each of them can have
 */
public record MachineType(
        String name,
        int vcpus,
        int cores,
        long memoryMiB,
        List<String> architectures,
        boolean burstable,
        boolean nitro,
        double clockGhz,
        int interfaces,
        int addresses,
        String network) {

    private static final Map<String, Integer> VCPUS =
            Map.of(
                    "large",
                    2,
                    "xlarge",
                    4,
                    "2xlarge",
                    8,
                    "4xlarge",
                    16,
                    "8xlarge",
                    32,
                    "12xlarge",
                    48,
                    "16xlarge",
                    64,
                    "24xlarge",
                    96,
                    "32xlarge",
                    128);
    private static final String X86_5 =
            "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge" + " 24xlarge";
    private static final String X86_6 = X86_5 + " 32xlarge";
    private static final String ARM = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge";

    /** Of the burstable sizes, from nano to 2xlarge. */
    private static final int[] BURSTABLE_ADDRESSES = {2, 2, 4, 6, 12, 15, 15};

    // After the tables that it is made of.
    private static final Map<String, MachineType> ALL = table();

    private static Map<String, MachineType> table() {
        Map<String, MachineType> all = new HashMap<>();
        List<String> x86 = List.of("x86_64");
        List<String> arm = List.of("arm64");
        add(
                all,
                new MachineType(
                        "m1.small",
                        1,
                        1,
                        1740,
                        List.of("i386", "x86_64"),
                        false,
                        false,
                        0,
                        2,
                        4,
                        "Low"));
        burstable(all, "t2", 2.5, x86, false);
        burstable(all, "t3", 2.5, x86, true);
        burstable(all, "t3a", 2.2, x86, true);
        burstable(all, "t4g", 2.5, arm, true);
        family(all, "m5", X86_5, 4096, 3.1, x86);
        family(all, "m6i", X86_6, 4096, 3.5, x86);
        family(all, "m6g", ARM, 4096, 2.5, arm);
        family(all, "m7g", ARM, 4096, 2.6, arm);
        family(all, "c6i", X86_6, 2048, 3.5, x86);
        family(all, "c6g", ARM, 2048, 2.5, arm);
        family(all, "c7g", ARM, 2048, 2.6, arm);
        family(all, "r5", X86_5, 8192, 3.1, x86);
        family(all, "r6i", X86_6, 8192, 3.5, x86);
        family(all, "r6g", ARM, 8192, 2.5, arm);
        family(all, "r7g", ARM, 8192, 2.6, arm);
        return Map.copyOf(all);
    }

    private static void add(Map<String, MachineType> all, MachineType type) {
        all.put(type.name(), type);
    }

    private static void burstable(
            Map<String, MachineType> all,
            String family,
            double clock,
            List<String> architectures,
            boolean nitro) {
        List<String> sizes =
                List.of("nano", "micro", "small", "medium", "large", "xlarge", "2xlarge");
        for (int i = 0; i < sizes.size(); i++) {
            int vcpus =
                    switch (sizes.get(i)) {
                        case "xlarge" -> 4;
                        case "2xlarge" -> 8;
                        case "nano", "micro", "small" -> nitro ? 2 : 1;
                        default -> 2;
                    };
            boolean threads = nitro && architectures.contains("x86_64");
            List<String> supported = (!nitro && i <= 3) ? List.of("i386", "x86_64") : architectures;
            add(
                    all,
                    new MachineType(
                            family + '.' + sizes.get(i),
                            vcpus,
                            threads ? vcpus / 2 : vcpus,
                            512L << i,
                            supported,
                            true,
                            nitro,
                            clock,
                            i < 3 ? 2 : 3,
                            BURSTABLE_ADDRESSES[i],
                            nitro ? "Up to 5 Gigabit" : "Low to Moderate"));
        }
    }

    private static void family(
            Map<String, MachineType> all,
            String family,
            String sizes,
            long memoryPerVcpu,
            double clock,
            List<String> architectures) {
        for (String size : sizes.split(" ")) {
            int vcpus = VCPUS.getOrDefault(size, 0);
            boolean x86 = architectures.contains("x86_64");
            add(
                    all,
                    new MachineType(
                            family + '.' + size,
                            vcpus,
                            x86 ? vcpus / 2 : vcpus,
                            vcpus * memoryPerVcpu,
                            architectures,
                            false,
                            true,
                            clock,
                            vcpus <= 2 ? 3 : vcpus <= 8 ? 4 : vcpus <= 48 ? 8 : 15,
                            vcpus <= 2 ? 10 : vcpus <= 8 ? 15 : vcpus <= 48 ? 30 : 50,
                            vcpus <= 16 ? "Up to 10 Gigabit" : "10 Gigabit or more"));
        }
    }

    public static Optional<MachineType> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** All of them, by name. */
    public static List<MachineType> all() {
        List<MachineType> sorted = new ArrayList<>(ALL.values());
        sorted.sort(java.util.Comparator.comparing(MachineType::name));
        return sorted;
    }

    public int threadsPerCore() {
        return Math.max(1, vcpus / cores);
    }

    /** The architecture that an image for it has here. */
    public String architecture() {
        return architectures.getLast();
    }

    /** Credits that a burstable type uses unless told otherwise ("T2: standard, T3: unlimited"). */
    public String cpuCreditsDefault() {
        if (!burstable) {
            return "";
        }
        return name.toLowerCase(Locale.ROOT).startsWith("t2.") ? "standard" : "unlimited";
    }
}
