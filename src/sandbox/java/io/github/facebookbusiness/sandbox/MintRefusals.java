package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * Faults that refuse {@code system_user_access_tokens} before anything is done: no token comes of such a call, so that
 * it can be made again. What goes wrong after a token was minted is in {@link Mishaps}.
 */
final class MintRefusals {
    private static final List<Refusal> TABLE = List.of(
            Refusal.plain(Fault.MINT_PERMISSION_NOT_VALID, GraphError.permissionNotValid()),
            Refusal.plain(Fault.MINT_SESSION_INVALID, GraphError.sessionInvalid()),
            Refusal.plain(Fault.MINT_PERMISSIONS_ERROR, GraphError.permissions()),
            Refusal.plain(Fault.MINT_INSUFFICIENT_PERMISSIONS, GraphError.insufficientPermissions()),
            Refusal.plain(Fault.MINT_TOKEN_REFUSED, Authentication.invalid("Invalid OAuth access token.")),
            Refusal.plain(Fault.MINT_TRANSIENT, GraphError.serviceDown()),
            new Refusal(
                    Fault.MINT_RATE_LIMITED,
                    GraphError.rateLimited(),
                    (answer, business) -> UsageHeaders.appIsAtItsLimit(answer)),
            new Refusal(
                    Fault.MINT_BUSINESS_RATE_LIMITED,
                    GraphError.businessRateLimited(),
                    UsageHeaders::businessIsAtItsLimit));

    private MintRefusals() {}

    private record Refusal(Fault fault, GraphError error, Headers headers) {
        static Refusal plain(Fault fault, GraphError error) {
            return new Refusal(fault, error, (answer, business) -> answer);
        }
    }

    /** What a refusal says beside its error. */
    private interface Headers {
        Answer on(Answer answer, String businessId);
    }

    static Optional<Answer> befalling(Faults faults, String businessId) {
        for (Refusal refusal : TABLE) {
            if (faults.strikes(refusal.fault())) {
                Answer answer = refusal.error().under(faults).answer();
                return Optional.of(refusal.headers().on(answer, businessId));
            }
        }
        return Optional.empty();
    }
}
