package io.github.facebookbusiness.keycloak.compatibility;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of what Keycloak itself cannot do below some version. There it is skipped, with a reason that comes into the
 * compatibility table: nothing is left out silently.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(SinceKeycloakCondition.class)
public @interface SinceKeycloak {

    KeycloakFeature value();
}
