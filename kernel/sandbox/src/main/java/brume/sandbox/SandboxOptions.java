package brume.sandbox;

import brume.base.Clock;
import java.net.SocketAddress;
import java.nio.file.Path;

/**
 * What all environments of a server have in common.
 *
 * @param workFolder an empty or absent folder for sockets, at most 60 characters long because the
 *     path of a Unix socket is limited to 107; emptied on close
 * @param cacheFolder where byte code of shared libraries is kept between starts; made when missing
 * @param endpoint where the server's own API listens
 * @param endpointPort the port under which functions reach it on their loopback interface
 * @param clock the server's time
 * @param testClock whether the wall clock of Python functions follows {@code clock} when it is
 *     moved
 * @param sandboxesMax how many environments may exist at once
 */
public record SandboxOptions(
        Path workFolder,
        Path cacheFolder,
        SocketAddress endpoint,
        int endpointPort,
        Clock clock,
        boolean testClock,
        int sandboxesMax) {}
