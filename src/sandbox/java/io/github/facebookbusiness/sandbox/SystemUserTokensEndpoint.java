package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * {@code POST /{client_business_id}/system_user_access_tokens}: mints a granular token, or fetches one that is there.
 * The answer is the token and nothing more, not even its expiry.
 */
final class SystemUserTokensEndpoint implements Endpoint {
    private final Authentication authentication;

    SystemUserTokensEndpoint(Authentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public Operation operation(GraphRequest request) {
        return Operation.SYSTEM_USER_ACCESS_TOKENS;
    }

    @Override
    public Answer answer(GraphRequest request) {
        Caller caller = authentication.of(request);
        String businessId = request.path().get(0);
        Optional<Answer> refusal = Refusals.MINT.befalling(caller.app().faults(), businessId);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        SandboxBusiness business = caller.app()
                .business(businessId)
                .orElseThrow(() -> GraphError.noSuchObjectToPost(businessId).refusal());
        SystemUserTokensRequest asked =
                SystemUserTokensRequest.of(request.parameters(), caller.app().faults());
        AccessToken whole = whole(caller, business, asked.purpose());
        if (asked.userId().filter(id -> !id.equals(business.systemUserId())).isPresent()) {
            throw GraphError.invalidParameter("system_user_id", "must be the system user of this business.")
                    .refusal();
        }
        AccessToken token = token(caller.app(), business, asked, whole);
        return Answer.json(200, Json.object().put("access_token", token.value()));
    }

    private static AccessToken token(
            SandboxApp app, SandboxBusiness business, SystemUserTokensRequest asked, AccessToken whole) {
        if (app.faults().strikes(Fault.MINT_WIDER)) {
            return app.ledger().mintToken(whole.grant(), whole, asked.expiry());
        }
        if (app.faults().strikes(Fault.MINT_OTHER_BUSINESS)) {
            return app.ledger()
                    .mintToken(whole.grant().movedTo(app.businessOtherThan(business)), whole, asked.expiry());
        }
        return asked.purpose() == SystemUserTokensRequest.Purpose.FETCH
                ? fetched(app, business, asked.narrowing(), whole.grant())
                : app.ledger().mintToken(asked.narrowing().partOf(whole.grant()), whole, asked.expiry());
    }

    /**
     * The token that others are a part of: the caller's, so that a granular one can only narrow itself further; for the
     * provider, who has no part in the client business, what the business granted last.
     */
    private static AccessToken whole(Caller caller, SandboxBusiness business, SystemUserTokensRequest.Purpose purpose) {
        AccessToken own = caller.token().orElseThrow(SystemUserTokensEndpoint::notPermitted);
        if (own.isOfBusiness(business.id())) {
            return own;
        }
        if (!(own.grant().grantor() instanceof SandboxProvider)) {
            throw notPermitted();
        }
        if (!own.grant().allows("business_management")) {
            throw GraphError.insufficientPermissions().refusal();
        }
        if (purpose == SystemUserTokensRequest.Purpose.MINT) {
            throw notPermitted();
        }
        return newest(caller.app().ledger().living(business, TokenOrigin.ORIGINAL))
                .orElseThrow(() -> GraphError.noSuchObjectToPost(business.id()).refusal());
    }

    /** Without a selection what was granted last, else the last token that a mint with this selection would equal. */
    private static AccessToken fetched(SandboxApp app, SandboxBusiness business, Narrowing narrowing, Grant whole) {
        List<AccessToken> candidates = narrowing.isNone()
                ? app.ledger().living(business, TokenOrigin.ORIGINAL)
                : app.ledger().living(business, TokenOrigin.MINTED).stream()
                        .filter(minted -> narrowing.isExactly(minted.grant(), whole))
                        .toList();
        return newest(candidates)
                .orElseThrow(() -> GraphError.noSuchObjectToPost(business.id()).refusal());
    }

    private static Optional<AccessToken> newest(List<AccessToken> inOrder) {
        return inOrder.isEmpty() ? Optional.empty() : Optional.of(inOrder.get(inOrder.size() - 1));
    }

    private static GraphRefusal notPermitted() {
        return GraphError.permissions().refusal();
    }
}
