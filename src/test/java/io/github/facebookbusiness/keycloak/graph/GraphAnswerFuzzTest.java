package io.github.facebookbusiness.keycloak.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import io.github.facebookbusiness.keycloak.testing.FuzzInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whatever comes back from where Graph should be: read, or refused without a word of it. */
class GraphAnswerFuzzTest {

    private static final App APP = new App("1029384756102938", "the app secret");
    private static final AccessToken TOKEN = new AccessToken("EAABtoken");

    /** The latest time in epoch seconds that is one: eleven digits, the year 5138. */
    private static final long LATEST = 99_999_999_999L;

    /** The first line is the status, the rest the body. */
    @FuzzTest
    void an_answer_is_read_or_refused_and_nothing_of_it_is_said(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        int status = status(parts.line());
        String body = parts.text();
        tried(() -> GraphHttp.read(body, status)).ifPresent(json -> {
            assertTrue(status == 200 && json.isContainerNode());
            tried(() -> TokenGrant.read(json)).ifPresent(GraphAnswerFuzzTest::check);
            tried(() -> TokenInspection.read(json)).ifPresent(GraphAnswerFuzzTest::check);
            tried(() -> Profile.read(json)).ifPresent(GraphAnswerFuzzTest::check);
        });
    }

    /** Each line is the answer to one operation: its status, a space, its body. An empty one is what Graph left out. */
    @FuzzTest
    void an_operation_of_a_batch_is_read_or_refused_by_itself(byte[] input) throws GraphException {
        FuzzInput lines = new FuzzInput(input);
        Batch batch = new Batch(APP);
        ArrayNode answer = new ObjectMapper().createArrayNode();
        int operations = 0;
        while (lines.hasMore()) {
            String[] line = lines.line().split(" ", 2);
            batch.get(String.valueOf(operations++), "me", Map.of("fields", "id"), TOKEN);
            if (line[0].isEmpty()) {
                answer.addNull();
            } else {
                answer.addObject().put("code", status(line[0])).put("body", line.length < 2 ? null : line[1]);
            }
        }
        assertTrue(batch.form().get("batch").length() > operations);
        Batch.Answers answers = batch.read(answer);
        for (int operation = 0; operation < operations; operation++) {
            String name = String.valueOf(operation);
            tried(() -> TokenInspection.read(answers.of(name))).ifPresent(GraphAnswerFuzzTest::check);
            tried(() -> Profile.read(answers.of(name))).ifPresent(GraphAnswerFuzzTest::check);
        }
    }

    @FuzzTest
    void a_batch_answer_of_any_shape_is_read_or_refused(byte[] input) {
        Batch batch = new Batch(APP).get("one", "me", Map.of(), TOKEN).get("two", "me", Map.of(), TOKEN);
        tried(() -> GraphHttp.read(new String(input, StandardCharsets.UTF_8), 200))
                .flatMap(json -> tried(() -> batch.read(json)))
                .ifPresent(answers -> {
                    tried(() -> answers.of("one"));
                    tried(() -> answers.of("two"));
                });
    }

    /** The first line is the header about the app, the second one that about businesses. */
    @FuzzTest
    void usage_headers_make_pauses_and_percentages_that_can_be_true(byte[] input) {
        FuzzInput lines = new FuzzInput(input);
        Map<String, String> headers = new HashMap<>();
        headers.put("X-App-Usage", lines.line());
        headers.put("X-Business-Use-Case-Usage", lines.line());
        UsageHeaders.pauses(headers::get).forEach((subject, pause) -> {
            assertTrue(subject.equals(RateSubject.APP) || subject.businessId().matches("[0-9]{1,32}"));
            assertTrue(pause.compareTo(Duration.ZERO) > 0 && pause.compareTo(Duration.ofHours(24)) <= 0);
        });
        UsageHeaders.percentages(headers::get)
                .forEach((kind, percentage) ->
                        assertTrue(Double.isFinite(percentage) && percentage >= 0, kind + ": " + percentage));
    }

    /** Each line is a piece of the answer as the network cuts it. */
    @FuzzTest
    void an_answer_is_read_whole_or_not_at_all_and_never_beyond_its_limit(byte[] input) throws IOException {
        int limit = 64;
        FuzzInput lines = new FuzzInput(input);
        List<InputStream> pieces = new ArrayList<>();
        StringBuilder sent = new StringBuilder();
        while (lines.hasMore()) {
            String line = lines.line();
            sent.append(line);
            pieces.add(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        }
        InputStream content = new SequenceInputStream(Collections.enumeration(pieces));
        Optional<String> read = tried(() -> HttpWire.read(content, limit));
        int length = sent.toString().getBytes(StandardCharsets.UTF_8).length;
        assertEquals(Optional.of(sent.toString()).filter(whole -> length <= limit), read);
        assertEquals(Math.max(0, length - limit - 1), content.readAllBytes().length);
    }

    private interface Reading<T> {
        T read() throws GraphException, IOException;
    }

    private static <T> Optional<T> tried(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GraphException e) {
            assertTrue(
                    e.getMessage()
                            .matches("Graph call failed: [A-Z_]+ \\(code -?[0-9]+, subcode -?[0-9]+,"
                                    + " fbtrace_id [A-Za-z0-9_-]{1,64}\\)"),
                    e.getMessage());
            assertNull(e.getCause());
            return Optional.empty();
        }
    }

    private static void check(TokenGrant grant) {
        assertFalse(grant.token().value().isBlank());
        assertFalse(grant.toString().contains(grant.token().value())
                && grant.token().value().length() > 20);
        grant.expiresIn().ifPresent(seconds -> assertTrue(seconds > 0 && seconds <= LATEST, "expires in " + seconds));
    }

    private static void check(TokenInspection inspection) {
        for (long time : List.of(inspection.issuedAt(), inspection.expiresAt(), inspection.dataAccessExpiresAt())) {
            assertTrue(time >= 0 && time <= LATEST, "time " + time);
        }
        inspection.scopes().forEach(GraphAnswerFuzzTest::checkName);
        for (GranularScope granular : inspection.granularScopes()) {
            checkName(granular.scope());
            granular.targetIds().ifPresent(ids -> ids.forEach(GraphAnswerFuzzTest::checkName));
        }
    }

    /** What is kept in a column with others, separated by commas. */
    private static void checkName(String name) {
        assertTrue(name.matches("[!-~&&[^,]]+"), name);
    }

    private static void check(Profile profile) {
        assertTrue(profile.id().matches("[0-9]{1,32}"));
        for (Optional<String> text :
                List.of(profile.name(), profile.firstName(), profile.lastName(), profile.email())) {
            assertFalse(text.orElse("-").isBlank());
            assertTrue(text.orElse("").chars().noneMatch(Character::isISOControl), "a control character");
        }
    }

    private static int status(String line) {
        return line.matches("[1-5][0-9]{2}") ? Integer.parseInt(line) : 200;
    }
}
