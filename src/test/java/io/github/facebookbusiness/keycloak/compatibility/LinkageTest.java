package io.github.facebookbusiness.keycloak.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider and a server, of which the server then changes. */
class LinkageTest {

    private static final String PROVIDER = """
            package provider;
            public class Provider extends server.Broker {
                @Override protected void hook(String token) { count = count + answer("x").length(); }
                public java.util.function.Supplier<server.Model> models() { return server.Model::new; }
            }
            """;
    private static final String MODEL = "package server; public class Model {}";
    private static final String BROKER = """
            package server;
            public abstract class Broker {
                protected int count;
                protected void hook(String token) {}
                protected String answer(String question) { return question; }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void what_fits_has_no_findings() throws IOException {
        Findings findings = with(BROKER, MODEL);

        assertEquals(new Findings(Set.of(), Set.of(), Set.of()), findings);
    }

    @Test
    void a_hook_that_was_renamed_is_found_though_everything_links() throws IOException {
        Findings findings = with(BROKER.replace("void hook(String", "void hookSince2(String"), MODEL);

        assertEquals(Set.of(), findings.missing);
        assertEquals(
                Set.of("protected void provider.Provider.hook(java.lang.String) overrides nothing"),
                findings.overridingNoMore);
    }

    @Test
    void a_hook_that_takes_something_else_is_found() throws IOException {
        Findings findings = with(BROKER.replace("hook(String", "hook(CharSequence"), MODEL);

        assertEquals(1, findings.overridingNoMore.size());
    }

    @Test
    void a_method_that_answers_something_else_is_found() throws IOException {
        Findings findings = with(BROKER.replace("String answer", "CharSequence answer"), MODEL);

        assertEquals(
                Set.of("provider.Provider.answer(java.lang.String) is not there, for"
                        + " provider.Provider.hook(java.lang.String)"),
                findings.missing);
    }

    @Test
    void a_field_of_another_type_is_found() throws IOException {
        Findings findings = with(BROKER.replace("int count", "long count"), MODEL);

        assertEquals(
                Set.of("provider.Provider.count is not there, for provider.Provider.hook(java.lang.String)"),
                findings.missing);
    }

    @Test
    void a_class_that_only_a_method_reference_names_is_found() throws IOException {
        Findings findings = with(BROKER);

        assertTrue(
                findings.missing.contains("server.Model is not there, for provider.Provider"),
                findings.missing::toString);
    }

    @Test
    void a_constructor_that_wants_more_is_found() throws IOException {
        Findings findings = with(BROKER, "package server; public class Model { public Model(int size) {} }");

        assertEquals(Set.of("server.Model.<init>() is not there, for provider.Provider.models()"), findings.missing);
    }

    @Test
    void a_method_that_is_demanded_now_is_found() throws IOException {
        Findings findings = with(
                BROKER.replace("{\n    protected int", "{\n    public abstract void must();\n    protected int"),
                MODEL);

        assertEquals(
                Set.of("provider.Provider does not implement public abstract void server.Broker.must()"),
                findings.unimplemented);
    }

    @Test
    void a_class_that_may_not_be_extended_any_more_is_found() throws IOException {
        Findings findings = with(BROKER.replace("abstract class", "final class"), MODEL);

        assertEquals(1, findings.unimplemented.size());
        assertTrue(findings.unimplemented.iterator().next().startsWith("provider.Provider does not link: "));
    }

    @Test
    void what_nobody_loads_is_left_out_with_what_is_nested_in_it() throws IOException {
        assertEquals(1, linkage(List.of("provider.Other")).classes());
        assertEquals(0, linkage(List.of("provider.Provider")).classes());
    }

    private Linkage linkage(List<String> leftOut) throws IOException {
        Path server = CompiledJar.of(folder.resolve("server"), List.of(), BROKER, MODEL);
        Path provider = CompiledJar.of(folder.resolve("provider"), List.of(server), PROVIDER);
        try (URLClassLoader here = Distribution.loaderOf(List.of(provider, server))) {
            return new Linkage(new ProviderJar(provider), here, leftOut);
        }
    }

    private record Findings(Set<String> missing, Set<String> unimplemented, Set<String> overridingNoMore) {}

    /** The provider as it was built, among the classes of this other server. */
    private Findings with(String... changedServer) throws IOException {
        Path server = CompiledJar.of(folder.resolve("server"), List.of(), BROKER, MODEL);
        Path changed = CompiledJar.of(folder.resolve("changed"), List.of(), changedServer);
        Path provider = CompiledJar.of(folder.resolve("provider"), List.of(server), PROVIDER);
        try (URLClassLoader built = Distribution.loaderOf(List.of(provider, server));
                URLClassLoader here = Distribution.loaderOf(List.of(provider, changed))) {
            Linkage linkage = new Linkage(new ProviderJar(provider), here, List.of());
            return new Findings(linkage.missing(), linkage.unimplemented(), linkage.overridingNoMore(built));
        }
    }
}
