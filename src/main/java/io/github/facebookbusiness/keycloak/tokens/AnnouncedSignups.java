package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.Signup;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.OpenToken;
import io.github.facebookbusiness.keycloak.tokens.store.StorePlace;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Brings together the signups that Meta's webhook announced and the tokens that came from them: either may come first.
 * Only an original that nobody told a signup of gets one so, and only where it can have come from it.
 */
public final class AnnouncedSignups {

    private AnnouncedSignups() {}

    /** Fills in what is known of the originals of these businesses. */
    public static void fillIn(TokenStore store, Collection<String> clientBusinessIds) {
        store.originalsWithoutSignup(clientBusinessIds).forEach(original -> fillIn(store, original));
    }

    /** In the transaction that stores the token. */
    static OpenToken fillIn(TokenStore store, OpenToken stored) {
        return new OpenToken(fillIn(store, stored.token()), stored.value());
    }

    /**
     * After that transaction: an announcement that came at the same time may have seen no token, and the token no
     * announcement. Whichever is committed last sees the other.
     */
    static OpenToken lookAgain(StorePlace place, OpenToken stored) {
        return isMissing(stored.token()) && isAnnounced(place, stored.token())
                ? place.write(store -> fillIn(store, stored))
                : stored;
    }

    private static boolean isAnnounced(StorePlace place, BusinessToken token) {
        return place.read(store -> announced(store, token).isPresent());
    }

    private static BusinessToken fillIn(TokenStore store, BusinessToken token) {
        return isMissing(token)
                ? announced(store, token)
                        .flatMap(signup -> store.fillInSignup(token.id(), signup))
                        .orElse(token)
                : token;
    }

    private static boolean isMissing(BusinessToken token) {
        return token.isOriginal() && token.signup().isEmpty() && SignupClaim.isOfWhatsApp(token);
    }

    private static Optional<Signup> announced(TokenStore store, BusinessToken token) {
        List<Signup> latestFirst = store.installs().of(token.clientBusinessId(), token.appId());
        return latestFirst.stream()
                .filter(signup -> SignupClaim.isPossible(signup, token))
                .findFirst();
    }
}
