package io.github.facebookbusiness.keycloak.testing;

import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

final class ChromiumCondition implements ExecutionCondition {

    private static final String REASON = "Skipped, because there is no Chromium or Chrome with a chromedriver of the"
            + " same version on the PATH; on Debian: apt-get install chromium chromium-driver.";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Chromium.installed().isPresent()) {
            return ConditionEvaluationResult.enabled("Chromium is installed.");
        }
        if (required()) {
            throw new IllegalStateException(REASON.replace("Skipped,", "Failed,"));
        }
        return ConditionEvaluationResult.disabled(REASON);
    }

    private static boolean required() {
        return Arrays.stream(System.getProperty("tests.require", "").split(","))
                .anyMatch(need -> need.strip().equals("chromium"));
    }
}
