package brume.wire;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** One element of a parsed XML document; names without prefixes. */
final class XmlElement {

    private static final int DEPTH_MAX = 100;
    private static final int COUNT_MAX = 100_000;

    private final String name;
    private final Map<String, String> attributes = new HashMap<>();
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlElement(String name) {
        this.name = name;
    }

    /**
     * Parses a document. Document types are refused, so there are no entities to expand or fetch.
     *
     * @throws WireFormatException if it is not well-formed or exceeds a limit
     */
    static XmlElement parse(byte[] document) {
        if (!Utf8.isValid(document, 0, document.length)) {
            throw new WireFormatException("The XML you provided was not well-formed");
        }
        String text = new String(document, StandardCharsets.UTF_8);
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty("jdk.xml.dtd.support", "deny");
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return read(factory.createXMLStreamReader(new StringReader(text)));
        } catch (WireFormatException e) {
            throw e;
        } catch (XMLStreamException | RuntimeException e) {
            // The JDK's reader fails in its own ways on some broken documents, as fuzzing showed.
            throw new WireFormatException("The XML you provided was not well-formed");
        }
    }

    private static XmlElement read(XMLStreamReader in) throws XMLStreamException {
        List<XmlElement> open = new ArrayList<>();
        XmlElement root = null;
        int count = 0;
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.DTD ->
                        throw new WireFormatException("A document type is not allowed");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++count > COUNT_MAX || open.size() >= DEPTH_MAX) {
                        throw new WireFormatException("The XML document is too large");
                    }
                    XmlElement element = start(in);
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.getLast().children.add(element);
                    }
                    open.add(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.removeLast();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.getLast().text.append(in.getText());
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new WireFormatException("An entity is not allowed");
                default -> {}
            }
        }
        if (root == null) {
            throw new WireFormatException("The XML you provided was not well-formed");
        }
        return root;
    }

    private static XmlElement start(XMLStreamReader in) {
        XmlElement element = new XmlElement(in.getLocalName());
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String prefix = in.getAttributePrefix(i);
            String local = in.getAttributeLocalName(i);
            String qualified = prefix == null || prefix.isEmpty() ? local : prefix + ':' + local;
            element.attributes.put(qualified, in.getAttributeValue(i));
        }
        return element;
    }

    String name() {
        return name;
    }

    String text() {
        return text.toString();
    }

    @Nullable String attribute(String attribute) {
        return attributes.get(attribute);
    }

    List<XmlElement> children(String child) {
        return children.stream().filter(c -> c.name.equals(child)).toList();
    }
}
