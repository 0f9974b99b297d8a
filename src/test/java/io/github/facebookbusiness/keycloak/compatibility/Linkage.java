package io.github.facebookbusiness.keycloak.compatibility;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;

/**
 * Whether a jar fits the libraries around it, without running any of it: ArchUnit reads what its class files refer to,
 * and a class loader over the jar and those libraries tells what is there. Each finding is a sentence.
 */
final class Linkage {

    private final ClassLoader loader;
    private final List<JavaClass> classes;

    /** @param leftOut names of classes that nothing loads here; what is nested in them is left out, too */
    Linkage(ProviderJar jar, ClassLoader loader, Collection<String> leftOut) {
        this.loader = loader;
        this.classes = read(jar).stream()
                .filter(type -> leftOut.stream()
                        .noneMatch(name ->
                                type.getName().equals(name) || type.getName().startsWith(name + "$")))
                .toList();
    }

    private static List<JavaClass> read(ProviderJar jar) {
        return ArchConfiguration.withThreadLocalScope(configuration -> {
            // The class path of the tests is another Keycloak's.
            configuration.setResolveMissingDependenciesFromClassPath(false);
            try (JarFile file = new JarFile(jar.file().toFile())) {
                return List.copyOf(new ClassFileImporter().importJar(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    int classes() {
        return classes.size();
    }

    /** Classes, methods and fields that are referred to and not there. */
    Set<String> missing() {
        Set<String> findings = new TreeSet<>();
        for (JavaClass type : classes) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target ->
                            !target.isPrimitive() && find(target.getName()).isEmpty())
                    .forEach(target -> findings.add(target.getName() + " is not there, for " + type.getName()));
            type.getAccessesFromSelf().stream()
                    .filter(access -> !isThere(access.getTarget()))
                    .forEach(access -> findings.add(sentence(access)));
        }
        return findings;
    }

    private static String sentence(JavaAccess<?> access) {
        return access.getTarget().getFullName() + " is not there, for "
                + access.getOrigin().getFullName();
    }

    private boolean isThere(AccessTarget target) {
        // An array has the methods of Object and clone(), on every Java.
        return target.getOwner().isArray()
                || find(target.getOwner().getName())
                        .filter(owner -> declares(owner, target))
                        .isPresent();
    }

    private static boolean declares(Class<?> owner, AccessTarget target) {
        if (target instanceof FieldAccessTarget field) {
            return family(owner).stream()
                    .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                    .anyMatch(candidate -> candidate.getName().equals(field.getName())
                            && candidate
                                    .getType()
                                    .getName()
                                    .equals(field.getRawType().getName()));
        }
        CodeUnitAccessTarget called = (CodeUnitAccessTarget) target;
        List<String> parameters =
                called.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        if (called.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)) {
            return Arrays.stream(owner.getDeclaredConstructors())
                    .anyMatch(candidate -> names(candidate.getParameterTypes()).equals(parameters));
        }
        return family(owner).stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .anyMatch(candidate -> candidate.getName().equals(called.getName())
                        && names(candidate.getParameterTypes()).equals(parameters)
                        && candidate
                                .getReturnType()
                                .getName()
                                .equals(called.getRawReturnType().getName()));
    }

    private static List<String> names(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getName).toList();
    }

    /** Where the JVM looks for a member: the class, what it extends and implements, and for an interface Object. */
    private static Set<Class<?>> family(Class<?> type) {
        Set<Class<?>> family = new LinkedHashSet<>();
        Deque<Class<?>> left = new ArrayDeque<>(List.of(type, Object.class));
        while (!left.isEmpty()) {
            Class<?> next = left.remove();
            if (family.add(next)) {
                Optional.ofNullable(next.getSuperclass()).ifPresent(left::add);
                left.addAll(List.of(next.getInterfaces()));
            }
        }
        return family;
    }

    /** Methods that are demanded by what a class extends or implements, and that it does not have. */
    Set<String> unimplemented() {
        Set<String> findings = new TreeSet<>();
        each(findings, type -> Modifier.isAbstract(type.getModifiers()) ? List.of() : abstractMethods(type));
        return findings;
    }

    private static List<String> abstractMethods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(method -> type.getName() + " does not implement " + method)
                .toList();
    }

    /** Methods that override something among the libraries that the jar was built against, and nothing here. */
    Set<String> overridingNoMore(ClassLoader built) {
        Set<String> findings = new TreeSet<>();
        each(findings, here -> Overrides.candidates(load(here.getName(), built))
                .filter(Overrides::overrides)
                .filter(hook -> overridesNothing(hook, here))
                .map(hook -> hook + " overrides nothing")
                .toList());
        return findings;
    }

    private static boolean overridesNothing(Method hook, Class<?> here) {
        Predicate<Method> same = method -> method.getName().equals(hook.getName())
                && names(method.getParameterTypes()).equals(names(hook.getParameterTypes()));
        return Overrides.candidates(here).filter(same).noneMatch(Overrides::overrides);
    }

    private interface Look {
        List<String> at(Class<?> type);
    }

    private void each(Set<String> findings, Look look) {
        for (JavaClass type : classes) {
            try {
                findings.addAll(look.at(load(type.getName(), loader)));
            } catch (LinkageError e) {
                findings.add(type.getName() + " does not link: " + e);
            }
        }
    }

    private Optional<Class<?>> find(String name) {
        try {
            return Optional.of(load(name, loader));
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(name);
        }
    }
}
