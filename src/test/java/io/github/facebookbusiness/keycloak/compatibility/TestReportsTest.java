package io.github.facebookbusiness.keycloak.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {

    private static final KeycloakVersion VERSION = KeycloakVersion.of("26.5.6");

    @TempDir
    Path folder;

    @Test
    void a_report_tells_what_ran_where_what_failed_and_why_something_was_skipped() throws IOException {
        String known = new KnownLack(KeycloakFeature.TOKEN_INTERCEPTOR).toString();
        Files.writeString(folder.resolve("TEST-a.FirstIT.xml"), """
                <testsuite name="a.FirstIT" time="2.5">
                  <properties>
                    <property name="keycloak.home" value="/x/keycloak-26.5.6"/>
                    <property name="other" value="1"/>
                  </properties>
                  <testcase name="passes" classname="a.FirstIT" time="1"><system-out>a failure</system-out></testcase>
                  <testcase name="fails" classname="a.FirstIT" time="1"><failure message="no">stack</failure></testcase>
                  <testcase name="breaks" classname="a.FirstIT" time="1"><error message="no">stack</error></testcase>
                  <testcase name="waits" classname="a.FirstIT" time="0"><skipped message="%s"/></testcase>
                </testsuite>
                """.formatted(known));
        Files.writeString(folder.resolve("TEST-a.SecondIT.xml"), """
                <testsuite name="a.SecondIT" time="0">
                  <testcase name="" classname="a.SecondIT"><skipped type="a.Aborted"><![CDATA[a.Aborted: %s
                  at stack]]></skipped></testcase>
                </testsuite>
                """.formatted(known));
        Files.writeString(folder.resolve("failsafe-summary.xml"), "no report of a class");

        VersionResult result = TestReports.read(VERSION, folder);

        assertEquals(
                new VersionResult(
                        VERSION,
                        Set.of("/x/keycloak-26.5.6"),
                        Set.of("a.FirstIT", "a.SecondIT"),
                        5,
                        2.5,
                        List.of("a.FirstIT.fails", "a.FirstIT.breaks"),
                        Map.of("a.FirstIT.waits", known, "a.SecondIT.", known)),
                result);
        assertEquals(Set.of(KeycloakFeature.TOKEN_INTERCEPTOR), result.lacks());
        assertEquals(Set.of(), result.skippedForNoGoodReason());
    }

    @Test
    void a_folder_that_is_not_there_has_no_tests() {
        assertEquals(0, TestReports.read(VERSION, folder.resolve("nowhere")).tests());
    }
}
