package io.github.facebookbusiness.keycloak.release;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What a changelog may do to tables that a release has made: only what that release does not notice, because while nodes
 * are replaced one by one, and after a roll-back, its jar works on the tables of its successor. Tables that no release
 * has are free.
 */
final class ReleasedTables {

    /** What adds something. All else, {@code sql} too, is judged to take something away. */
    private static final Set<String> ADDITIONS =
            Set.of("createTable", "addColumn", "createIndex", "addUniqueConstraint", "addPrimaryKey");

    /** What makes a change set run again, or not, or leave off in the middle. */
    private static final Set<String> PLAIN_ATTRIBUTES = Set.of("id", "author");

    private final Map<String, Element> changeSets;
    private final Set<String> tables;

    private ReleasedTables(Map<String, Element> changeSets, Set<String> tables) {
        this.changeSets = changeSets;
        this.tables = tables;
    }

    /** @param released the changelog as it was released, or an empty one before the first release */
    static ReleasedTables of(Element released) {
        Map<String, Element> changeSets = byId(released);
        Set<String> tables = new HashSet<>();
        changeSets.values().stream()
                .flatMap(ReleasedTables::children)
                .filter(change -> change.getTagName().equals("createTable"))
                .forEach(change -> tables.add(change.getAttribute("tableName")));
        return new ReleasedTables(changeSets, tables);
    }

    /** What is wrong with a changelog that comes after this one, a sentence for each; nothing if it is additive. */
    List<String> objectionsTo(Element changelog) {
        List<String> objections = new ArrayList<>();
        Map<String, Element> now = byId(changelog);
        List<String> first = now.keySet().stream().limit(changeSets.size()).toList();
        if (!first.equals(List.copyOf(changeSets.keySet()))) {
            objections.add("released change sets are gone or in another order: " + first + " instead of "
                    + changeSets.keySet());
        }
        now.forEach((id, changeSet) -> {
            Element released = changeSets.get(id);
            if (released == null) {
                judge(id, changeSet, objections);
            } else if (!text(released).equals(text(changeSet))) {
                objections.add(id + " was released, and is edited");
            }
        });
        children(changelog)
                .filter(child -> !child.getTagName().equals("changeSet"))
                .forEach(child -> objections.add(child.getTagName() + " is no change set"));
        return objections;
    }

    private void judge(String id, Element changeSet, List<String> objections) {
        for (String attribute : attributes(changeSet)) {
            if (!PLAIN_ATTRIBUTES.contains(attribute)) {
                objections.add(id + " has the attribute " + attribute);
            }
        }
        children(changeSet).forEach(change -> {
            String name = change.getTagName();
            if (!ADDITIONS.contains(name)) {
                objections.add(id + " has " + name);
            } else if (tables.contains(change.getAttribute("tableName"))) {
                judgeOnReleasedTable(id, change, objections);
            }
        });
    }

    private static void judgeOnReleasedTable(String id, Element change, List<String> objections) {
        String where = id + ": " + change.getTagName() + " on " + change.getAttribute("tableName");
        switch (change.getTagName()) {
            case "addColumn" -> children(change).forEach(column -> judgeColumn(where, column, objections));
            case "createIndex" -> {
                if (change.getAttribute("unique").equals("true")) {
                    objections.add(where + " refuses rows that the released jar writes");
                }
            }
            default -> objections.add(where + " refuses rows that the released jar writes");
        }
    }

    /** The released jar inserts rows without it. */
    private static void judgeColumn(String where, Element column, List<String> objections) {
        boolean hasDefault = attributes(column).stream().anyMatch(attribute -> attribute.startsWith("defaultValue"));
        children(column)
                .filter(child -> child.getTagName().equals("constraints"))
                .forEach(constraints -> {
                    for (String attribute : attributes(constraints)) {
                        boolean harmless = attribute.equals("nullable")
                                && (constraints.getAttribute(attribute).equals("true") || hasDefault);
                        if (!harmless) {
                            objections.add(where + ": " + column.getAttribute("name") + " with " + attribute + "=\""
                                    + constraints.getAttribute(attribute)
                                    + "\" refuses rows that the released jar writes");
                        }
                    }
                });
    }

    private static Map<String, Element> byId(Element changelog) {
        Map<String, Element> changeSets = new LinkedHashMap<>();
        children(changelog)
                .filter(child -> child.getTagName().equals("changeSet"))
                .forEach(changeSet -> {
                    String id = changeSet.getAttribute("author") + ":" + changeSet.getAttribute("id");
                    if (changeSets.put(id, changeSet) != null) {
                        throw new IllegalArgumentException(id + " is there twice");
                    }
                });
        return changeSets;
    }

    private static Stream<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children.stream();
    }

    private static List<String> attributes(Element element) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                names.add(attribute.getNodeName());
            }
        }
        return names;
    }

    /** As Liquibase sees it: without comments, indentation and the order of attributes, which XML does not keep. */
    private static String text(Element element) {
        StringBuilder text = new StringBuilder("<").append(element.getTagName());
        attributes(element)
                .forEach(name -> text.append(' ').append(name).append('=').append(element.getAttribute(name)));
        text.append('>');
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                text.append(text(child));
            } else if (node.getNodeType() == Node.TEXT_NODE) {
                text.append(node.getNodeValue().strip());
            }
        }
        return text.append("</>").toString();
    }
}
