package brume.sandbox;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies bytes between an environment's endpoint socket and the server's own port. */
final class EndpointRelay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointRelay.class);
    private static final int CONNECTIONS_MAX = 256;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocketChannel server;
    private final SocketAddress endpoint;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX);
    private volatile boolean closed;

    EndpointRelay(Path socket, SocketAddress endpoint) throws IOException {
        this.endpoint = endpoint;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 128);
    }

    void start() {
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (!closed) {
                permits.acquire();
                SocketChannel inside = server.accept();
                open.add(inside);
                Thread.ofVirtual().start(() -> relay(inside));
            }
        } catch (IOException | InterruptedException e) {
            LOG.trace("relay closed", e);
        }
    }

    private void relay(SocketChannel inside) {
        try (inside;
                SocketChannel outside = SocketChannel.open(endpoint)) {
            open.add(outside);
            if (endpoint instanceof java.net.InetSocketAddress) {
                outside.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
            }
            Thread back = Thread.ofVirtual().start(() -> copy(outside, inside));
            copy(inside, outside);
            back.join();
            open.remove(outside);
        } catch (IOException e) {
            LOG.debug("relay: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(inside);
            permits.release();
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    int ignored = to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception e) {
            LOG.trace("close", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(server);
        open.forEach(EndpointRelay::closeQuietly);
    }
}
