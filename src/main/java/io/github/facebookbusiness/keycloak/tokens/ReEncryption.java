package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.keycloak.models.KeycloakSession;

/**
 * Encrypts again, with the key that encrypts now, what older keys encrypted; so that those can be taken away. In small
 * transactions, because others want the table too; to call it twice at once does no harm, because a row that changed
 * meanwhile is read anew.
 */
public final class ReEncryption {

    private static final int BATCH = 200;

    private ReEncryption() {}

    /**
     * What was done.
     *
     * @param keyMissing tokens whose key is not here: they stay as they are
     */
    @Schema(name = "ReEncryption")
    public record Outcome(int reEncrypted, int keyMissing) {}

    public static Outcome run(KeycloakSession session, FacebookBusinessConfig provider) {
        Outcome outcome = new Outcome(0, 0);
        Optional<String> after = Optional.empty();
        while (true) {
            Optional<String> last = after;
            TokenStore.ReEncrypted batch = TokenStore.write(session, provider, store -> store.reEncrypt(last, BATCH));
            outcome =
                    new Outcome(outcome.reEncrypted() + batch.reEncrypted(), outcome.keyMissing() + batch.keyMissing());
            if (batch.last().isEmpty()) {
                return outcome;
            }
            after = batch.last();
        }
    }
}
