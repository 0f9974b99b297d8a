package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The filter {@code status}, in either case. */
final class StatusParameter {

    private StatusParameter() {}

    static Optional<TokenStatus> read(String value) {
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(TokenStatus.values())
                .filter(status -> status.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> Problem.parameter(
                        "status",
                        "must be one of "
                                + Arrays.stream(TokenStatus.values())
                                        .map(TokenStatus::name)
                                        .collect(Collectors.joining(", "))
                                + ".")));
    }
}
