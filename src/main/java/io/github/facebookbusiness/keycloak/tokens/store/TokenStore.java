package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The client businesses' tokens of one provider. It keeps and finds; what may be kept, narrowed and handed out is
 * decided in {@code tokens}. One reason for its length: every statement on the table is here.
 */
public final class TokenStore {

    /** Two that store the same token at once collide once; the second try finds the other's row. */
    private static final int TRIES = 3;

    /** Not the empty text, which one of Keycloak's databases takes for no value. */
    private static final String BEFORE_ALL_KEYS = " ";

    private final EntityManager entities;
    private final RealmModel realm;
    private final String providerId;
    private final TokenKeys keys;

    public TokenStore(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this(session, realm, provider.getInternalId());
    }

    private TokenStore(KeycloakSession session, RealmModel realm, String providerId) {
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
        this.providerId = providerId;
        this.keys = TokenKeys.of(session, realm);
    }

    /**
     * Writes in a transaction of its own, committed when this returns: what was granted stays, whatever becomes of the
     * request. {@code work} may run more than once and must do nothing else.
     */
    public static <T> T write(KeycloakSession session, FacebookBusinessConfig provider, Function<TokenStore, T> work) {
        String providerId = provider.getInternalId();
        ModelException collision = null;
        for (int tried = 0; tried < TRIES; tried++) {
            try {
                return KeycloakModelUtils.runJobInTransactionWithResult(
                        session.getKeycloakSessionFactory(),
                        session.getContext(),
                        own -> work.apply(new TokenStore(own, own.getContext().getRealm(), providerId)),
                        "facebook-business token store");
            } catch (ModelException e) {
                collision = e;
            }
        }
        throw collision;
    }

    /**
     * To call before Meta is asked for a token: one that cannot be kept would be lost, and live on at Meta.
     *
     * @throws KeyMissingException where there is no key to encrypt with
     */
    public void requireKey() {
        keys.active();
    }

    public Optional<StoredToken> find(String id) {
        return query("t.id = :id", Map.of("id", id)).getResultList().stream()
                .findFirst()
                .map(this::read);
    }

    /** The original of every configuration that the business was connected with, in the order of their ids. */
    public List<StoredToken> originals(String clientBusinessId) {
        return query(
                        "t.clientBusinessId = :business and t.selection = :selection order by t.configId",
                        Map.of("business", clientBusinessId, "selection", Selection.ORIGINAL))
                .getResultList()
                .stream()
                .map(this::read)
                .toList();
    }

    public Optional<StoredToken> original(String clientBusinessId, String configId) {
        return row(clientBusinessId, configId, Selection.ORIGINAL).map(this::read);
    }

    /**
     * The granular token that was made by exactly this selection, or else has exactly what it names: assets and scopes
     * that a selection does not name must not have been narrowed.
     */
    public Optional<StoredToken> granular(String clientBusinessId, String configId, Selection selection) {
        Optional<BusinessTokenEntity> same = row(clientBusinessId, configId, selection.fingerprint());
        if (same.isPresent() || selection.isAll()) {
            return same.map(this::read);
        }
        return query(
                        "t.clientBusinessId = :business and t.configId = :config and t.parentId is not null"
                                + " order by t.selection",
                        Map.of("business", clientBusinessId, "config", configId))
                .getResultList()
                .stream()
                .filter(entity -> entity.has(selection))
                .findFirst()
                .map(this::read);
    }

    public boolean knows(String clientBusinessId) {
        return !entities.createQuery(
                        "select t.id from BusinessTokenEntity t where t.realmId = :realm and t.providerId = :provider"
                                + " and t.clientBusinessId = :business",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("provider", providerId)
                .setParameter("business", clientBusinessId)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** In the order of business, configuration, and original before granular: that of the index. */
    public List<BusinessToken> list(TokenFilter filter) {
        StringBuilder condition = new StringBuilder("1 = 1");
        Map<String, Object> parameters = new HashMap<>();
        if (filter.status().equals(Optional.of(TokenStatus.KEY_MISSING))) {
            Set<String> missing = missingKeys();
            if (missing.isEmpty()) {
                return List.of();
            }
            parameters.put("missing", missing);
        }
        filter.clientBusinessId().ifPresent(business -> {
            condition.append(" and t.clientBusinessId = :business");
            parameters.put("business", business);
        });
        filter.status().map(StatusCondition::of).ifPresent(status -> {
            condition.append(" and ").append(status);
            long now = Time.currentTime();
            putIfNamed(parameters, status, "now", now);
            putIfNamed(parameters, status, "soon", now + TokenStatus.EXPIRING_WITHIN.toSeconds());
            putIfNamed(parameters, status, "keys", keys.ids());
        });
        condition.append(" order by t.clientBusinessId, t.configId, t.selection");
        return page(query(condition.toString(), parameters), filter.first(), filter.max());
    }

    /**
     * The keys of stored tokens that are not here. From key to key, so that it takes one look into the index for each of
     * these few: a condition on rows that says "none of these keys" would read every row where nothing is wrong.
     */
    private Set<String> missingKeys() {
        Set<String> missing = new LinkedHashSet<>();
        Optional<String> stored = storedKeyAfter(BEFORE_ALL_KEYS);
        while (stored.isPresent()) {
            missing.add(stored.get());
            stored = storedKeyAfter(stored.get());
        }
        missing.removeAll(keys.ids());
        return missing;
    }

    private Optional<String> storedKeyAfter(String keyId) {
        return Optional.ofNullable(entities.createQuery(
                        "select min(t.keyId) from BusinessTokenEntity t where t.realmId = :realm"
                                + " and t.providerId = :provider and t.keyId > :after",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("provider", providerId)
                .setParameter("after", keyId)
                .getSingleResult());
    }

    /** The tokens of one page of businesses, in the order of the businesses' ids. */
    public List<BusinessToken> businesses(int first, int max) {
        List<String> ids = entities.createQuery(
                        "select distinct t.clientBusinessId from BusinessTokenEntity t"
                                + " where t.realmId = :realm and t.providerId = :provider order by t.clientBusinessId",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("provider", providerId)
                .setFirstResult(first)
                .setMaxResults(max)
                .getResultList();
        return ids.isEmpty()
                ? List.of()
                : page(
                        query(
                                "t.clientBusinessId in (:businesses)"
                                        + " order by t.clientBusinessId, t.configId, t.selection",
                                Map.of("businesses", ids)),
                        0,
                        Integer.MAX_VALUE);
    }

    /**
     * Keeps the original token of a business and configuration, in place of the one before. One that was issued later
     * and still serves is not replaced: answers of Meta's can overtake each other.
     *
     * @return what is kept now
     */
    public OpenToken keepOriginal(NewToken token) {
        Optional<BusinessTokenEntity> before = row(token.clientBusinessId(), token.configId(), Selection.ORIGINAL);
        if (before.isPresent() && before.get().servesNewerThan(token)) {
            StoredToken newer = read(before.get());
            Optional<AccessToken> value = newer.value();
            if (value.isPresent()) {
                return new OpenToken(newer.token(), value.get());
            }
        }
        BusinessTokenEntity row = before.orElseGet(() -> newRow(token, Selection.ORIGINAL));
        return new OpenToken(keep(row, token), token.value());
    }

    /** Keeps a token that was made from {@code original}, in place of the one that was made by the same selection. */
    public BusinessToken keepGranular(NewToken token, BusinessToken original, Selection selection) {
        BusinessTokenEntity row = row(token.clientBusinessId(), token.configId(), selection.fingerprint())
                .orElseGet(() -> newRow(token, selection.fingerprint()));
        row.madeFrom(original, selection);
        return keep(row, token);
    }

    /** Keeps the successor of a token that was renewed; unless the token was replaced meanwhile, empty then. */
    public Optional<BusinessToken> keepRenewed(StoredToken renewed, NewToken successor) {
        return unchanged(renewed).map(row -> keep(row, successor));
    }

    /**
     * Notes what Meta said about a token just now; unless the token was replaced meanwhile, empty then: the answer is
     * not about the one that is kept.
     */
    public Optional<BusinessToken> note(StoredToken checked, TokenStatus status, TokenInspection inspection) {
        return unchanged(checked).map(row -> {
            row.note(status, inspection);
            entities.flush();
            return read(row).token();
        });
    }

    /** How many rows were sealed again with the active key, and how many could not be opened. */
    public record ReEncrypted(int reEncrypted, int keyMissing, Optional<String> last) {}

    /**
     * Seals the next {@code max} rows that another key sealed.
     *
     * @param after the last id of the call before, empty for the first call; see {@link ReEncrypted#last()}
     */
    public ReEncrypted reEncrypt(String after, int max) {
        List<BusinessTokenEntity> page = query(
                        "t.keyId <> :active and t.id > :after order by t.id",
                        Map.of("active", keys.active().id(), "after", after))
                .setMaxResults(max)
                .getResultList();
        int done = 0;
        for (BusinessTokenEntity row : page) {
            Optional<byte[]> value = row.open(keys);
            if (value.isPresent()) {
                row.sealAgain(value.get(), keys);
                done++;
            }
        }
        entities.flush();
        return new ReEncrypted(
                done,
                page.size() - done,
                page.isEmpty()
                        ? Optional.empty()
                        : Optional.of(page.get(page.size() - 1).id()));
    }

    private BusinessTokenEntity newRow(NewToken token, String selection) {
        return new BusinessTokenEntity(realm.getId(), providerId, token, selection);
    }

    private BusinessToken keep(BusinessTokenEntity row, NewToken token) {
        row.keep(token, keys);
        entities.persist(row);
        entities.flush();
        return read(row).token();
    }

    private Optional<BusinessTokenEntity> unchanged(StoredToken read) {
        return query("t.id = :id", Map.of("id", read.token().id())).getResultList().stream()
                .findFirst()
                .filter(row -> row.isStill(read));
    }

    private Optional<BusinessTokenEntity> row(String clientBusinessId, String configId, String selection) {
        return query(
                        "t.clientBusinessId = :business and t.configId = :config and t.selection = :selection",
                        Map.of("business", clientBusinessId, "config", configId, "selection", selection))
                .getResultList()
                .stream()
                .findFirst();
    }

    private TypedQuery<BusinessTokenEntity> query(String condition, Map<String, Object> parameters) {
        TypedQuery<BusinessTokenEntity> query = entities.createQuery(
                        "select t from BusinessTokenEntity t where t.realmId = :realm and t.providerId = :provider and "
                                + condition,
                        BusinessTokenEntity.class)
                .setParameter("realm", realm.getId())
                .setParameter("provider", providerId);
        parameters.forEach(query::setParameter);
        return query;
    }

    private List<BusinessToken> page(TypedQuery<BusinessTokenEntity> query, int first, int max) {
        Set<String> keyIds = keys.ids();
        return query.setFirstResult(first).setMaxResults(max).getResultList().stream()
                .map(row -> row.describe(keyIds))
                .toList();
    }

    private StoredToken read(BusinessTokenEntity row) {
        return row.read(keys);
    }

    private static void putIfNamed(Map<String, Object> parameters, String condition, String name, Object value) {
        if (condition.contains(":" + name)) {
            parameters.put(name, value);
        }
    }
}
