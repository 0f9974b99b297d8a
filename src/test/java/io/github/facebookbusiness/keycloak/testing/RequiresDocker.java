package io.github.facebookbusiness.keycloak.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a container engine and Keycloak's image. It runs after all others, in a run of its own. Where
 * there is none it is skipped, and says why; with {@code -Dtests.require=docker} it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("docker")
@ExtendWith(DockerCondition.class)
public @interface RequiresDocker {}
