package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * Faults that refuse a call before anything is done: no token comes of it, so that it can be made again. What goes
 * wrong after the work was done is in {@link Mishaps}.
 */
enum Refusals {
    MINT(
            Refusal.plain(Fault.MINT_PERMISSION_NOT_VALID, GraphError.permissionNotValid()),
            Refusal.plain(Fault.MINT_SESSION_INVALID, GraphError.sessionInvalid()),
            Refusal.plain(Fault.MINT_PERMISSIONS_ERROR, GraphError.permissions()),
            Refusal.plain(Fault.MINT_INSUFFICIENT_PERMISSIONS, GraphError.insufficientPermissions()),
            Refusal.plain(Fault.MINT_TOKEN_REFUSED, Authentication.invalid("Invalid OAuth access token.")),
            Refusal.plain(Fault.MINT_TRANSIENT, GraphError.serviceDown()),
            Refusal.atAppLimit(Fault.MINT_RATE_LIMITED),
            Refusal.atBusinessLimit(Fault.MINT_BUSINESS_RATE_LIMITED)),
    RENEWAL(
            Refusal.plain(Fault.RENEWAL_REFUSED, GraphError.permissions()),
            Refusal.plain(Fault.RENEWAL_TRANSIENT, GraphError.serviceDown()),
            Refusal.atAppLimit(Fault.RENEWAL_RATE_LIMITED),
            Refusal.atBusinessLimit(Fault.RENEWAL_BUSINESS_RATE_LIMITED)),
    DEBUG_TOKEN(
            Refusal.plain(Fault.DEBUG_TOKEN_TRANSIENT, GraphError.serviceDown()),
            Refusal.atAppLimit(Fault.DEBUG_TOKEN_RATE_LIMITED)),
    /** Of every call to Graph. */
    APP(
            Refusal.plain(Fault.APP_DELETED, GraphError.appDeleted()),
            Refusal.plain(Fault.APP_SIGNATURE_REFUSED, GraphError.incorrectSignature()),
            Refusal.plain(Fault.APP_DISABLED, GraphError.appDisabled()));

    private final List<Refusal> table;

    Refusals(Refusal... table) {
        this.table = List.of(table);
    }

    private record Refusal(Fault fault, GraphError error, Headers headers) {
        static Refusal plain(Fault fault, GraphError error) {
            return new Refusal(fault, error, (answer, business) -> answer);
        }

        static Refusal atAppLimit(Fault fault) {
            return new Refusal(
                    fault, GraphError.rateLimited(), (answer, business) -> UsageHeaders.appIsAtItsLimit(answer));
        }

        static Refusal atBusinessLimit(Fault fault) {
            return new Refusal(fault, GraphError.businessRateLimited(), UsageHeaders::businessIsAtItsLimit);
        }
    }

    /** What a refusal says beside its error. */
    private interface Headers {
        Answer on(Answer answer, String businessId);
    }

    /** The answer to a call about this business, if a fault strikes it. */
    Optional<Answer> befalling(Faults faults, String businessId) {
        for (Refusal refusal : table) {
            if (faults.strikes(refusal.fault())) {
                Answer answer = refusal.error().under(faults).answer();
                return Optional.of(refusal.headers().on(answer, businessId));
            }
        }
        return Optional.empty();
    }

    /** For calls that are about no business. */
    Optional<GraphError> errorBefalling(Faults faults) {
        return table.stream()
                .filter(refusal -> faults.strikes(refusal.fault()))
                .findFirst()
                .map(Refusal::error);
    }
}
