package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody says about the signup that a token came from, held against what {@code debug_token} says about the
 * token. A browser can claim anything, and people take one id for the other; what Meta contradicts is not kept. What
 * Meta does not tell, such as the phone number, stays the browser's word.
 */
public final class SignupClaim {

    /** Meta lists the accounts of Embedded Signup under this permission, where it lists them. */
    private static final String ACCOUNTS = "whatsapp_business_management";

    /** Not the whole name of a permission: {@code debug_token} was seen to give one of them another name. */
    private static final String WHATSAPP = "whatsapp_business_";

    private final Optional<Signup> told;
    private final Optional<Contradiction> contradiction;

    private SignupClaim(Optional<Signup> told, Optional<Contradiction> contradiction) {
        this.told = told;
        this.contradiction = contradiction;
    }

    /** Why a claim is not kept. */
    public enum Contradiction {
        SIGNUP_OF_OTHER_BUSINESS,
        SIGNUP_OF_OTHER_WABA;

        /** For events. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static SignupClaim of(ProvenToken token, Optional<Signup> told) {
        return new SignupClaim(
                told,
                told.flatMap(signup -> contradiction(
                        signup, token.ownerId(), token.inspection().granularScopes())));
    }

    /** The signup to be kept with the token; empty where none was told, or another one than Meta knows of. */
    public Optional<Signup> kept() {
        return contradiction.isPresent() ? Optional.empty() : told;
    }

    public Optional<Contradiction> contradiction() {
        return contradiction;
    }

    /** Whether {@code token} can have come from a signup that nobody brought together with it. */
    static boolean isPossible(Signup signup, BusinessToken token) {
        return isOfWhatsApp(token)
                && contradiction(signup, token.clientBusinessId(), token.granularScopes())
                        .isEmpty();
    }

    static boolean isOfWhatsApp(BusinessToken token) {
        return token.scopes().stream().anyMatch(scope -> scope.startsWith(WHATSAPP));
    }

    private static Optional<Contradiction> contradiction(
            Signup signup, String clientBusinessId, List<GranularScope> granularScopes) {
        if (signup.businessId().filter(id -> !id.equals(clientBusinessId)).isPresent()) {
            return Optional.of(Contradiction.SIGNUP_OF_OTHER_BUSINESS);
        }
        boolean isOther = granularScopes.stream()
                .filter(scope -> scope.scope().equals(ACCOUNTS))
                .map(scope -> scope.targetIds().orElse(List.of()))
                .anyMatch(accounts -> !accounts.isEmpty()
                        && signup.wabaId().filter(id -> !accounts.contains(id)).isPresent());
        return isOther ? Optional.of(Contradiction.SIGNUP_OF_OTHER_WABA) : Optional.empty();
    }
}
