package io.github.facebookbusiness.keycloak.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Integration tests that {@code .ci/matrix} runs on each supported Keycloak for every change: one or two for each of
 * Keycloak's hooks that the extension uses. All others are run there before a release.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("every-keycloak")
public @interface OnEveryKeycloak {}
