package brume.wire;

import org.jspecify.annotations.Nullable;

/** The modelled members of an error in the XML protocols. */
final class XmlErrors {

    private XmlErrors() {}

    /** Writes every member of the body but the message. */
    static void members(XmlWriter out, ServiceException error) {
        Shape body = error.body();
        if (body == null) {
            return;
        }
        XmlEncoder encoder = new XmlEncoder(out, false);
        for (Member member : body.schema().members()) {
            @Nullable Object value = body.member(member.index());
            boolean inBody = member.location() == Member.Location.BODY;
            if (value != null && inBody && !JsonErrors.isMessage(member)) {
                encoder.member(member, member.wireName(), value);
            }
        }
    }
}
