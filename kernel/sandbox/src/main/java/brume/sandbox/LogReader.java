package brume.sandbox;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the standard output of all environments with one thread. */
final class LogReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Selector selector;
    private final Queue<Source> starting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    LogReader() throws IOException {
        selector = Selector.open();
        Thread.ofPlatform().daemon().name("brume-sandbox-log").start(this::run);
    }

    /** Listens on {@code socket}; the first connection is the environment's output. */
    Source open(Path socket, LogLines lines) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 1);
        server.configureBlocking(false);
        Source source = new Source(server, lines);
        starting.add(source);
        selector.wakeup();
        return source;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (!closed) {
            try {
                int ignored =
                        selector.select(
                                key -> {
                                    if (key.attachment() instanceof Source source) {
                                        source.handle(key, buffer);
                                    }
                                },
                                10_000);
                for (Source source = starting.poll(); source != null; source = starting.poll()) {
                    source.register();
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("log reader", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.close();
    }

    /** The output of one environment. */
    final class Source implements AutoCloseable {

        private final ServerSocketChannel server;
        private final LogLines lines;
        private final Object readLock = new Object();
        private volatile java.util.Optional<SocketChannel> channel = java.util.Optional.empty();

        private Source(ServerSocketChannel server, LogLines lines) {
            this.server = server;
            this.lines = lines;
        }

        private void register() {
            try {
                var ignored = server.register(selector, SelectionKey.OP_ACCEPT, this);
            } catch (ClosedChannelException e) {
                LOG.trace("closed before it was opened", e);
            }
        }

        private void handle(SelectionKey key, ByteBuffer buffer) {
            try {
                if (key.channel().equals(server)) {
                    SocketChannel accepted = server.accept();
                    if (accepted != null) {
                        accepted.configureBlocking(false);
                        channel = java.util.Optional.of(accepted);
                        var ignored = accepted.register(selector, SelectionKey.OP_READ, this);
                        server.close();
                    }
                } else if (!readAll(buffer)) {
                    key.cancel();
                }
            } catch (IOException | java.nio.channels.CancelledKeyException e) {
                key.cancel();
            }
        }

        /**
         * Takes everything that has been written so far, so that lines written before a response
         * come before what follows it.
         */
        void drain() {
            if (channel.isPresent()) {
                try {
                    boolean ignored = readAll(ByteBuffer.allocate(8 * 1024));
                } catch (IOException e) {
                    LOG.trace("log connection ended", e);
                }
            }
        }

        private boolean readAll(ByteBuffer buffer) throws IOException {
            synchronized (readLock) {
                while (true) {
                    buffer.clear();
                    int count = channel.isPresent() ? channel.get().read(buffer) : 0;
                    if (count <= 0) {
                        return count == 0;
                    }
                    lines.add(buffer.array(), buffer.arrayOffset(), count);
                }
            }
        }

        /** Hands over an unfinished last line. */
        void finish() {
            synchronized (readLock) {
                lines.flush();
            }
        }

        @Override
        public void close() {
            try {
                server.close();
                if (channel.isPresent()) {
                    channel.get().close();
                }
            } catch (IOException e) {
                LOG.trace("close", e);
            }
        }
    }
}
