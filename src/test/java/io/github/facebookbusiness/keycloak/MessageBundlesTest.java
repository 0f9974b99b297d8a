package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keycloak notices nothing that is wrong in a bundle before somebody reads the page: a missing key is shown as the key,
 * a straight apostrophe swallows the placeholder behind it, and HTML is shown or run.
 */
class MessageBundlesTest {

    private static final Path FOLDER = Path.of("themes", "theme-resources", "messages");
    private static final Map<String, String> ENGLISH = read("messages_en.properties");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");
    private static final Pattern HTML = Pattern.compile("[<>]|&#?\\w+;");

    @Test
    void theTextsAreInSixLanguages() {
        assertEquals(
                new TreeSet<>(Stream.of("de", "en", "es", "fr", "it", "pt_BR")
                        .map("messages_%s.properties"::formatted)
                        .toList()),
                bundles().collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyBundleIsReadAsUtf8(String bundle) throws IOException {
        assertEquals(
                "# encoding: UTF-8", Files.readAllLines(FOLDER.resolve(bundle)).get(0));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyBundleHasTheKeysOfTheEnglishOne(String bundle) {
        assertEquals(ENGLISH.keySet(), read(bundle).keySet());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noKeyIsGivenTwice(String bundle) throws IOException {
        long lines = Files.readAllLines(FOLDER.resolve(bundle)).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .count();
        assertEquals(lines, read(bundle).size());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyTextHasThePlaceholdersOfTheEnglishOne(String bundle) {
        eachText(bundle, (key, text) -> assertEquals(placeholders(ENGLISH.get(key)), placeholders(text), key));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyTextCanBeFormatted(String bundle) {
        eachText(bundle, (key, text) -> {
            String formatted = assertDoesNotThrow(
                    () -> new MessageFormat(text, locale(bundle)).format(new Object[] {"code_expired"}), key);
            assertEquals(text.replace("{0}", "code_expired"), formatted, key);
        });
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noTextHasAStraightApostrophe(String bundle) {
        eachText(bundle, (key, text) -> assertFalse(text.contains("'"), key));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noTextIsBlank(String bundle) {
        eachText(bundle, (key, text) -> assertFalse(text.isBlank(), key));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void noTextHasHtml(String bundle) {
        eachText(bundle, (key, text) -> assertFalse(HTML.matcher(text).find(), key));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void noTextIsLeftInEnglish(String bundle) {
        eachText(bundle, (key, text) -> assertNotEquals(ENGLISH.get(key), text, key));
    }

    static Stream<String> bundles() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> translations() {
        return bundles().filter(bundle -> !bundle.equals("messages_en.properties"));
    }

    private static void eachText(String bundle, BiConsumer<String, String> check) {
        assertAll(read(bundle).entrySet().stream().map(text -> () -> check.accept(text.getKey(), text.getValue())));
    }

    private static Map<String, String> read(String bundle) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(FOLDER.resolve(bundle))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return texts;
    }

    private static TreeSet<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Locale locale(String bundle) {
        return Locale.forLanguageTag(
                bundle.substring("messages_".length(), bundle.indexOf('.')).replace('_', '-'));
    }
}
