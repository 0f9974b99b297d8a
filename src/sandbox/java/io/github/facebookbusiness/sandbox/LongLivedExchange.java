package io.github.facebookbusiness.sandbox;

import java.util.Optional;

/**
 * {@code grant_type=fb_exchange_token}: a token for one that lives 60 days. The old one stays valid till its own end,
 * and one that has expired is forfeited.
 */
final class LongLivedExchange {
    Answer exchange(SandboxApp app, Parameters parameters) {
        AccessTokenEndpoint.checkSecret(app, parameters);
        if (app.faults().strikes(Fault.LONG_LIVED_REFUSED)) {
            throw GraphError.actionForbidden().refusal();
        }
        AccessToken old = app.ledger()
                .token(parameters.valueOrEmpty("fb_exchange_token"))
                .orElseThrow(() -> Authentication.invalid("Invalid OAuth access token - Cannot parse access token")
                        .refusal());
        Optional<GraphError> objection = Authentication.objection(app, old);
        if (objection.isPresent()) {
            throw objection.get().refusal();
        }
        if (needsFlag(old) && !isRenewal(parameters)) {
            throw GraphError.oauth(100, "(#100) The parameter set_token_expires_in_60_days is required")
                    .refusal();
        }
        return isRenewal(parameters)
                ? renewed(app, old)
                : AccessTokenEndpoint.token(app, app.ledger().renewToken(old, old.grant()));
    }

    /** Whether it is the call that renews a token which expires, as Meta's page on system users has it. */
    static boolean isRenewal(Parameters parameters) {
        return parameters.valueOrEmpty("set_token_expires_in_60_days").equals("true");
    }

    private static Answer renewed(SandboxApp app, AccessToken old) {
        String businessId = old.grant().grantor() instanceof SandboxBusiness business ? business.id() : app.id();
        Optional<Answer> refusal = Refusals.RENEWAL.befalling(app.faults(), businessId);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (app.refusesRenewals(old.grant().grantor())) {
            throw GraphError.permissions().refusal();
        }
        if (app.faults().strikes(Fault.RENEWAL_SAME_TOKEN)) {
            return AccessTokenEndpoint.token(app, old);
        }
        return AccessTokenEndpoint.token(app, app.ledger().renewToken(old, renewedGrant(app, old.grant())));
    }

    private static Grant renewedGrant(SandboxApp app, Grant grant) {
        if (app.faults().strikes(Fault.RENEWAL_WIDER)) {
            return grant.widened();
        }
        if (grant.grantor() instanceof SandboxBusiness business && app.faults().strikes(Fault.RENEWAL_OTHER_BUSINESS)) {
            return grant.movedTo(app.businessOtherThan(business));
        }
        return grant;
    }

    /**
     * A system user token that expires. One that never does is turned into one that does, flag or not, as has been
     * reported: a trap, and the reason why nobody should make this call for it.
     */
    private static boolean needsFlag(AccessToken old) {
        return old.isOf(TokenType.SYSTEM_USER) && old.expiresAt().isPresent();
    }
}
