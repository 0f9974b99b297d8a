package io.github.facebookbusiness.keycloak.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.admin.OpenApiFile.Operation;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static final java.nio.file.Path GENERATED = java.nio.file.Path.of("target", "openapi", "openapi.yaml");

    @Test
    void what_is_published_is_what_the_code_says() throws IOException {
        assertEquals(
                Files.readString(GENERATED),
                Files.readString(OpenApiFile.PUBLISHED),
                () -> "The API changed. If that was meant: cp " + GENERATED + " " + OpenApiFile.PUBLISHED);
    }

    @Test
    void every_call_of_the_resource_is_in_it_and_no_other() {
        Set<String> calls = Arrays.stream(ProvidersResource.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Path.class))
                .map(method -> new Operation(
                        httpMethod(method),
                        "/admin/realms/{realm}/facebook-business/"
                                + method.getAnnotation(Path.class).value()))
                .map(Operation::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> published = OpenApiFile.published().operations().stream()
                .map(Operation::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(calls, published);
    }

    @Test
    void every_parameter_of_metas_call_is_in_it_and_no_other() {
        Set<String> described = new TreeSet<>();
        OpenApiFile.published()
                .schema("SystemUserAccessTokenRequest")
                .path("properties")
                .fieldNames()
                .forEachRemaining(described::add);
        assertEquals(new TreeSet<>(SystemUserAccessTokenCall.KNOWN), described);
    }

    private static String httpMethod(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + " has a path, but no HTTP method"));
    }
}
