package brume.iam;

import org.jspecify.annotations.Nullable;

/** A range of IPv4 or IPv6 addresses in CIDR notation; an address alone is a range of one. */
final class IpRange {

    private final byte[] network;
    private final int prefixBits;

    private IpRange(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /** The range, or null if the text is none. */
    static @Nullable IpRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = address(slash < 0 ? text : text.substring(0, slash));
        if (network == null) {
            return null;
        }
        int prefixBits = network.length * 8;
        if (slash >= 0) {
            prefixBits = decimal(text, slash + 1, text.length(), prefixBits);
        }
        return prefixBits < 0 ? null : new IpRange(network, prefixBits);
    }

    boolean contains(String text) {
        byte[] address = address(text);
        if (address == null || address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit += 8) {
            int bits = Math.min(8, prefixBits - bit);
            int mask = 0xff << (8 - bits) & 0xff;
            if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of an address, 4 or 16, or null. Parsed here so that no name is ever resolved. */
    private static byte @Nullable [] address(String text) {
        if (text.length() > 45) {
            return null;
        }
        return text.indexOf(':') < 0 ? v4(text) : v6(text);
    }

    private static byte @Nullable [] v4(String text) {
        byte[] address = new byte[4];
        int from = 0;
        for (int i = 0; i < 4; i++) {
            int to = i == 3 ? text.length() : text.indexOf('.', from);
            int value = to < 0 ? -1 : decimal(text, from, to, 255);
            if (value < 0) {
                return null;
            }
            address[i] = (byte) value;
            from = to + 1;
        }
        return address;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] address = new byte[16];
        if (gap < 0) {
            return groups(text, address, 0) == 16 ? mapped(address) : null;
        }
        int head = groups(text.substring(0, gap), address, 0);
        byte[] tail = new byte[16];
        int tailLength = groups(text.substring(gap + 2), tail, 0);
        if (head < 0 || tailLength < 0 || head + tailLength > 14) {
            return null;
        }
        System.arraycopy(tail, 0, address, 16 - tailLength, tailLength);
        return mapped(address);
    }

    /** Writes the groups of {@code text} and answers how many bytes there are, or -1. */
    private static int groups(String text, byte[] to, int start) {
        if (text.isEmpty()) {
            return 0;
        }
        int at = start;
        String[] groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            byte[] v4 = i == groups.length - 1 && groups[i].indexOf('.') > 0 ? v4(groups[i]) : null;
            if (v4 != null && at <= 12) {
                System.arraycopy(v4, 0, to, at, 4);
                at += 4;
            } else {
                int value = hexadecimal(groups[i]);
                if (value < 0 || at > 14) {
                    return -1;
                }
                to[at++] = (byte) (value >> 8);
                to[at++] = (byte) value;
            }
        }
        return at;
    }

    /** An IPv4 address that came as ::ffff:a.b.c.d is that IPv4 address. */
    private static byte[] mapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return address;
            }
        }
        if (address[10] != (byte) 0xff || address[11] != (byte) 0xff) {
            return address;
        }
        return new byte[] {address[12], address[13], address[14], address[15]};
    }

    private static int hexadecimal(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int decimal(String text, int from, int to, int max) {
        if (to <= from || to - from > 3) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value > max ? -1 : value;
    }
}
