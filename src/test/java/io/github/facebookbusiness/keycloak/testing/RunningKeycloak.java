package io.github.facebookbusiness.keycloak.testing;

import io.github.facebookbusiness.sandbox.GraphSandbox;
import io.github.facebookbusiness.sandbox.demo.KeycloakServer;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test classes what runs: a {@link KeycloakServer}, its {@link Database}, a {@link GraphSandbox}, a
 * {@link VaultFolder} and an {@link AdminApi}, started once for all classes because that takes seconds, and a
 * {@link TestRealm} per class.
 */
final class RunningKeycloak implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(RunningKeycloak.class);

    private static final Map<Class<?>, Function<ExtensionContext, Object>> GIVEN = Map.of(
            KeycloakServer.class, context -> suite(context).server(),
            Database.class, context -> suite(context).database(),
            GraphSandbox.class, context -> suite(context).sandbox(),
            VaultFolder.class, context -> suite(context).vault(),
            AdminApi.class, context -> suite(context).admin(),
            TestRealm.class, RunningKeycloak::realm);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return GIVEN.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return GIVEN.get(parameter.getParameter().getType()).apply(context);
    }

    /** In the root store, which closes it after the last class. */
    private static TestSuite suite(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(TestSuite.class, any -> new TestSuite(), TestSuite.class);
    }

    /** In the store of the outermost class: nested classes share it, and it is deleted after them. */
    private static TestRealm realm(ExtensionContext context) {
        return outermostClass(context)
                .getStore(NAMESPACE)
                .computeIfAbsent(TestRealm.class, any -> suite(context).newRealm(), TestRealm.class);
    }

    private static ExtensionContext outermostClass(ExtensionContext context) {
        return context.getParent()
                .filter(parent -> parent.getTestClass().isPresent())
                .map(RunningKeycloak::outermostClass)
                .orElse(context);
    }
}
