package io.github.facebookbusiness.keycloak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.admin.FacebookBusinessAdminResourceFactory;
import io.github.facebookbusiness.keycloak.compatibility.Overrides;
import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.login.ConnectBusinessActionFactory;
import io.github.facebookbusiness.keycloak.login.FacebookBusinessIdentityProvider;
import io.github.facebookbusiness.keycloak.login.FacebookBusinessIdentityProviderFactory;
import io.github.facebookbusiness.keycloak.login.FacebookBusinessUserAttributeMapper;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hook that Keycloak renamed links fine and is silently never called: {@code exchangeExternalTokenV1Impl} went that
 * way in 26.7.0. So what must be one is listed here; that it is one in each supported Keycloak, {@code DistributionIT}
 * looks up for every method that overrides.
 */
class OverridesTest {

    /** Every method of the identity provider that must replace one of Keycloak's. */
    static Stream<List<String>> hooks() {
        return Stream.of(
                List.of("callback", "RealmModel", "AuthenticationCallback", "EventBuilder"),
                List.of("performLogin", "AuthenticationRequest"),
                List.of("getDefaultScopes"),
                List.of("updateBrokeredUser", "KeycloakSession", "RealmModel", "UserModel", "BrokeredIdentityContext"),
                List.of("authenticationFinished", "AuthenticationSessionModel", "BrokeredIdentityContext"),
                List.of("importNewUser", "KeycloakSession", "RealmModel", "UserModel", "BrokeredIdentityContext"),
                List.of("isMapperSupported", "IdentityProviderMapper"),
                List.of("retrieveToken", "KeycloakSession", "FederatedIdentityModel"),
                List.of("retrieveToken", "KeycloakSession", "FederatedIdentityModel", "UserSessionModel", "UserModel"),
                List.of(
                        "exchangeFromToken",
                        "UriInfo",
                        "EventBuilder",
                        "ClientModel",
                        "UserSessionModel",
                        "UserModel",
                        "MultivaluedMap"));
    }

    @ParameterizedTest
    @MethodSource("hooks")
    void each_hook_of_the_identity_provider_is_one_of_keycloaks(List<String> hook) {
        List<Method> declared = Overrides.candidates(FacebookBusinessIdentityProvider.class)
                .filter(method -> signature(method).equals(hook))
                .toList();
        assertTrue(!declared.isEmpty(), "not declared: " + hook);
        declared.forEach(OverridesTest::assertOverrides);
    }

    static Stream<Class<?>> types() {
        return Stream.of(
                FacebookBusinessIdentityProviderFactory.class,
                FacebookBusinessUserAttributeMapper.class,
                ConnectBusinessActionFactory.class,
                new ConnectBusinessActionFactory().create(null).getClass(),
                FacebookBusinessAdminResourceFactory.class);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everything_public_on_what_keycloak_calls_is_one_of_keycloaks_methods(Class<?> type) {
        Overrides.candidates(type)
                .filter(method -> !method.getDeclaringClass().getPackageName().startsWith("org.keycloak"))
                .filter(method -> !List.of("options", "graph").contains(method.getName()))
                .forEach(OverridesTest::assertOverrides);
    }

    static Stream<String> configHooks() {
        return Stream.of("validate");
    }

    @ParameterizedTest
    @MethodSource("configHooks")
    void the_configuration_is_validated_by_keycloak(String name) {
        Overrides.candidates(FacebookBusinessConfig.class)
                .filter(method -> method.getName().equals(name))
                .forEach(OverridesTest::assertOverrides);
    }

    private static List<String> signature(Method method) {
        return Stream.concat(
                        Stream.of(method.getName()),
                        Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName))
                .toList();
    }

    private static void assertOverrides(Method method) {
        assertTrue(Overrides.overrides(method), "overrides nothing: " + method);
    }
}
