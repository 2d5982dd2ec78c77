package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HeaderListTest {

    @Test
    void valuesAreSeparatedByCommas() {
        assertThat(HeaderList.split("a,b ,\tc d", ShapeType.STRING))
                .containsExactly("a", "b", "c d");
        assertThat(HeaderList.split("1, 2", ShapeType.INTEGER)).containsExactly("1", "2");
    }

    @Test
    void quotedStringsMayHaveCommasAndQuotes() {
        assertThat(HeaderList.split("\"a, b\", \"c\\\"d\\\\\" ,e\"f", ShapeType.STRING))
                .containsExactly("a, b", "c\"d\\", "e\"f");
        assertThatThrownBy(() -> HeaderList.split("\"a", ShapeType.STRING))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> HeaderList.split("\"a\"b", ShapeType.STRING))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void datesHaveACommaEach() {
        String dates = "Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 23:48:18 GMT";
        assertThat(HeaderList.split(dates, ShapeType.TIMESTAMP))
                .containsExactly("Mon, 16 Dec 2019 23:48:18 GMT", "Tue, 17 Dec 2019 23:48:18 GMT");
        assertThat(HeaderList.split("2019-12-16T23:48:18Z, 5", ShapeType.TIMESTAMP))
                .containsExactly("2019-12-16T23:48:18Z", "5");
    }

    @Test
    void whatIsJoinedIsSplitAgain() {
        List<String> values = List.of("a", "b,c", "d\"e\\", "", " f", "g\\h");
        assertThat(HeaderList.split(HeaderList.join(values, ShapeType.STRING), ShapeType.STRING))
                .isEqualTo(values);
    }
}
