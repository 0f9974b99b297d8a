package io.github.facebookbusiness.keycloak.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A folder of reports that Failsafe has written, one file for each class. */
final class TestReports {

    private final Set<String> homes = new TreeSet<>();
    private final Set<String> classes = new TreeSet<>();
    private final List<String> failed = new ArrayList<>();
    private final Map<String, String> skipped = new TreeMap<>();
    private int tests;
    private double seconds;

    private TestReports() {}

    /** A folder that is not there is one without reports. */
    static VersionResult read(KeycloakVersion version, Path folder) {
        TestReports reports = new TestReports();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                files.forEach(reports::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new VersionResult(
                version,
                reports.homes,
                reports.classes,
                reports.tests,
                reports.seconds,
                reports.failed,
                reports.skipped);
    }

    private void add(Path file) {
        Element suite = parse(file);
        classes.add(suite.getAttribute("name"));
        seconds += Double.parseDouble(suite.getAttribute("time"));
        for (Element property : children(suite, "property")) {
            if (property.getAttribute("name").equals("keycloak.home")) {
                homes.add(property.getAttribute("value"));
            }
        }
        for (Element test : children(suite, "testcase")) {
            tests++;
            String name = test.getAttribute("classname") + "." + test.getAttribute("name");
            children(test, "skipped").forEach(reason -> skipped.put(name, sentence(reason)));
            if (!children(test, "failure").isEmpty() || !children(test, "error").isEmpty()) {
                failed.add(name);
            }
        }
    }

    /** Of a condition it is an attribute; of a test that gave up, the first line of the stack, after the exception's name. */
    private static String sentence(Element skipped) {
        if (skipped.hasAttribute("message")) {
            return skipped.getAttribute("message");
        }
        String line = skipped.getTextContent().lines().findFirst().orElse("");
        String name = skipped.getAttribute("type") + ": ";
        return line.startsWith(name) ? line.substring(name.length()) : line;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            children.add((Element) nodes.item(i));
        }
        return children;
    }

    private static Element parse(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException(file + " is no report of a test", e);
        }
    }
}
