package io.github.facebookbusiness.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * One app at Meta, with everything that belongs to it: settings, configurations, who may grant, what was issued, its
 * faults and its calls. Nothing is shared with other apps, so tests that use an app each do not disturb one another.
 *
 * <p>A new app has two people (one without an e-mail address), two client businesses, no configuration, no redirect
 * URI, and demands {@code appsecret_proof}.
 */
public final class SandboxApp {
    private final String id;
    private final AppClock clock;
    private final SandboxProvider provider;
    private final TokenLives lives = new TokenLives();
    private final Ledger ledger;
    private final Faults faults = new Faults();
    private final Callbacks callbacks = new Callbacks(this);
    private final CallLog log = new CallLog();
    private final Set<String> redirectUris = new CopyOnWriteArraySet<>();
    private final Set<String> sdkDomains = new CopyOnWriteArraySet<>();
    private final List<SandboxConfiguration> configurations = new CopyOnWriteArrayList<>();
    private final Set<SandboxAsset> takenAway = new CopyOnWriteArraySet<>();
    private final Set<Grantor> withoutRenewals = new CopyOnWriteArraySet<>();
    private volatile List<SandboxPerson> people;
    private volatile List<SandboxBusiness> businesses;
    private volatile String name = "Graph sandbox app";
    private volatile String secret;
    private volatile Optional<String> previousSecret = Optional.empty();
    private volatile ProofPolicy proofPolicy = ProofPolicy.REQUIRED;
    private volatile RevocationReach revocationReach = RevocationReach.ONE_TOKEN;
    private volatile TargetIds targetIds = TargetIds.SIGNUP_ONLY;
    private volatile SdkRedirect sdkRedirect = SdkRedirect.OMITTED;
    private volatile SandboxSignup signup = SandboxSignup.ending(SandboxSignup.Event.FINISH);
    private volatile Duration latency = Duration.ZERO;

    SandboxApp(String id, String secret, Clock base) {
        GraphId.require(id);
        this.id = id;
        this.secret = secret;
        this.clock = new AppClock(base);
        this.provider = SandboxProvider.of(id);
        this.ledger = new Ledger(clock, lives);
        this.people = SandboxPerson.defaults(id);
        this.businesses = SandboxBusiness.defaults(id);
        rememberSecret();
    }

    public String id() {
        return id;
    }

    public String secret() {
        return secret;
    }

    public String name() {
        return name;
    }

    public SandboxApp named(String newName) {
        name = newName;
        return this;
    }

    /** Lists an address among the Valid OAuth Redirect URIs; it is compared exactly. */
    public SandboxApp allowRedirect(String redirectUri) {
        redirectUris.add(redirectUri);
        return this;
    }

    public Set<String> redirectUris() {
        return Set.copyOf(redirectUris);
    }

    /**
     * Lists an origin among the Allowed Domains for the JavaScript SDK, as in {@code https://login.example.org}. It is
     * compared exactly, and without it no popup of the SDK opens.
     */
    public SandboxApp allowSdkDomain(String origin) {
        sdkDomains.add(origin);
        return this;
    }

    public Set<String> sdkDomains() {
        return Set.copyOf(sdkDomains);
    }

    /**
     * What the exchange wants as {@code redirect_uri} for codes of the JavaScript SDK: that it is omitted, unless this
     * says otherwise.
     */
    public SandboxApp withSdkRedirect(SdkRedirect redirect) {
        sdkRedirect = redirect;
        return this;
    }

    public SdkRedirect sdkRedirect() {
        return sdkRedirect;
    }

    /** What Embedded Signup tells the page that opened it; the truth, as {@code FINISH}, unless this says otherwise. */
    public SandboxApp withSignup(SandboxSignup newSignup) {
        signup = newSignup;
        return this;
    }

    SandboxSignup signup() {
        return signup;
    }

    public SandboxConfiguration addConfiguration(SandboxConfiguration configuration) {
        configurations.add(configuration);
        return configuration;
    }

    public List<SandboxConfiguration> configurations() {
        return List.copyOf(configurations);
    }

    public Optional<SandboxConfiguration> configuration(String configurationId) {
        return configurations.stream()
                .filter(configuration -> configuration.id().equals(configurationId))
                .findFirst();
    }

    /** The people that can sign in, in place of those before. */
    public SandboxApp withPeople(SandboxPerson... newPeople) {
        people = List.of(newPeople);
        return this;
    }

    public List<SandboxPerson> people() {
        return people;
    }

    /** The client businesses that can connect, in place of those before. */
    public SandboxApp withBusinesses(SandboxBusiness... newBusinesses) {
        businesses = List.of(newBusinesses);
        return this;
    }

    public List<SandboxBusiness> businesses() {
        return businesses;
    }

    Optional<SandboxBusiness> business(String businessId) {
        return businesses.stream()
                .filter(business -> business.id().equals(businessId))
                .findFirst();
    }

    /** One of the app's, or one that nobody knows. */
    SandboxBusiness businessOtherThan(SandboxBusiness business) {
        return businesses.stream()
                .filter(other -> !other.id().equals(business.id()))
                .findFirst()
                .orElseGet(() -> SandboxBusiness.named("Stranger"));
    }

    public SandboxApp withProofPolicy(ProofPolicy policy) {
        proofPolicy = policy;
        return this;
    }

    public ProofPolicy proofPolicy() {
        return proofPolicy;
    }

    /** What {@code debug_token} tells about the assets of system user tokens from now on. */
    public SandboxApp withTargetIds(TargetIds newTargetIds) {
        targetIds = newTargetIds;
        return this;
    }

    public TargetIds targetIds() {
        return targetIds;
    }

    /** What {@code oauth/revoke} ends from now on: the one token only, unless this says otherwise. */
    public SandboxApp withRevocationReach(RevocationReach reach) {
        revocationReach = reach;
        return this;
    }

    public RevocationReach revocationReach() {
        return revocationReach;
    }

    /** A new app secret: the old one, the old app token and all proofs made with it are worth nothing. */
    public String resetSecret() {
        return resetSecret(UUID.randomUUID().toString().replace("-", ""));
    }

    public String resetSecret(String newSecret) {
        previousSecret = Optional.of(secret);
        secret = newSecret;
        rememberSecret();
        return newSecret;
    }

    /** The app secret before the last reset; signatures that were under way then are made with it. */
    public Optional<String> previousSecret() {
        return previousSecret;
    }

    public Faults faults() {
        return faults;
    }

    /** A snapshot of the call log, in the order of arrival. */
    public List<GraphCall> calls() {
        return log.calls();
    }

    public CallLog log() {
        return log;
    }

    /**
     * Every secret that there is or was about this app: app secrets, app tokens, codes, access tokens, and their
     * proofs. None of them may turn up in a log.
     */
    public Set<String> issued() {
        Set<String> all = new HashSet<>(ledger.issued());
        ledger.tokenValues().forEach(token -> all.add(AppSecretProof.of(token, secret)));
        return Set.copyOf(all);
    }

    /** The proof that goes with an access token of this app, under its present secret. */
    public String proofOf(String accessToken) {
        String proof = AppSecretProof.of(accessToken, secret);
        ledger.remember(proof);
        return proof;
    }

    /** {@code {app_id}|{app_secret}}: Meta takes it wherever an app access token is asked for. */
    public String appToken() {
        return id + '|' + secret;
    }

    /** A code as the dialog would hand it out, without the dialog. */
    public String issueCode(SandboxConfiguration configuration, Grantor grantor, String redirectUri) {
        return ledger.issueCode(Grant.of(configuration, grantor, assetsOf(grantor)), redirectUri)
                .value();
    }

    /** A code as the dialog in a popup of the JavaScript SDK would hand it out, without popup and SDK. */
    public String issueSdkCode(SandboxConfiguration configuration, Grantor grantor) {
        return ledger.issueSdkCode(Grant.of(configuration, grantor, assetsOf(grantor)))
                .value();
    }

    /**
     * The business goes through hosted Embedded Signup, without a browser: no code comes of it, but a token that can be
     * fetched, and the webhook tells so if there is one. Gives that token.
     */
    public String hostedSignup(SandboxConfiguration configuration, SandboxBusiness business) {
        if (!configuration.isSignup()) {
            throw new IllegalArgumentException("Not a configuration of Embedded Signup: " + configuration.id());
        }
        Grant grant = Grant.of(configuration, business, business.assets());
        return Granting.told(this, grant, () -> ledger.issueToken(grant)).value();
    }

    /** An access token as a code exchange would hand it out, without the exchange. */
    public String issueToken(SandboxConfiguration configuration, Grantor grantor) {
        return ledger.issueToken(Grant.of(configuration, grantor, assetsOf(grantor)))
                .value();
    }

    SandboxProvider provider() {
        return provider;
    }

    /** A token of the provider's own system user, who may fetch what client businesses granted. */
    public String issueProviderToken() {
        return issueProviderTokenWith("business_management");
    }

    /** A token of the provider's own system user with these permissions. Without {@code business_management} it may not fetch. */
    public String issueProviderTokenWith(String... permissions) {
        return issueToken(SandboxConfiguration.systemUser(permissions), provider);
    }

    /** The addresses to which Meta sends by itself what happens; there are none at first. */
    public Callbacks callbacks() {
        return callbacks;
    }

    /** A delivery of Meta's webhooks in the making, signed with this app's secret. It only tells, and does nothing. */
    public Webhook webhook() {
        return new Webhook(this);
    }

    /** A signed request about a person, by the app-scoped id; issued now and signed with this app's secret. */
    public SignedRequest signedRequest(String userId) {
        return SignedRequest.about(userId, this);
    }

    /** A signed request about a Page that removes the app; it names no person. */
    public SignedRequest signedRequestOfPage(String pageId) {
        return SignedRequest.aboutPage(pageId, this);
    }

    /**
     * The client business takes the app out of its integrations: all tokens that it ever granted die at once, and the
     * webhook tells so if there is one.
     */
    public void uninstall(SandboxBusiness business) {
        for (TokenOrigin origin : TokenOrigin.values()) {
            ledger.tokens(business, origin).forEach(token -> ledger.end(token, TokenEnd.UNINSTALLED));
        }
        callbacks.uninstalled(business);
    }

    /** Takes the client business away altogether: it uninstalls the app, and can neither be read nor connect again. */
    public void removeBusiness(SandboxBusiness business) {
        uninstall(business);
        businesses = businesses.stream()
                .filter(other -> !other.id().equals(business.id()))
                .toList();
    }

    /**
     * The person takes the app out of their integrations: all tokens that they ever granted die at once, and the
     * deauthorize callback tells so if there is one.
     */
    public void uninstall(SandboxPerson person) {
        ledger.tokensOf(person).forEach(token -> ledger.end(token, TokenEnd.UNINSTALLED));
        callbacks.removedBy(person);
    }

    /** The person removes the app, and then asks that their data be deleted. */
    public void requestDataDeletion(SandboxPerson person) {
        uninstall(person);
        callbacks.deletionAskedBy(person);
    }

    /** Lets the time of one access token be up now; nobody can renew it any more. */
    public void expire(String accessToken) {
        ledger.expire(known(accessToken));
    }

    /** Refuses renewals of tokens of this business for good (code 200), while those of others go on. */
    public void refuseRenewals(SandboxBusiness business) {
        withoutRenewals.add(business);
    }

    /** Renews tokens of this business again. */
    public void allowRenewals(SandboxBusiness business) {
        withoutRenewals.remove(business);
    }

    boolean refusesRenewals(Grantor grantor) {
        return withoutRenewals.contains(grantor);
    }

    /** Takes one asset away from its business's system user, for all its tokens; no token becomes invalid by that. */
    public void takeAway(SandboxAsset asset) {
        takenAway.add(asset);
    }

    boolean isThere(SandboxAsset asset) {
        return !takenAway.contains(asset);
    }

    /** Makes one access token invalid; others of the same grant live on. */
    public void invalidate(String accessToken) {
        ledger.end(known(accessToken), TokenEnd.INVALIDATED);
    }

    /** Whether an access token of this app is good for something now. */
    public boolean isLive(String accessToken) {
        return ledger.token(accessToken).filter(ledger::isLive).isPresent();
    }

    /** The tokens that this business granted in the dialog and those renewed from them, oldest first, dead or alive. */
    public List<String> originalsOf(SandboxBusiness business) {
        return values(business, TokenOrigin.ORIGINAL);
    }

    /** The granular tokens of this business and those renewed from them, oldest first, dead or alive. */
    public List<String> mintedOf(SandboxBusiness business) {
        return values(business, TokenOrigin.MINTED);
    }

    /**
     * How long a day of Meta's lasts for the access tokens that are issued from now on: with three seconds, their 60
     * days pass in three minutes. Only their lives are shorter; {@code issued_at}, {@code expires_at} and {@code
     * expires_in} tell real time, and codes and proofs live as long as ever. A person's token lives a minute at least,
     * so that there is time to exchange it.
     */
    public SandboxApp withDaysOf(Duration real) {
        lives.letDayLast(real);
        return this;
    }

    TokenLives lives() {
        return lives;
    }

    List<String> livingTokens(SandboxBusiness business) {
        return Arrays.stream(TokenOrigin.values())
                .flatMap(origin -> ledger.living(business, origin).stream())
                .map(AccessToken::value)
                .toList();
    }

    /** Lets time pass for this app only. */
    public void advance(Duration by) {
        clock.advance(by);
    }

    /**
     * How long every call to Graph takes from now on; with none, calls side by side can look like one after the other.
     */
    public SandboxApp withLatency(Duration newLatency) {
        latency = newLatency;
        return this;
    }

    Duration latency() {
        return latency;
    }

    Instant now() {
        return clock.instant();
    }

    Ledger ledger() {
        return ledger;
    }

    private List<SandboxAsset> assetsOf(Grantor grantor) {
        return grantor instanceof SandboxBusiness business ? business.assets() : List.of();
    }

    private List<String> values(SandboxBusiness business, TokenOrigin origin) {
        return ledger.tokens(business, origin).stream().map(AccessToken::value).toList();
    }

    private AccessToken known(String accessToken) {
        return ledger.token(accessToken)
                .orElseThrow(() -> new IllegalArgumentException("This app issued no such access token"));
    }

    private void rememberSecret() {
        ledger.remember(secret);
        ledger.remember(appToken());
        ledger.remember(AppSecretProof.of(appToken(), secret));
    }
}
