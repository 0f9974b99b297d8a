package io.github.facebookbusiness.keycloak.compatibility;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Which methods replace one of an ancestor's. {@code @Override} is checked by the compiler only: where an ancestor has
 * renamed the method since, or did not have it yet, everything links, and the method is silently never called.
 */
public final class Overrides {

    private Overrides() {}

    /** What can override: declared in the class itself, and neither private nor made by the compiler. */
    public static Stream<Method> candidates(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic()
                        && !Modifier.isPrivate(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers()));
    }

    /** Parameters of a generic ancestor may be erased to a wider type; then the compiler's bridge overrides instead. */
    public static boolean overrides(Method method) {
        return Stream.concat(Stream.of(method), bridges(method)).anyMatch(one -> ancestors(method.getDeclaringClass())
                .anyMatch(ancestor -> hasMethodLike(one, ancestor)));
    }

    private static Stream<Method> bridges(Method method) {
        return Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
                .filter(candidate -> candidate.isBridge()
                        && candidate.getName().equals(method.getName())
                        && candidate.getParameterCount() == method.getParameterCount());
    }

    private static boolean hasMethodLike(Method method, Class<?> ancestor) {
        return Arrays.stream(ancestor.getDeclaredMethods())
                .anyMatch(candidate -> candidate.getName().equals(method.getName())
                        && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes()));
    }

    private static Stream<Class<?>> ancestors(Class<?> type) {
        Stream<Class<?>> parents =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()));
        return parents.flatMap(parent -> Stream.concat(Stream.of(parent), ancestors(parent)));
    }
}
