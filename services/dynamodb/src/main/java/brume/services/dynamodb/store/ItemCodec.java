package brume.services.dynamodb.store;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stored form of an item: a format byte, the item's size as DynamoDB counts it, the number of
 * attributes, and for each its name and value. Numbers of things are little-endian base-128; texts
 * and numbers are UTF-8 with their length in front.
 */
final class ItemCodec {

    private static final byte FORMAT = 1;

    private static final int S = 1;
    private static final int N = 2;
    private static final int B = 3;
    private static final int TRUE = 4;
    private static final int FALSE = 5;
    private static final int NULL = 6;
    private static final int SS = 7;
    private static final int NS = 8;
    private static final int BS = 9;
    private static final int L = 10;
    private static final int M = 11;

    private ItemCodec() {}

    static byte[] encode(Map<String, Value> item) {
        return encode(item, ItemSize.of(item));
    }

    static byte[] encode(Map<String, Value> item, int size) {
        Writer writer = new Writer(size + 16 + item.size() * 4);
        writer.put(FORMAT);
        writer.count(size);
        writer.entries(item);
        return writer.bytes();
    }

    /** The size that {@link #encode} was given, without decoding the item. */
    static int size(byte[] stored) {
        return new Reader(stored).count();
    }

    static Map<String, Value> decode(byte[] stored) {
        Reader reader = new Reader(stored);
        reader.count();
        return reader.entries();
    }

    private static final class Writer {

        private byte[] bytes;
        private int length;

        Writer(int capacity) {
            bytes = new byte[capacity];
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }

        void reserve(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            }
        }

        void put(int b) {
            reserve(1);
            bytes[length++] = (byte) b;
        }

        void count(int value) {
            reserve(5);
            int rest = value;
            while (rest > 0x7f) {
                bytes[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
        }

        void blob(byte[] part) {
            count(part.length);
            reserve(part.length);
            System.arraycopy(part, 0, bytes, length, part.length);
            length += part.length;
        }

        void text(String text) {
            blob(text.getBytes(StandardCharsets.UTF_8));
        }

        void entries(Map<String, Value> entries) {
            count(entries.size());
            for (Map.Entry<String, Value> entry : entries.entrySet()) {
                text(entry.getKey());
                value(entry.getValue());
            }
        }

        void value(Value value) {
            switch (value) {
                case Value.S s -> {
                    put(S);
                    text(s.text());
                }
                case Value.N n -> {
                    put(N);
                    blob(n.number().bytes());
                }
                case Value.B b -> {
                    put(B);
                    blob(b.bytes().bytes());
                }
                case Value.Bool bool -> put(bool.truth() ? TRUE : FALSE);
                case Value.Null ignored -> put(NULL);
                case Value.SS set -> {
                    put(SS);
                    count(set.members().size());
                    set.members().forEach(this::text);
                }
                case Value.NS set -> {
                    put(NS);
                    count(set.members().size());
                    set.members().forEach(number -> blob(number.bytes()));
                }
                case Value.BS set -> {
                    put(BS);
                    count(set.members().size());
                    set.members().forEach(blob -> blob(blob.bytes()));
                }
                case Value.L list -> {
                    put(L);
                    count(list.elements().size());
                    list.elements().forEach(this::value);
                }
                case Value.M map -> {
                    put(M);
                    entries(map.entries());
                }
            }
        }
    }

    private static final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
            if (bytes[at++] != FORMAT) {
                throw new IllegalStateException("an item of an unknown format: " + bytes[0]);
            }
        }

        int count() {
            int value = 0;
            int shift = 0;
            while (true) {
                byte b = bytes[at++];
                value |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
                shift += 7;
            }
        }

        byte[] blob() {
            int length = count();
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        String text() {
            int length = count();
            at += length;
            return new String(bytes, at - length, length, StandardCharsets.UTF_8);
        }

        Decimal number() {
            int length = count();
            at += length;
            return Decimal.ofCanonical(
                    new String(bytes, at - length, length, StandardCharsets.ISO_8859_1));
        }

        Map<String, Value> entries() {
            int count = count();
            Map<String, Value> entries = LinkedHashMap.newLinkedHashMap(count);
            for (int i = 0; i < count; i++) {
                String name = text();
                entries.put(name, value());
            }
            return entries;
        }

        Value value() {
            int type = bytes[at++];
            return switch (type) {
                case S -> new Value.S(text());
                case N -> new Value.N(number());
                case B -> new Value.B(Blob.of(blob()));
                case TRUE -> new Value.Bool(true);
                case FALSE -> new Value.Bool(false);
                case NULL -> new Value.Null();
                case SS -> {
                    int count = count();
                    List<String> members = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        members.add(text());
                    }
                    yield new Value.SS(members);
                }
                case NS -> {
                    int count = count();
                    List<Decimal> members = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        members.add(number());
                    }
                    yield new Value.NS(members);
                }
                case BS -> {
                    int count = count();
                    List<Blob> members = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        members.add(Blob.of(blob()));
                    }
                    yield new Value.BS(members);
                }
                case L -> {
                    int count = count();
                    List<Value> elements = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        elements.add(value());
                    }
                    yield new Value.L(elements);
                }
                case M -> new Value.M(entries());
                default -> throw new IllegalStateException("a value of an unknown type: " + type);
            };
        }
    }
}
