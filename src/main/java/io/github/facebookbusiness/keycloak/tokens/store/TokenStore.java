package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.PersistenceExceptionConverter;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.ModelIllegalStateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The client businesses' tokens of one provider. It keeps and finds; what may be kept, narrowed and handed out is
 * decided in {@code tokens}. One reason for its length: every statement on the table is here.
 */
public final class TokenStore {

    /**
     * Those who store a token that is not there yet collide, and the next try finds the other's row; whoever finds a row
     * waits for its lock instead.
     */
    private static final int TRIES = 10;

    private static final int LONGEST_PAUSE_MILLIS = 50;

    /** No token has another one; whatever else stands in a path is not even looked for. */
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,36}");

    /** Not the empty text, which one of Keycloak's databases takes for no value. */
    private static final String BEFORE_ALL_KEYS = " ";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;
    private final String providerId;
    private final TokenKeys keys;

    public TokenStore(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
        this.providerId = provider.getInternalId();
        this.keys = TokenKeys.of(session, realm);
    }

    /** The session of the transaction that this store works in: for what is to be written together with it. */
    public KeycloakSession session() {
        return session;
    }

    /**
     * Reads in a transaction of its own, for who calls Meta next: the request's would keep its database connection until
     * Meta has answered.
     */
    public static <T> T read(KeycloakSession session, FacebookBusinessConfig provider, Function<TokenStore, T> work) {
        return inOwnTransaction(session, provider, work);
    }

    /**
     * Writes in a transaction of its own, committed when this returns: what was granted stays, whatever becomes of the
     * request. {@code work} may run more than once and must do nothing else. Only a collision is tried again; what else
     * a database refuses, it would refuse again.
     */
    public static <T> T write(KeycloakSession session, FacebookBusinessConfig provider, Function<TokenStore, T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return inOwnTransaction(session, provider, work);
            } catch (ModelDuplicateException | ModelIllegalStateException e) {
                if (tried == TRIES) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException collision) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw collision;
        }
    }

    private static <T> T inOwnTransaction(
            KeycloakSession session, FacebookBusinessConfig provider, Function<TokenStore, T> work) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(),
                    session.getContext(),
                    own -> {
                        RealmModel realm = own.getContext().getRealm();
                        if (realm == null || own.identityProviders().getById(provider.getInternalId()) == null) {
                            throw new ProviderDeletedException();
                        }
                        return work.apply(new TokenStore(own, realm, provider));
                    },
                    "facebook-business token store");
        } catch (PersistenceException e) {
            // Keycloak converts what its entity manager throws, but not what a query does.
            throw PersistenceExceptionConverter.convert(e);
        }
    }

    public Optional<StoredToken> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
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
     * Keeps the original token that a business granted in the dialog, in place of the one before, whatever that was: it
     * is what the business wants now.
     */
    public OpenToken keepOriginal(NewToken token) {
        BusinessTokenEntity row =
                lockedRow(token, Selection.ORIGINAL).orElseGet(() -> newRow(token, Selection.ORIGINAL));
        return new OpenToken(keep(row, token), token.value());
    }

    /** What became of a token that Meta was asked for. */
    public enum Outcome {
        CREATED,
        REPLACED,
        /** A newer one was stored meanwhile: that is the answer. */
        UNCHANGED,
        /** It is less than what is stored; there is no token with it. */
        REFUSED
    }

    /** @param token what is stored now */
    public record Kept(Outcome outcome, OpenToken token) {}

    /**
     * Keeps an original that Meta was asked for. Looks at the very row that it would replace: a token with fewer
     * permissions must not take its place, nor one of another system user while it serves.
     */
    public Kept keepFetched(NewToken token) {
        Optional<BusinessTokenEntity> before = lockedRow(token, Selection.ORIGINAL);
        if (before.isPresent() && before.get().isOfSameApp(token)) {
            StoredToken stored = read(before.get());
            boolean serves = stored.token().status().isServed();
            if (serves && !before.get().isOfSameSystemUser(token)
                    || !before.get().isCoveredBy(token)) {
                return new Kept(Outcome.REFUSED, new OpenToken(stored.token(), token.value()));
            }
            if (serves && before.get().isNewerThan(token)) {
                return new Kept(
                        Outcome.UNCHANGED,
                        new OpenToken(stored.token(), stored.value().orElseThrow()));
            }
        }
        BusinessTokenEntity row = before.orElseGet(() -> newRow(token, Selection.ORIGINAL));
        return new Kept(
                before.isPresent() ? Outcome.REPLACED : Outcome.CREATED,
                new OpenToken(keep(row, token), token.value()));
    }

    /** Keeps a token that was made from {@code original}, in place of the one that was made by the same selection. */
    public Kept keepGranular(NewToken token, BusinessToken original, Selection selection) {
        Optional<BusinessTokenEntity> before = lockedRow(token, selection.fingerprint());
        BusinessTokenEntity row = before.orElseGet(() -> newRow(token, selection.fingerprint()));
        row.madeFrom(original, selection);
        return new Kept(
                before.isPresent() ? Outcome.REPLACED : Outcome.CREATED,
                new OpenToken(keep(row, token), token.value()));
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

    /** A token whose status changed. */
    public record Noted(BusinessToken token) {}

    /** Marks the tokens that a removal of the app ended, until Meta has been asked about them. */
    public AppRemoval.Outcome announce(AppRemoval removal) {
        List<Noted> revoked = new ArrayList<>();
        boolean counts = false;
        boolean reconnected = false;
        for (BusinessTokenEntity row : ofBusiness(removal.clientBusinessId())) {
            reconnected |= row.isNewerThan(removal);
            if (row.isEndedBy(removal)) {
                counts = true;
                if (row.end(removal)) {
                    revoked.add(new Noted(read(row).token()));
                }
            }
        }
        entities.flush();
        return new AppRemoval.Outcome(revoked, counts, reconnected);
    }

    /** The business of each token whose system user this is. */
    public Set<String> businessesOf(String systemUserId) {
        return new LinkedHashSet<>(entities.createQuery(
                        "select distinct t.clientBusinessId from BusinessTokenEntity t where t.realmId = :realm"
                                + " and t.providerId = :provider and t.systemUserId = :user",
                        String.class)
                .setParameter("realm", realm.getId())
                .setParameter("provider", providerId)
                .setParameter("user", systemUserId)
                .getResultList());
    }

    private List<BusinessTokenEntity> ofBusiness(String clientBusinessId) {
        return query("t.clientBusinessId = :business order by t.id", Map.of("business", clientBusinessId))
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** How many rows were sealed again with the active key, and how many could not be opened. */
    public record ReEncrypted(int reEncrypted, int keyMissing, Optional<String> last) {}

    /**
     * Seals the next {@code max} rows that another key sealed.
     *
     * @param after the last id of the call before, empty for the first call; see {@link ReEncrypted#last()}
     */
    public ReEncrypted reEncrypt(Optional<String> after, int max) {
        Map<String, Object> parameters =
                new HashMap<>(Map.of("active", keys.active().id()));
        after.ifPresent(id -> parameters.put("after", id));
        String page = after.isPresent() ? " and t.id > :after order by t.id" : " order by t.id";
        List<BusinessTokenEntity> rows = query("t.keyId <> :active" + page, parameters)
                .setMaxResults(max)
                .getResultList();
        int done = 0;
        for (BusinessTokenEntity row : rows) {
            Optional<byte[]> value = row.open(keys);
            if (value.isPresent()) {
                row.sealAgain(value.get(), keys);
                done++;
            }
        }
        entities.flush();
        return new ReEncrypted(
                done,
                rows.size() - done,
                rows.isEmpty()
                        ? Optional.empty()
                        : Optional.of(rows.get(rows.size() - 1).id()));
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
        return locked(query("t.id = :id", Map.of("id", read.token().id()))).filter(row -> row.isStill(read, keys));
    }

    private Optional<BusinessTokenEntity> lockedRow(NewToken token, String selection) {
        return locked(rowQuery(token.clientBusinessId(), token.configId(), selection));
    }

    private static Optional<BusinessTokenEntity> locked(TypedQuery<BusinessTokenEntity> query) {
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList().stream()
                .findFirst();
    }

    private Optional<BusinessTokenEntity> row(String clientBusinessId, String configId, String selection) {
        return rowQuery(clientBusinessId, configId, selection).getResultList().stream()
                .findFirst();
    }

    private TypedQuery<BusinessTokenEntity> rowQuery(String clientBusinessId, String configId, String selection) {
        return query(
                "t.clientBusinessId = :business and t.configId = :config and t.selection = :selection",
                Map.of("business", clientBusinessId, "config", configId, "selection", selection));
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
