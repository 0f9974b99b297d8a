package io.github.facebookbusiness.keycloak;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The house: one way only, and the traps that a compiler does not see. */
@AnalyzeClasses(packages = "io.github.facebookbusiness", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String HOME = "io.github.facebookbusiness.keycloak";

    @ArchTest
    static final ArchRule layers_depend_one_way_only = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(HOME + "..")
            .layer("login")
            .definedBy(HOME + ".login..")
            .layer("admin")
            .definedBy(HOME + ".admin..")
            .layer("callbacks")
            .definedBy(HOME + ".callbacks..")
            .layer("organizations")
            .definedBy(HOME + ".organizations..")
            .layer("events")
            .definedBy(HOME + ".events..")
            .layer("migration")
            .definedBy(HOME + ".migration..")
            .layer("tokens")
            .definedBy(HOME + ".tokens..")
            .layer("config")
            .definedBy(HOME + ".config..")
            .layer("telemetry")
            .definedBy(HOME + ".telemetry..")
            .layer("graph")
            .definedBy(HOME + ".graph..")
            .whereLayer("login")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("admin")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("callbacks")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("organizations")
            .mayOnlyBeAccessedByLayers("login", "admin", "callbacks")
            .whereLayer("events")
            .mayOnlyBeAccessedByLayers("admin", "callbacks", "organizations", "tokens")
            .whereLayer("migration")
            .mayOnlyBeAccessedByLayers("admin")
            .whereLayer("tokens")
            .mayOnlyBeAccessedByLayers("login", "admin", "callbacks", "migration", "telemetry")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("login", "admin", "callbacks", "migration", "organizations", "tokens")
            .whereLayer("telemetry")
            .mayOnlyBeAccessedByLayers("login");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching(HOME + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule graph_knows_meta_http_and_json_and_nothing_of_keycloak = classes()
            .that()
            .resideInAPackage(HOME + ".graph..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    HOME + ".graph..",
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "com.fasterxml.jackson..",
                    "org.apache.http..");

    @ArchTest
    static final ArchRule only_the_wire_talks_http = noClasses()
            .that(not(nameStartingWith(HOME + ".graph.HttpWire"))
                    .and(not(nameStartingWith(HOME + ".graph.KeptConnections")))
                    .and(not(nameStartingWith(HOME + ".graph.SilentConnection")))
                    .and(not(nameStartingWith(HOME + ".graph.TunnelRequests"))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..",
                    "org.apache.http..",
                    "org.keycloak.http.simple..",
                    "org.keycloak.connections.httpclient..");

    /** Such a class becomes a root resource beside Keycloak's admin API, without its authentication (tried). */
    @ArchTest
    static final ArchRule no_class_has_a_path = noClasses().should().beAnnotatedWith("jakarta.ws.rs.Path");

    @ArchTest
    static final ArchRule folders_and_classes_are_named_after_what_they_are = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..impl..", "..helper..")
            .orShould()
            .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)");

    @Test
    void the_sandbox_shares_no_misreading_with_the_product() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage(HOME + ".."))
                .check(new ClassFileImporter()
                        .withImportOption(location -> !location.contains("Test"))
                        .importPackages("io.github.facebookbusiness.sandbox"));
    }
}
