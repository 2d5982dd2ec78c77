package brume.services.apigateway.execution;

import brume.api.apigateway.QuotaSettings;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigateway.store.RestApiStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of keys in usage plans. Requests are taken from the store in small lots,
 * which are written off before the first one passes: after a crash the rest of a lot is lost, and
 * never does more than the quota pass. The last tenth of a quota is taken in smaller and smaller
 * lots. The offset of a quota is the day on which its period begins (CloudFormation's reference of
 * QuotaSettings: with WEEK, 0 is Sunday).
 */
final class QuotaLedger implements AutoCloseable {

    private static final long LOT = 100;
    private static final int ACCOUNTS_MAX = 50_000;

    private final RestApiStore store;
    private final Clock clock;
    private final Map<Name, Account> accounts = new ConcurrentHashMap<>();

    private record Name(Scope scope, String planId, String keyId) {}

    /** The lot of one key in one plan. */
    private static final class Account {
        long left;
        LocalDate period = LocalDate.MIN;
        LocalDate day = LocalDate.MIN;

        /** The quota that was found used up in this period, or zero. */
        long exhausted;
    }

    QuotaLedger(RestApiStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Takes one request; {@code false} if the quota of the period is used up. */
    boolean take(Scope scope, String planId, String keyId, @Nullable QuotaSettings quota) {
        if (accounts.size() >= ACCOUNTS_MAX) {
            close();
        }
        Name name = new Name(scope, planId, keyId);
        Account account = accounts.computeIfAbsent(name, n -> new Account());
        LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        LocalDate period = quota == null ? today : start(quota, today);
        synchronized (account) {
            if (!account.period.equals(period)) {
                account.period = period;
                account.left = 0;
                account.exhausted = 0;
            }
            long limit = quota == null || quota.limit() == null ? Long.MAX_VALUE : quota.limit();
            if (account.left == 0 && account.exhausted != limit) {
                account.left = lease(name, period, today, limit);
                account.day = today;
                account.exhausted = account.left == 0 ? limit : 0;
            }
            if (account.left == 0) {
                return false;
            }
            account.left--;
            return true;
        }
    }

    private long lease(Name name, LocalDate period, LocalDate today, long limit) {
        return store.count(
                name.scope,
                rows -> {
                    long used =
                            rows.usage(name.planId, name.keyId, period, today).values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum();
                    long free = Math.max(0, limit - used);
                    long lot = Math.min(free, Math.clamp(free / 10, 1, LOT));
                    if (lot > 0) {
                        rows.addUsage(name.planId, name.keyId, today, lot);
                    }
                    return lot;
                });
    }

    /** The first day of the period in which a day lies. */
    static LocalDate start(QuotaSettings quota, LocalDate day) {
        int offset = quota.offset() == null ? 0 : quota.offset();
        return switch (String.valueOf(quota.period())) {
            case "WEEK" -> day.minusDays(Math.floorMod(day.getDayOfWeek().getValue() - offset, 7));
            case "MONTH" -> {
                LocalDate start = day.withDayOfMonth(1).plusDays(offset);
                yield start.isAfter(day)
                        ? day.withDayOfMonth(1).minusMonths(1).plusDays(offset)
                        : start;
            }
            default -> day;
        };
    }

    /** What has been written off but not passed, so far as it belongs to a day. */
    long unused(Scope scope, String planId, String keyId, LocalDate day) {
        Account account = accounts.get(new Name(scope, planId, keyId));
        if (account == null) {
            return 0;
        }
        synchronized (account) {
            return account.day.equals(day) ? account.left : 0;
        }
    }

    /** Sets what is left of a key's period; answers the present day. */
    LocalDate extend(
            Scope scope, String planId, String keyId, QuotaSettings quota, long remaining) {
        Name name = new Name(scope, planId, keyId);
        LocalDate today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        LocalDate period = start(quota, today);
        long limit = quota.limit() == null ? 0 : quota.limit();
        Account account = accounts.computeIfAbsent(name, n -> new Account());
        synchronized (account) {
            account.left = 0;
            account.exhausted = 0;
            store.count(
                    scope,
                    rows -> {
                        long used =
                                rows.usage(planId, keyId, period, today).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum();
                        rows.addUsage(planId, keyId, today, limit - remaining - used);
                        return null;
                    });
        }
        return today;
    }

    /** Gives back what is left of every lot. */
    @Override
    public void close() {
        accounts.entrySet()
                .removeIf(entry -> {
                    settle(entry.getKey(), entry.getValue());
                    return true;
                });
    }

    private void settle(Name name, Account account) {
        synchronized (account) {
            long left = account.left;
            account.left = 0;
            if (left > 0) {
                store.count(
                        name.scope,
                        rows -> {
                            rows.addUsage(name.planId, name.keyId, account.day, -left);
                            return null;
                        });
            }
        }
    }
}
