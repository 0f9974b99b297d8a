package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.config.SharedGraph;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.Signup;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
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
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The client businesses' tokens of one provider. It keeps and finds; what may be kept, narrowed and handed out is
 * decided in {@code tokens}. One reason for its length: every statement on the table is here.
 */
public final class TokenStore {

    /** No token has another one; whatever else stands in a path is not even looked for. */
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,36}");

    /** Not the empty text, which one of Keycloak's databases takes for no value. */
    private static final String BEFORE_ALL_KEYS = " ";

    private final KeycloakSession session;
    private final EntityManager entities;
    private final RealmModel realm;
    private final String providerId;
    private final TokenKeys keys;
    private final CheckSchedule schedule;

    public TokenStore(KeycloakSession session, RealmModel realm, FacebookBusinessConfig provider) {
        this.session = session;
        this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.realm = realm;
        this.providerId = provider.getInternalId();
        this.keys = TokenKeys.of(session, realm);
        this.schedule = new CheckSchedule(SharedGraph.of(session).options().upkeep(), ThreadLocalRandom.current());
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
        return StorePlace.of(session, provider).read(work);
    }

    /** As {@link StorePlace#write}. */
    public static <T> T write(KeycloakSession session, FacebookBusinessConfig provider, Function<TokenStore, T> work) {
        return StorePlace.of(session, provider).write(work);
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
            putIfNamed(
                    parameters, status, "soon", now + schedule.expiringWithin().toSeconds());
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
    public Granted keepOriginal(NewToken token) {
        Optional<BusinessTokenEntity> stored = lockedRow(token, Selection.ORIGINAL);
        Optional<TokenStatus> before = stored.map(row -> row.status(keys, schedule));
        BusinessToken now = keep(stored.orElseGet(() -> newRow(token, Selection.ORIGINAL)), token);
        return new Granted(new OpenToken(now, token.value()), before.filter(status -> status != now.status()));
    }

    /** @param before the status of the one before, where that was another */
    public record Granted(OpenToken token, Optional<TokenStatus> before) {}

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

    /**
     * Keeps the successor of a token that was renewed; unless the token was replaced or the lease lost meanwhile, empty
     * then.
     */
    public Optional<Noted> keepRenewed(Leased renewed, NewToken successor) {
        return held(renewed).map(row -> {
            Optional<TokenStatus> before = row.keepRenewed(renewed.token(), successor, keys, schedule);
            entities.flush();
            return new Noted(read(row).token(), before);
        });
    }

    /**
     * Keeps what Meta renewed a token to, not yet proven, beside the token itself; so that whatever happens next cannot
     * lose it. Whether it was kept: not where the token was replaced or the lease lost meanwhile.
     */
    public boolean keepSuccessor(Leased renewed, AccessToken value) {
        Optional<BusinessTokenEntity> row = held(renewed);
        row.ifPresent(found -> found.keepSuccessor(value, keys));
        return row.isPresent();
    }

    /** @param givenUp whether that was the last try */
    public record RenewalFailed(BusinessToken token, boolean givenUp) {}

    /** @param lasting whether Meta will say the same the next time */
    public Optional<RenewalFailed> renewalFailed(Leased token, String reason, Lasting lasting) {
        return held(token).map(row -> {
            boolean givenUp = row.renewalFailed(reason, lasting, schedule);
            entities.flush();
            return new RenewalFailed(read(row).token(), givenUp);
        });
    }

    /** Forgets what Meta renewed a token to: it is not what was asked for. */
    public boolean dropSuccessor(Leased renewed) {
        Optional<BusinessTokenEntity> row = held(renewed);
        row.ifPresent(BusinessTokenEntity::dropSuccessor);
        return row.isPresent();
    }

    /** Whether a refusal stays one. */
    public enum Lasting {
        YES,
        NO
    }

    /** @param before the status before, where it changed */
    public record Noted(BusinessToken token, Optional<TokenStatus> before) {}

    /**
     * Takes note of what became known about a token; unless it was replaced meanwhile, empty then: that is not about the
     * one that is kept. What changes the status is to be told in the same transaction. Where its end was announced while
     * Meta was asked, only an answer that confirms it counts; and Meta is still asked again at once.
     */
    public Optional<Noted> note(StoredToken checked, Finding finding) {
        Optional<BusinessTokenEntity> row = checked.value().isPresent()
                ? unchanged(checked)
                : lockedById(checked.token().id());
        return row.map(found -> found.wasAnnouncedSince(checked) && !(finding instanceof Finding.Dead)
                ? new Noted(read(found).token(), Optional.empty())
                : note(found, finding));
    }

    private Noted note(BusinessTokenEntity row, Finding finding) {
        Optional<TokenStatus> before = row.note(finding, keys, schedule);
        entities.flush();
        return new Noted(read(row).token(), before);
    }

    /** @param assets what it holds for now; empty where Meta does not tell */
    public Optional<BusinessToken> noteAssets(StoredToken checked, Optional<Set<String>> assets) {
        return unchanged(checked).map(row -> {
            row.noteAssets(assets, schedule);
            entities.flush();
            return read(row).token();
        });
    }

    /** Keeps what Meta said when it was asked to end the token; unless it was replaced meanwhile, empty then. */
    public Optional<BusinessToken> noteRevocation(StoredToken token, RevocationRequest request) {
        return unchanged(token).map(row -> {
            row.noteRevocation(request);
            entities.flush();
            return read(row).token();
        });
    }

    /** Nothing is left to be proven of a token that was revoked. */
    public void dropSuccessor(StoredToken revoked) {
        unchanged(revoked).ifPresent(BusinessTokenEntity::dropSuccessor);
    }

    /**
     * Tokens that may end with another one and are not known to be over.
     *
     * @param more how many there are beside these
     */
    public record Others(List<StoredToken> some, int more) {}

    /** What may end with {@code token}: its granular tokens, or with the app all tokens of the business. */
    public Others mayEndWith(BusinessToken token, RevocationRequest.Reach reach, int max) {
        return others(mayEndWith(token, reach).getResultList(), max);
    }

    /** As {@link #mayEndWith}; Meta was asked to end {@code token}, so all of them are due for a check at once. */
    public Others mayHaveEndedWith(BusinessToken token, RevocationRequest request, int max) {
        List<BusinessTokenEntity> rows = locked(mayEndWith(token, request.reach()));
        rows.forEach(row -> row.noteRevocation(request));
        entities.flush();
        return others(rows, max);
    }

    private TypedQuery<BusinessTokenEntity> mayEndWith(BusinessToken token, RevocationRequest.Reach reach) {
        String live = " and t.status in (ACTIVE, WAITING, UNKNOWN) order by t.id";
        return switch (reach) {
            case TOKEN ->
                query(
                        "t.clientBusinessId = :business and t.configId = :config and t.parentId = :id" + live,
                        Map.of("business", token.clientBusinessId(), "config", token.configId(), "id", token.id()));
            case APP ->
                query(
                        "t.clientBusinessId = :business and t.appId = :app and t.graphHost = :host and t.id <> :id"
                                + live,
                        Map.of(
                                "business", token.clientBusinessId(),
                                "app", token.appId(),
                                "host", token.graphHost(),
                                "id", token.id()));
        };
    }

    private Others others(List<BusinessTokenEntity> rows, int max) {
        List<StoredToken> some = rows.stream().limit(max).map(this::read).toList();
        return new Others(some, rows.size() - some.size());
    }

    /** Marks the tokens that a removal of the app ended, until Meta has been asked about them. */
    public AppRemoval.Outcome announce(AppRemoval removal) {
        List<Noted> revoked = new ArrayList<>();
        boolean counts = false;
        boolean reconnected = false;
        for (BusinessTokenEntity row : locked(ofBusiness(removal.clientBusinessId()))) {
            reconnected |= row.isNewerThan(removal);
            if (row.isEndedBy(removal)) {
                counts = true;
                row.endedBy(removal);
                Noted noted = note(row, new Finding.Announced(TokenStatus.REVOKED, "app_removed"));
                if (noted.before().isPresent()) {
                    revoked.add(noted);
                }
            }
        }
        entities.flush();
        return new AppRemoval.Outcome(revoked, counts, reconnected);
    }

    /**
     * Makes all tokens of a business due for a look soon, the dead ones too, with their assets.
     *
     * @param since when something happened, epoch seconds: who was asked about later is not asked about again
     */
    public void lookAgain(String clientBusinessId, Optional<Long> since) {
        for (BusinessTokenEntity row : locked(ofBusiness(clientBusinessId))) {
            if (since.map(row::wasCheckedBefore).orElse(true)) {
                row.lookAgainSoon(schedule);
            }
        }
        entities.flush();
    }

    /** Originals of these businesses that nobody told a signup of. */
    public List<BusinessToken> originalsWithoutSignup(Collection<String> clientBusinessIds) {
        return page(
                query(
                        "t.clientBusinessId in (:businesses) and t.selection = :selection and t.signup.event is null"
                                + " order by t.clientBusinessId, t.id",
                        Map.of("businesses", clientBusinessIds, "selection", Selection.ORIGINAL)),
                0,
                Integer.MAX_VALUE);
    }

    /** Keeps the signup that an original came from, unless it has one. */
    public Optional<BusinessToken> fillInSignup(String id, Signup announced) {
        return lockedById(id).map(row -> {
            row.fillIn(announced);
            entities.flush();
            return row.describe(keys.ids(), schedule);
        });
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

    /**
     * A token that nobody else works on until the lease ends, and what Meta renewed it to, if it is not proven yet.
     *
     * @param holder of the lease
     */
    public record Leased(StoredToken token, Optional<AccessToken> successor, String holder) {}

    /**
     * Takes up the work on a token.
     *
     * @param until epoch seconds; who is not done by then may find that another one has taken it up
     * @return empty where somebody else works on it
     */
    public Optional<Leased> lease(String id, String holder, long until) {
        return lockedById(id)
                .filter(row -> row.upkeep().lease(holder, until, Time.currentTime()))
                .map(row -> {
                    entities.flush();
                    return new Leased(read(row), row.successor(keys), holder);
                });
    }

    /** Whether nobody else has taken up the work since; then the holder's word on it counts. */
    public boolean isHeld(String id, String holder) {
        return query("t.id = :id", Map.of("id", id)).getResultList().stream()
                .anyMatch(row -> row.upkeep().isHeldBy(holder));
    }

    /** @return whether the lease was the holder's */
    public boolean release(String id, String holder) {
        return lockedById(id).filter(row -> row.upkeep().release(holder)).isPresent();
    }

    /** @throws KeyMissingException where nothing could be kept */
    public TokenKeys requireActiveKey() {
        keys.requireActive();
        return keys;
    }

    /** All of the provider's tokens together. */
    public ProviderTokens all() {
        return new ProviderTokens(entities, realm.getId(), providerId, schedule);
    }

    /** The WhatsApp accounts that were opened to the app. */
    public Installs installs() {
        return new Installs(entities, realm.getId(), providerId, schedule);
    }

    /** The state of the provider itself. */
    public ProviderStates provider() {
        return new ProviderStates(entities, realm.getId(), providerId, schedule);
    }

    /** When a token is looked at again that nothing can be done for in this pass. */
    public long nextPass() {
        return schedule.nextPass(Time.currentTime());
    }

    /** When a token is looked at again whose provider cannot be asked about until then. */
    public long afterPauseOf(ProviderState state) {
        return schedule.afterPauseOf(state.pausedUntil());
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
        row.keep(token, keys, schedule);
        entities.persist(row);
        entities.flush();
        return row.describeSealed(schedule);
    }

    private Optional<BusinessTokenEntity> unchanged(StoredToken read) {
        return lockedById(read.token().id()).filter(row -> row.isStill(read, keys));
    }

    /** Who lost the lease would undo what another one does now. */
    private Optional<BusinessTokenEntity> held(Leased leased) {
        return unchanged(leased.token()).filter(row -> row.upkeep().isHeldBy(leased.holder()));
    }

    private Optional<BusinessTokenEntity> lockedById(String id) {
        return locked(query("t.id = :id", Map.of("id", id))).stream().findFirst();
    }

    private TypedQuery<BusinessTokenEntity> ofBusiness(String clientBusinessId) {
        return query("t.clientBusinessId = :business order by t.id", Map.of("business", clientBusinessId));
    }

    private Optional<BusinessTokenEntity> lockedRow(NewToken token, String selection) {
        return locked(rowQuery(token.clientBusinessId(), token.configId(), selection)).stream()
                .findFirst();
    }

    private static List<BusinessTokenEntity> locked(TypedQuery<BusinessTokenEntity> query) {
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList();
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
                .map(row -> row.describe(keyIds, schedule))
                .toList();
    }

    private StoredToken read(BusinessTokenEntity row) {
        return row.read(keys, schedule);
    }

    private static void putIfNamed(Map<String, Object> parameters, String condition, String name, Object value) {
        if (condition.contains(":" + name)) {
            parameters.put(name, value);
        }
    }
}
