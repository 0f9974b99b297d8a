package io.github.facebookbusiness.keycloak;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;

/** The house: one way only, and the traps that a compiler does not see. */
@AnalyzeClasses(packages = "io.github.facebookbusiness")
class ArchitectureTest {

    private static final String HOME = "io.github.facebookbusiness.keycloak";

    @ArchTest
    static final ArchRule layers_depend_one_way_only = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(HOME + "..")
            .layer("login")
            .definedBy(HOME + ".login..")
            .layer("admin")
            .definedBy(HOME + ".admin..")
            .layer("tokens")
            .definedBy(HOME + ".tokens..")
            .layer("config")
            .definedBy(HOME + ".config..")
            .layer("graph")
            .definedBy(HOME + ".graph..")
            .whereLayer("login")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("admin")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("tokens")
            .mayOnlyBeAccessedByLayers("login", "admin")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("login", "admin", "tokens");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching(HOME + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule graph_knows_no_keycloak = product()
            .and()
            .resideInAPackage(HOME + ".graph..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(HOME + ".graph..", "java..", "javax.crypto..", "com.fasterxml.jackson..")
            .as("graph knows Meta, HTTP and JSON, and nothing of Keycloak");

    @ArchTest
    static final ArchRule one_class_talks_http = noClasses()
            .that()
            .resideInAPackage(HOME + "..")
            .and(areProduct())
            .and()
            .doNotHaveFullyQualifiedName(HOME + ".graph.BoundedBody")
            .and(new com.tngtech.archunit.base.DescribedPredicate<JavaClass>("are not GraphHttp") {
                @Override
                public boolean test(JavaClass type) {
                    return !type.getName().startsWith(HOME + ".graph.GraphHttp");
                }
            })
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "org.apache.http..", "org.keycloak.http..");

    /** Such a class becomes a root resource beside Keycloak's admin API, without its authentication (tried). */
    @ArchTest
    static final ArchRule no_class_has_a_path =
            noClasses().that(areProduct()).should().beAnnotatedWith("jakarta.ws.rs.Path");

    @ArchTest
    static final ArchRule the_sandbox_shares_no_misreading_with_the_product = noClasses()
            .that()
            .resideInAPackage("io.github.facebookbusiness.sandbox..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(HOME + "..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule folders_are_named_after_what_is_in_them =
            noClasses().should().resideInAnyPackage("..util..", "..utils..", "..impl..", "..helper..");

    @ArchTest
    static final ArchRule classes_are_named_after_what_they_are = classes()
            .that(areProduct())
            .should()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager")
            .andShould()
            .haveSimpleNameNotEndingWith("Impl");

    private static GivenClassesConjunction product() {
        return classes().that(areProduct());
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> areProduct() {
        ImportOption noTests = new ImportOption.DoNotIncludeTests();
        return com.tngtech.archunit.base.DescribedPredicate.describe("are in the provider jar", type -> type.getSource()
                .map(source -> noTests.includes(com.tngtech.archunit.core.importer.Location.of(source.getUri())))
                .orElse(false));
    }
}
