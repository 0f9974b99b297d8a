package io.github.facebookbusiness.keycloak.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.testing.OnEveryKeycloak;
import java.io.IOException;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The jar among the distribution's own libraries, before any of it runs: what does not link is found in a rarely called
 * method, too, and what overrides nothing is found at all.
 */
@OnEveryKeycloak
final class DistributionIT {

    /** What Keycloak asks for in some versions only; below, it does not look into the service's file. */
    private static final Map<String, KeycloakFeature> SERVICES_OF_FEATURES =
            Map.of("org.keycloak.protocol.oidc.token.TokenPostProcessorFactory", KeycloakFeature.TOKEN_INTERCEPTOR);

    /** Of hooks that have an older form, which is overridden, too, and is what Keycloak calls below this version. */
    private static final Map<String, KeycloakVersion> NEWER_FORMS = Map.of(
            "retrieveToken(org.keycloak.models.KeycloakSession,org.keycloak.models.FederatedIdentityModel,"
                    + "org.keycloak.models.UserSessionModel,org.keycloak.models.UserModel)",
            KeycloakVersion.of("26.6.0"));

    private static final Distribution KEYCLOAK = Distribution.underTest();
    private static final ProviderJar JAR = ProviderJar.underTest();

    private static URLClassLoader loader;
    private static Linkage linkage;

    @BeforeAll
    static void read() {
        loader = KEYCLOAK.with(JAR.file());
        linkage = new Linkage(
                JAR,
                loader,
                servicesNobodyAsksFor().stream()
                        .flatMap(service -> JAR.services().get(service).stream())
                        .toList());
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    @Test
    void every_class_method_and_field_that_the_jar_refers_to_is_there() {
        assertTrue(linkage.classes() > 200, "read " + linkage.classes() + " classes");
        assertEquals(Set.of(), linkage.missing());
    }

    @Test
    void everything_that_keycloak_demands_is_implemented() {
        assertEquals(Set.of(), linkage.unimplemented());
    }

    @Test
    void each_override_still_overrides() {
        Set<String> findings = linkage.overridingNoMore(getClass().getClassLoader());
        NEWER_FORMS.forEach((hook, since) -> {
            if (KEYCLOAK.version().compareTo(since) < 0) {
                assertTrue(findings.removeIf(finding -> finding.contains("." + hook)), hook);
            }
        });
        assertEquals(Set.of(), findings);
    }

    @Test
    void each_class_of_a_service_is_what_the_service_asks_for() throws ClassNotFoundException {
        Map<String, List<String>> services = new TreeMap<>(JAR.services());
        services.keySet().removeAll(servicesNobodyAsksFor());
        assertFalse(services.isEmpty());
        for (Map.Entry<String, List<String>> service : services.entrySet()) {
            Class<?> asked = Class.forName(service.getKey(), false, loader);
            for (String offered : service.getValue()) {
                Class<?> type = Class.forName(offered, false, loader);
                assertTrue(asked.isAssignableFrom(type), offered + " is no " + asked);
                assertNotNull(publicConstructor(type), offered);
            }
        }
    }

    private static Object publicConstructor(Class<?> type) {
        try {
            return type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(type + " has no constructor for a service", e);
        }
    }

    /** Not to be extended by accident: a service that is missing is a feature that is known to be. */
    @Test
    void only_what_the_compatibility_table_names_is_asked_for_by_nobody() {
        Set<String> known = new TreeSet<>();
        SERVICES_OF_FEATURES.forEach((service, feature) -> {
            if (!feature.isIn(KEYCLOAK.version())) {
                known.add(service);
            }
        });
        assertEquals(known, servicesNobodyAsksFor());
    }

    private static Set<String> servicesNobodyAsksFor() {
        Set<String> unknown = new TreeSet<>();
        for (String service : JAR.services().keySet()) {
            try {
                Class.forName(service, false, loader);
            } catch (ClassNotFoundException e) {
                unknown.add(service);
            }
        }
        return unknown;
    }
}
