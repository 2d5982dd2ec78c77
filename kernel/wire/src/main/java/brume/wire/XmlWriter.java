package brume.wire;

/** Writes XML as UTF-8; characters that XML 1.0 cannot express become U+FFFD. */
final class XmlWriter {

    private final ByteBuilder out = new ByteBuilder(512);

    /** The declaration, which EC2 and S3 send and the services of awsQuery do not. */
    void declaration() {
        out.appendAscii("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** The start of an element without its end, so that attributes may follow. */
    void start(String name) {
        out.append('<');
        out.appendAscii(name);
    }

    void attribute(String name, String value) {
        out.append(' ');
        out.appendAscii(name);
        out.appendAscii("=\"");
        escape(value, true);
        out.append('"');
    }

    void endOfStart() {
        out.append('>');
    }

    void open(String name) {
        start(name);
        endOfStart();
    }

    void close(String name) {
        out.appendAscii("</");
        out.appendAscii(name);
        out.append('>');
    }

    void text(String text) {
        escape(text, false);
    }

    /** An element with text only. */
    void element(String name, String text) {
        open(name);
        text(text);
        close(name);
    }

    byte[] toBytes() {
        return out.toBytes();
    }

    private void escape(String text, boolean attribute) {
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> out.appendAscii("&amp;");
                case '<' -> out.appendAscii("&lt;");
                case '>' -> out.appendAscii("&gt;");
                case '"' -> out.appendAscii(attribute ? "&quot;" : "\"");
                case '\r' -> out.appendAscii("&#xD;");
                case '\n', '\t' -> {
                    if (attribute) {
                        out.appendAscii(c == '\n' ? "&#xA;" : "&#x9;");
                    } else {
                        out.append(c);
                    }
                }
                default -> {
                    boolean allowed = c >= 0x20 && c != 0xfffe && c != 0xffff;
                    out.appendUtf8(allowed ? c : 0xfffd);
                }
            }
        }
    }
}
