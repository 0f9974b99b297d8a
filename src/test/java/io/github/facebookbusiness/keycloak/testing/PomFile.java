package io.github.facebookbusiness.keycloak.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** {@code pom.xml}, as it is written: no profile is applied, and what a property stands for is only looked up. */
public final class PomFile {

    private final Element project;

    private PomFile(Element project) {
        this.project = project;
    }

    /** This project's own. */
    public static PomFile own() {
        return read(Path.of("pom.xml"));
    }

    public static PomFile read(Path file) {
        try {
            return new PomFile(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement());
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    public String version() {
        return child(project, "version").orElseThrow();
    }

    public String artifactId() {
        return child(project, "artifactId").orElseThrow();
    }

    public String property(String name) {
        Element properties =
                (Element) project.getElementsByTagName("properties").item(0);
        return child(properties, name).orElseThrow();
    }

    /** Of all profiles and of what plugins add, in the order of the file; the same one more than once if it is there so. */
    public List<Artifact> artifacts(String element) {
        List<Artifact> artifacts = new ArrayList<>();
        var found = project.getElementsByTagName(element);
        for (int i = 0; i < found.getLength(); i++) {
            Element artifact = (Element) found.item(i);
            child(artifact, "artifactId")
                    .ifPresent(
                            id -> artifacts.add(new Artifact(id, child(artifact, "scope"), child(artifact, "type"))));
        }
        return List.copyOf(artifacts);
    }

    public record Artifact(String artifactId, Optional<String> scope, Optional<String> type) {}

    private static Optional<String> child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return Optional.of(element.getTextContent().strip());
            }
        }
        return Optional.empty();
    }
}
