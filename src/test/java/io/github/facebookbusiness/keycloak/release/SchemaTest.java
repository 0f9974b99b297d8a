package io.github.facebookbusiness.keycloak.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The previous release's jar runs on the tables that this one makes: nothing is changed but by adding to it. */
class SchemaTest {

    private static final Path CHANGELOG =
            Path.of("src", "main", "resources", "META-INF", "facebook-business-changelog.xml");

    /** One folder per release; see docs/release.md. */
    private static final Path RELEASED = Path.of("docs", "released");

    private static final String TOKEN = """
            <changeSet author="a" id="1-token">
              <createTable tableName="TOKEN"><column name="ID" type="VARCHAR(36)"/></createTable>
            </changeSet>
            """;

    @Test
    void the_changelog_only_adds_to_what_was_released() throws Exception {
        Element changelog = parse(Files.readString(CHANGELOG));

        assertEquals(List.of(), released("").objectionsTo(changelog));
        for (Path release : releases()) {
            ReleasedTables tables = ReleasedTables.of(parse(Files.readString(release)));
            assertEquals(List.of(), tables.objectionsTo(changelog), release::toString);
        }
    }

    /** As if this were released: what the next developer may not do to it. */
    @Test
    void the_changelog_as_it_is_could_not_be_edited_any_more() throws Exception {
        String now = Files.readString(CHANGELOG);
        ReleasedTables tables = ReleasedTables.of(parse(now));

        assertEquals(List.of(), tables.objectionsTo(parse(now)));
        assertEquals(
                List.of(), tables.objectionsTo(parse(now.replaceFirst("<changeSet", "<!-- why -->\n\n<changeSet"))));
        assertEquals(
                List.of("facebook-business:0.1.0-token was released, and is edited"),
                tables.objectionsTo(parse(now.replaceFirst("VARCHAR\\(36\\)", "VARCHAR(37)"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<addColumn tableName='TOKEN'><column name='NOTE' type='CLOB'/></addColumn>",
                "<addColumn tableName='TOKEN'><column name='N' type='INT'><constraints nullable='true'/></column></addColumn>",
                "<addColumn tableName='TOKEN'><column name='N' type='INT' defaultValueNumeric='0'>"
                        + "<constraints nullable='false'/></column></addColumn>",
                "<createIndex tableName='TOKEN' indexName='I'><column name='ID'/></createIndex>",
                "<createTable tableName='MORE'><column name='ID' type='INT'><constraints nullable='false'/></column>"
                        + "</createTable><addUniqueConstraint tableName='MORE' constraintName='U' columnNames='ID'/>"
                        + "<addColumn tableName='MORE'><column name='N' type='INT'><constraints nullable='false'/></column>"
                        + "</addColumn>"
            })
    void what_the_released_jar_does_not_notice_is_accepted(String changes) throws Exception {
        assertEquals(List.of(), released(TOKEN).objectionsTo(changelog(TOKEN + changeSet("2", changes))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<dropTable tableName='TOKEN'/>",
                "<dropColumn tableName='TOKEN' columnName='ID'/>",
                "<renameTable oldTableName='TOKEN' newTableName='TOKENS'/>",
                "<renameColumn tableName='TOKEN' oldColumnName='ID' newColumnName='KEY'/>",
                "<modifyDataType tableName='TOKEN' columnName='ID' newDataType='VARCHAR(32)'/>",
                "<addNotNullConstraint tableName='TOKEN' columnName='ID'/>",
                "<addUniqueConstraint tableName='TOKEN' constraintName='U' columnNames='ID'/>",
                "<dropUniqueConstraint tableName='TOKEN' constraintName='U'/>",
                "<addPrimaryKey tableName='TOKEN' columnNames='ID'/>",
                "<addForeignKeyConstraint baseTableName='TOKEN' baseColumnNames='ID' constraintName='F'"
                        + " referencedTableName='REALM' referencedColumnNames='ID'/>",
                "<createIndex tableName='TOKEN' indexName='I' unique='true'><column name='ID'/></createIndex>",
                "<dropIndex tableName='TOKEN' indexName='I'/>",
                "<addColumn tableName='TOKEN'><column name='N' type='INT'><constraints nullable='false'/></column></addColumn>",
                "<addColumn tableName='TOKEN'><column name='A' type='INT'/>"
                        + "<column name='N' type='INT'><constraints nullable='false'/></column></addColumn>",
                "<addColumn tableName='TOKEN'><column name='N' type='INT'><constraints unique='true'/></column></addColumn>",
                "<update tableName='TOKEN'><column name='ID' value='1'/></update>",
                "<delete tableName='TOKEN'/>",
                "<sql>alter table TOKEN drop column ID</sql>"
            })
    void what_the_released_jar_would_stumble_over_is_refused(String changes) throws Exception {
        List<String> objections = released(TOKEN).objectionsTo(changelog(TOKEN + changeSet("2", changes)));

        assertEquals(1, objections.size(), objections::toString);
        assertTrue(objections.get(0).startsWith("a:2"), objections::toString);
    }

    @Test
    void a_released_change_set_stays_as_and_where_it_is() throws Exception {
        ReleasedTables released = released(TOKEN + changeSet("2", "<createTable tableName='B'/>"));

        assertEquals(1, released.objectionsTo(changelog(TOKEN)).size(), "gone");
        assertEquals(
                1,
                released.objectionsTo(changelog(changeSet("2", "<createTable tableName='B'/>") + TOKEN))
                        .size(),
                "in another order");
        assertEquals(
                List.of("a:2 was released, and is edited"),
                released.objectionsTo(changelog(TOKEN + changeSet("2", "<createTable tableName='C'/>"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"runAlways='true'", "runOnChange='true'", "failOnError='false'", "dbms='h2'"})
    void a_change_set_runs_once_and_whole_and_everywhere(String attribute) throws Exception {
        Element changelog =
                changelog("<changeSet author='a' id='1' " + attribute + "><createTable tableName='T'/></changeSet>");

        assertEquals(1, released("").objectionsTo(changelog).size());
    }

    private static List<Path> releases() throws IOException {
        if (!Files.exists(RELEASED)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(RELEASED)) {
            return files.filter(file -> file.getFileName().equals(CHANGELOG.getFileName()))
                    .toList();
        }
    }

    private static ReleasedTables released(String changeSets) throws Exception {
        return ReleasedTables.of(changelog(changeSets));
    }

    private static String changeSet(String id, String changes) {
        return "<changeSet author='a' id='" + id + "'>" + changes + "</changeSet>";
    }

    private static Element changelog(String changeSets) throws Exception {
        return parse("<databaseChangeLog>" + changeSets + "</databaseChangeLog>");
    }

    private static Element parse(String xml) throws IOException, SAXException, ParserConfigurationException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }
}
