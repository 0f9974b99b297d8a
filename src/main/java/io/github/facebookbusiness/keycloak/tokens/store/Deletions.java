package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.HmacSha256;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Which requests to delete a person's data were done, and when; not whose. Works in the transaction of its session.
 *
 * <p>A request that comes again gets the same confirmation code, and nothing is deleted a second time: the person may
 * have come back since. The code is made from the request and a random seed of its own, so that it need not be kept.
 */
public final class Deletions {

    /** 160 bits of an HMAC under 256 random ones. */
    private static final int CODE_BYTES = 20;

    private static final int SEED_BYTES = 32;
    private static final Pattern CODE = Pattern.compile("[0-9a-f]{" + 2 * CODE_BYTES + "}");

    private final EntityManager entities;
    private final RealmModel realm;

    public Deletions(KeycloakSession session, RealmModel realm) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
    }

    /** When; both in epoch seconds. */
    public record Deletion(long requestedAt, long doneAt) {}

    /** What became of the request with this confirmation code, if there is one. */
    public Optional<Deletion> find(String code) {
        return CODE.matcher(code).matches()
                ? Optional.ofNullable(entities.find(DeletionEntity.class, sha256(code)))
                        .filter(entity -> entity.isOf(realm.getId()))
                        .map(DeletionEntity::deletion)
                : Optional.empty();
    }

    /** The confirmation code of a request that was done before. */
    public Optional<String> codeOf(String request) {
        List<DeletionEntity> known = entities.createQuery(
                        "select d from DeletionEntity d where d.realmId = :realm and d.requestHash = :request",
                        DeletionEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("request", sha256(request))
                .getResultList();
        return known.stream().findFirst().map(deletion -> code(deletion.seed(), request));
    }

    /**
     * Notes that a request is done in this transaction.
     *
     * @param request whatever identifies it; only a hash of it is kept
     * @return its confirmation code
     * @throws org.keycloak.models.ModelDuplicateException where another transaction has done it meanwhile
     */
    public String add(String request, Deletion deletion) {
        String seed = HexFormat.of().formatHex(SecretGenerator.getInstance().randomBytes(SEED_BYTES));
        String code = code(seed, request);
        entities.persist(new DeletionEntity(sha256(code), realm.getId(), sha256(request), seed, deletion));
        entities.flush();
        return code;
    }

    private static String code(String seed, String request) {
        byte[] mac = HmacSha256.of(HexFormat.of().parseHex(seed), request);
        return HexFormat.of().formatHex(mac, 0, CODE_BYTES);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
