package io.github.facebookbusiness.keycloak.compatibility;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

final class SinceKeycloakCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), SinceKeycloak.class)
                .map(needs -> decide(needs.value(), Distribution.underTest().version()))
                .orElse(ConditionEvaluationResult.enabled("Every Keycloak can do it."));
    }

    static ConditionEvaluationResult decide(KeycloakFeature feature, KeycloakVersion version) {
        return feature.isIn(version)
                ? ConditionEvaluationResult.enabled("Keycloak " + version + " can do it.")
                : ConditionEvaluationResult.disabled(new KnownLack(feature).toString());
    }
}
