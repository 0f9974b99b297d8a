package io.github.facebookbusiness.keycloak.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a browser with scripts. Where there is none it is skipped with a sentence that says what to
 * install; with {@code -Dtests.require=chromium} it fails instead, so that a build server cannot skip it unnoticed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(ChromiumCondition.class)
public @interface RequiresChromium {}
