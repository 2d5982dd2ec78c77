package brume.services.lambda.domain;

import brume.api.lambda.LambdaErrors;
import brume.wire.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip file with a function's code, read by its central directory so that the modes of its files
 * are known. Names that lead out of the folder, duplicates and archives that grow beyond the limit
 * are refused.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
public final class DeploymentPackage {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int COMMENT_BYTES_MAX = 65_535;
    private static final int UNIX = 3;
    private static final int TYPE_MASK = 0xf000;
    private static final int SYMLINK = 0xa000;

    private final byte[] bytes;
    private final ByteBuffer zip;
    private final List<File> files;

    private DeploymentPackage(byte[] bytes, ByteBuffer zip, List<File> files) {
        this.bytes = bytes;
        this.zip = zip;
        this.files = files;
    }

    /**
     * A file of the archive.
     *
     * @param path relative, with slashes, without dots
     * @param executable whether its mode has an execute bit
     */
    public record File(
            String path,
            boolean directory,
            boolean symlink,
            boolean executable,
            int method,
            long size,
            long compressedSize,
            int localOffset) {}

    /**
     * Reads the directory of a zip.
     *
     * @throws ServiceException InvalidParameterValueException if it is no zip, or too large
     *     unzipped
     */
    public static DeploymentPackage parse(byte[] bytes) {
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            int end = findEnd(zip);
            int count = zip.getShort(end + 10) & 0xffff;
            int offset = zip.getInt(end + 16);
            List<File> files = new ArrayList<>(count);
            Set<String> seen = new HashSet<>();
            long total = 0;
            for (int i = 0; i < count; i++) {
                if (zip.getInt(offset) != CENTRAL_SIGNATURE) {
                    throw notAZip();
                }
                int nameLength = zip.getShort(offset + 28) & 0xffff;
                File file = file(zip, offset, nameLength);
                if (!seen.add(file.path())) {
                    throw notAZip();
                }
                total += file.size();
                if (total > LambdaQuotas.UNZIPPED_BYTES.value()) {
                    throw tooLarge();
                }
                files.add(file);
                offset +=
                        CENTRAL_BYTES
                                + nameLength
                                + (zip.getShort(offset + 30) & 0xffff)
                                + (zip.getShort(offset + 32) & 0xffff);
            }
            checkFolders(files);
            return new DeploymentPackage(bytes, zip, List.copyOf(files));
        } catch (IndexOutOfBoundsException e) {
            throw notAZip();
        }
    }

    /** What lies in a folder must not lie in a file, or in a link that leads elsewhere. */
    private static void checkFolders(List<File> files) {
        Set<String> leaves = new HashSet<>();
        for (File file : files) {
            if (!file.directory() || file.symlink()) {
                leaves.add(file.path());
            }
        }
        for (File file : files) {
            String path = file.path();
            for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
                if (leaves.contains(path.substring(0, at))) {
                    throw notAZip();
                }
            }
        }
    }

    private static int findEnd(ByteBuffer zip) {
        int lowest = Math.max(0, zip.limit() - END_BYTES - COMMENT_BYTES_MAX);
        for (int at = zip.limit() - END_BYTES; at >= lowest; at--) {
            if (zip.getInt(at) == END_SIGNATURE) {
                return at;
            }
        }
        throw notAZip();
    }

    private static File file(ByteBuffer zip, int offset, int nameLength) {
        byte[] name = new byte[nameLength];
        zip.get(offset + CENTRAL_BYTES, name);
        String path = new String(name, StandardCharsets.UTF_8);
        boolean directory = path.endsWith("/");
        int mode =
                (zip.getShort(offset + 4) >> 8 & 0xff) == UNIX ? zip.getInt(offset + 38) >>> 16 : 0;
        return new File(
                safe(directory ? path.substring(0, path.length() - 1) : path),
                directory,
                (mode & TYPE_MASK) == SYMLINK,
                (mode & 0111) != 0,
                zip.getShort(offset + 10) & 0xffff,
                zip.getInt(offset + 24) & 0xffffffffL,
                zip.getInt(offset + 20) & 0xffffffffL,
                zip.getInt(offset + 42));
    }

    private static String safe(String path) {
        String cleaned = path.startsWith("./") ? path.substring(2) : path;
        if (cleaned.isEmpty() || cleaned.startsWith("/") || cleaned.indexOf('\0') >= 0) {
            throw notAZip();
        }
        for (String part : cleaned.split("/", -1)) {
            if (part.isEmpty() || part.equals("..") || part.equals(".")) {
                throw notAZip();
            }
        }
        return cleaned;
    }

    public List<File> files() {
        return files;
    }

    /**
     * The content of a file. Reading it throws a ServiceException if it is broken, or longer than
     * announced.
     *
     * @throws ServiceException if the archive is broken
     */
    public InputStream open(File file) {
        try {
            int local = file.localOffset();
            if (zip.getInt(local) != LOCAL_SIGNATURE) {
                throw notAZip();
            }
            int start =
                    local
                            + LOCAL_BYTES
                            + (zip.getShort(local + 26) & 0xffff)
                            + (zip.getShort(local + 28) & 0xffff);
            int length = Math.toIntExact(file.compressedSize());
            if (start < 0 || length > zip.limit() - start) {
                throw notAZip();
            }
            InputStream raw = new ByteArrayInputStream(bytes, start, length);
            return switch (file.method()) {
                case 0 -> new Bounded(raw, file.size());
                case 8 ->
                        new Bounded(new InflaterInputStream(raw, new Inflater(true)), file.size());
                default -> throw notAZip();
            };
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw notAZip();
        }
    }

    /** A stream that refuses to be longer than it said. */
    private static final class Bounded extends InputStream {

        private final InputStream in;
        private long left;

        Bounded(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            try {
                int count = in.read(target, offset, length);
                if (count > 0) {
                    left -= count;
                    if (left < 0) {
                        throw notAZip();
                    }
                }
                return count;
            } catch (IOException e) { // all bytes are in memory: they are no deflated file
                throw notAZip();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private static ServiceException notAZip() {
        return LambdaErrors.invalidParameterValueException(
                "Could not unzip uploaded file. Please check your file, then try to upload"
                        + " again.");
    }

    private static ServiceException tooLarge() {
        return LambdaErrors.invalidParameterValueException(
                "Unzipped size must be smaller than "
                        + LambdaQuotas.UNZIPPED_BYTES.value()
                        + " bytes");
    }
}
