package brume.services.states.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class StateMachinePictureTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ORDER =
            """
            {"StartAt": "Check", "States": {
              "Check": {"Type": "Choice", "Default": "Refuse", "Choices": [
                {"Variable": "$.n", "NumericGreaterThan": 5, "Next": "Work"}]},
              "Work": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f",
                "Retry": [{"ErrorEquals": ["States.ALL"]}],
                "Catch": [{"ErrorEquals": ["Late"], "Next": "Check"}], "Next": "Both"},
              "Both": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "Left", "States": {"Left": {"Type": "Pass", "End": true}}},
                {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 1, "End": true}}}]},
              "Refuse": {"Type": "Fail", "Error": "TooSmall <&>"}}}
            """;

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Document draw(String definition, String... events) throws Exception {
        List<JsonNode> history = new ArrayList<>();
        for (String event : events) {
            history.add(json(event));
        }
        String svg = StateMachinePicture.draw(json(definition), history);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document svg, String tag, String styles) {
        List<Element> found = new ArrayList<>();
        NodeList all = svg.getElementsByTagName(tag);
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (List.of(element.getAttribute("class").split(" "))
                    .containsAll(List.of(styles.split(" ")))) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<String> states(Document svg, String styles) {
        return elements(svg, "g", styles).stream().map(e -> e.getAttribute("data-state")).toList();
    }

    @Test
    void showsEveryStateAndEveryWay() throws Exception {
        Document svg = draw(ORDER);
        assertThat(states(svg, "state"))
                .containsExactlyInAnyOrder("Check", "Work", "Both", "Left", "Right", "Refuse");
        assertThat(states(svg, "container")).containsExactly("Both");
        // start, two choices, next, catch, and the ends of Both and Refuse
        assertThat(elements(svg, "path", "line")).hasSize(7);
        assertThat(elements(svg, "path", "error")).hasSize(1);
        assertThat(elements(svg, "path", "taken")).isEmpty();
        assertThat(elements(svg, "text", "label"))
                .extracting(Element::getTextContent)
                .containsExactlyInAnyOrder("$.n NumericGreaterThan 5", "Default", "Catch Late");
    }

    @Test
    void coloursThePathOfAnExecution() throws Exception {
        Document svg =
                draw(
                        ORDER,
                        event(1, 0, "ExecutionStarted"),
                        entered(2, 0, "Choice", "Check"),
                        exited(3, 2, "Choice", "Check"),
                        entered(4, 3, "Task", "Work"),
                        event(5, 4, "LambdaFunctionFailed"),
                        exited(6, 5, "Task", "Work"),
                        entered(7, 6, "Choice", "Check"),
                        exited(8, 7, "Choice", "Check"),
                        entered(9, 8, "Fail", "Refuse"),
                        event(10, 9, "ExecutionFailed"));
        assertThat(states(svg, "succeeded")).containsExactly("Check");
        assertThat(states(svg, "caught")).containsExactly("Work");
        assertThat(states(svg, "failed")).containsExactly("Refuse");
        // start, both choices, the catch, the end of Refuse
        assertThat(elements(svg, "path", "taken")).hasSize(5);
        assertThat(elements(svg, "path", "taken error")).hasSize(1);
    }

    @Test
    void aStateThatIsNotLeftRunsUntilItsExecutionEnds() throws Exception {
        String[] running = {event(1, 0, "ExecutionStarted"), entered(2, 0, "Choice", "Check")};
        assertThat(states(draw(ORDER, running), "running")).containsExactly("Check");
        assertThat(
                        states(
                                draw(
                                        ORDER,
                                        running[0],
                                        running[1],
                                        event(3, 2, "ExecutionAborted")),
                                "failed"))
                .containsExactly("Check");
    }

    @Test
    void namesAreTextAndNotMarkup() throws Exception {
        Document svg =
                draw(
                        """
                        {"StartAt": "<a b=\\"c\\">&\\u0001", "States": {
                          "<a b=\\"c\\">&\\u0001": {"Type": "Succeed"}}}
                        """);
        assertThat(states(svg, "state")).containsExactly("<a b=\"c\">&\uFFFD");
    }

    @Test
    void boxesDoNotOverlapAndStandWithinThePicture() {
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            states.append(
                    "\"s%d\": {\"Type\": \"Choice\", \"Default\": \"s%d\", \"Choices\": ["
                            .formatted(i, (i + 1) % 60));
            states.append(
                    "{\"Next\": \"s%d\"}, {\"Next\": \"s%d\"}]},"
                            .formatted(i * 7 % 60, (i * i + 3) % 60));
        }
        states.setLength(states.length() - 1);
        Layout layout =
                LayeredLayout.of(
                        StateGraph.of(json("{\"StartAt\": \"s0\", \"States\": {" + states + "}}")),
                        true);
        for (Layout.Box box : layout.boxes()) {
            assertThat(box.x()).isGreaterThan(-0.001);
            assertThat(box.x() + box.width()).isLessThanOrEqualTo(layout.width());
            for (Layout.Box other : layout.boxes()) {
                boolean apart =
                        box.x() + box.width() <= other.x()
                                || other.x() + other.width() <= box.x()
                                || box.y() + box.height() <= other.y()
                                || other.y() + other.height() <= box.y();
                assertThat(box == other || apart).isTrue();
            }
        }
    }

    @Test
    void aDefinitionThatDoesNotHangTogetherIsRefused() {
        assertThatThrownBy(() -> draw("{\"StartAt\": \"a\", \"States\": {}}"))
                .hasMessage("StartAt names no state: \"a\"");
        assertThatThrownBy(() ->
                        draw(
                                "{\"StartAt\": \"a\", \"States\": {\"a\": {\"Type\": \"Pass\","
                                        + " \"Next\": \"b\"}}}"))
                .hasMessage("\"a\" goes to a missing state: \"b\"");
    }

    @Test
    void aChainOfThousandsOfStatesIsDrawn() throws Exception {
        StringBuilder states = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            states.append(
                    "\"s%d\": {\"Type\": \"Task\", \"Next\": \"s%d\", \"Catch\": [{\"ErrorEquals\": [\"E\"], \"Next\": \"s5000\"}]},"
                            .formatted(i, i + 1));
        }
        Document svg =
                draw(
                        "{\"StartAt\": \"s0\", \"States\": {"
                                + states
                                + "\"s5000\": {\"Type\": \"Succeed\"}}}");
        assertThat(states(svg, "state")).hasSize(5_001);
    }

    private static String event(int id, int previous, String type) {
        return "{\"id\": %d, \"previousEventId\": %d, \"type\": \"%s\"}"
                .formatted(id, previous, type);
    }

    private static String entered(int id, int previous, String type, String name) {
        return ("{\"id\": %d, \"previousEventId\": %d, \"type\": \"%sStateEntered\","
                        + " \"stateEnteredEventDetails\": {\"name\": \"%s\"}}")
                .formatted(id, previous, type, name);
    }

    private static String exited(int id, int previous, String type, String name) {
        return ("{\"id\": %d, \"previousEventId\": %d, \"type\": \"%sStateExited\","
                        + " \"stateExitedEventDetails\": {\"name\": \"%s\"}}")
                .formatted(id, previous, type, name);
    }
}
