package io.github.facebookbusiness.keycloak.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

final class ChromiumCondition implements ExecutionCondition {

    private static final String MISSING =
            "there is no Chromium or Chrome with a chromedriver of the same version on the"
                    + " PATH; on Debian: apt-get install chromium chromium-driver.";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Chromium.installed().isPresent()
                ? ConditionEvaluationResult.enabled("Chromium is installed.")
                : Required.skippedUnlessRequired("chromium", MISSING);
    }
}
