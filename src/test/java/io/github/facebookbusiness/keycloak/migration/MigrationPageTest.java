package io.github.facebookbusiness.keycloak.migration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facebookbusiness.keycloak.migration.MigrationReport.Invalidated;
import io.github.facebookbusiness.keycloak.migration.MigrationReport.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationPageTest {

    private final DocumentedSteps page = DocumentedSteps.of("migration.md");

    @ParameterizedTest
    @EnumSource
    void every_outcome_is_explained(Outcome outcome) {
        assertTrue(page.explains(outcome.name(), ""));
    }

    @ParameterizedTest
    @EnumSource
    void every_obstacle_is_explained_with_its_outcome(Obstacle obstacle) {
        assertTrue(page.explains(obstacle.outcome().name(), obstacle.code()));
    }

    @ParameterizedTest
    @EnumSource
    void everything_that_meta_does_is_explained(Invalidated invalidated) {
        assertTrue(page.explains(invalidated.name(), ""));
    }
}
