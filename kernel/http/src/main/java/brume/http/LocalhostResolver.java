package brume.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * The system's name resolution, with every name below {@code localhost} on this machine, as RFC
 * 6761 wants it and not every system does it. Our own APIs and function URLs have such names.
 */
final class LocalhostResolver implements DnsResolver {

    private static final DnsResolver SYSTEM = SystemDefaultDnsResolver.INSTANCE;

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return host.toLowerCase(Locale.ROOT).endsWith(".localhost")
                ? new InetAddress[] {InetAddress.getLoopbackAddress()}
                : SYSTEM.resolve(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return host.toLowerCase(Locale.ROOT).endsWith(".localhost")
                ? host
                : SYSTEM.resolveCanonicalHostname(host);
    }
}
