package io.github.facebookbusiness.keycloak.testing;

import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

/** What {@code -Dtests.require} names must be there: a test that needs it fails where it would be skipped. */
final class Required {

    private Required() {}

    /** @param missing what there is not, and what to do about it; goes on after "Skipped, because" */
    static ConditionEvaluationResult skippedUnlessRequired(String tool, String missing) {
        boolean required = Arrays.stream(System.getProperty("tests.require", "").split(","))
                .anyMatch(need -> need.strip().equals(tool));
        if (required) {
            throw new IllegalStateException("Failed, because " + missing);
        }
        return ConditionEvaluationResult.disabled("Skipped, because " + missing);
    }
}
