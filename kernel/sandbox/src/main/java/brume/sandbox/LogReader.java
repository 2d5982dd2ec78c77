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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /**
     * Listens on {@code socket}.
     *
     * @param lines takes what comes through the first connection, the environment's output, and
     *     through the next ones, if there are to be more
     */
    Source open(Path socket, List<LogLines> lines) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), lines.size());
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
        private final List<LogLines> lines;
        private final Object readLock = new Object();
        private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();

        private Source(ServerSocketChannel server, List<LogLines> lines) {
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
                    accept();
                } else if (!readAll(channels.indexOf(key.channel()), buffer)) {
                    key.cancel();
                }
            } catch (IOException | java.nio.channels.CancelledKeyException e) {
                key.cancel();
            }
        }

        private void accept() throws IOException {
            SocketChannel accepted = server.accept();
            if (accepted == null) {
                return;
            }
            accepted.configureBlocking(false);
            channels.add(accepted);
            var ignored = accepted.register(selector, SelectionKey.OP_READ, this);
            if (channels.size() == lines.size()) {
                server.close();
            }
        }

        /**
         * Takes everything that has been written so far, so that lines written before a response
         * come before what follows it.
         */
        void drain() {
            for (int i = 0; i < channels.size(); i++) {
                try {
                    boolean ignored = readAll(i, ByteBuffer.allocate(8 * 1024));
                } catch (IOException e) {
                    LOG.trace("log connection ended", e);
                }
            }
        }

        private boolean readAll(int index, ByteBuffer buffer) throws IOException {
            synchronized (readLock) {
                while (true) {
                    buffer.clear();
                    int count = channels.get(index).read(buffer);
                    if (count <= 0) {
                        return count == 0;
                    }
                    lines.get(index).add(buffer.array(), buffer.arrayOffset(), count);
                }
            }
        }

        /** Hands over an unfinished last line. */
        void finish() {
            synchronized (readLock) {
                lines.forEach(LogLines::flush);
            }
        }

        @Override
        public void close() {
            try {
                server.close();
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            } catch (IOException e) {
                LOG.trace("close", e);
            }
        }
    }
}
