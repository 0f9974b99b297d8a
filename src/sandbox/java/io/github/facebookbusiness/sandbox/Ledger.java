package io.github.facebookbusiness.sandbox;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Everything secret that one app was given: codes, access tokens, and their proofs. */
final class Ledger {
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);
    private static final Duration SIGNUP_CODE_LIFE = Duration.ofSeconds(30);
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Clock clock;
    private final TokenLives lives;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, DialogRequest> dialogs = new ConcurrentHashMap<>();
    private final Map<String, PopupMessages> popups = new ConcurrentHashMap<>();
    private final Map<String, AuthorizationCode> codes = new ConcurrentHashMap<>();
    private final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();
    private final Queue<String> tokensInOrder = new ConcurrentLinkedQueue<>();
    private final Map<String, TokenEnd> ends = new ConcurrentHashMap<>();
    private final Set<String> spentCodes = ConcurrentHashMap.newKeySet();
    private final Set<String> issued = ConcurrentHashMap.newKeySet();

    Ledger(Clock clock, TokenLives lives) {
        this.clock = clock;
        this.lives = lives;
    }

    DialogRequest openDialog(SandboxConfiguration configuration, WayBack wayBack) {
        DialogRequest request = new DialogRequest(letters(24), configuration, wayBack);
        dialogs.put(request.id(), request);
        return request;
    }

    Optional<DialogRequest> dialog(String id) {
        return Optional.ofNullable(dialogs.get(id));
    }

    /** For the popup of this dialog to fetch. */
    void keep(DialogRequest dialog, PopupMessages messages) {
        popups.put(dialog.id(), messages);
    }

    Optional<PopupMessages> takeMessages(String dialogId) {
        return Optional.ofNullable(popups.remove(dialogId));
    }

    AuthorizationCode issueCode(Grant grant, String redirectUri) {
        return issueCode(grant, Optional.of(redirectUri));
    }

    /** A code that goes to the JavaScript SDK. */
    AuthorizationCode issueSdkCode(Grant grant) {
        return issueCode(grant, Optional.empty());
    }

    private AuthorizationCode issueCode(Grant grant, Optional<String> redirectUri) {
        Duration life = grant.configuration().isSignup() ? SIGNUP_CODE_LIFE : CODE_LIFE;
        AuthorizationCode code = new AuthorizationCode(
                "AQ" + letters(96), grant, redirectUri, clock.instant().plus(life));
        codes.put(code.value(), code);
        issued.add(code.value());
        return code;
    }

    Optional<AuthorizationCode> code(String value) {
        return Optional.ofNullable(codes.get(value));
    }

    /** Whether this was the code's first use. A failed exchange uses it up as well. */
    boolean spend(String code) {
        return spentCodes.add(code);
    }

    AccessToken issueToken(Grant grant) {
        if (grant.tokenType() == TokenType.USER) {
            return issueToken(grant, TokenOrigin.ORIGINAL, Optional.empty(), Optional.of(lives.shortLived()));
        }
        Optional<Duration> life = lives.of(grant.configuration().expiry());
        return issueToken(grant, TokenOrigin.ORIGINAL, Optional.empty(), life);
    }

    /** A granular token, for a part of what another one can do. */
    AccessToken mintToken(Grant part, AccessToken whole, TokenExpiry expiry) {
        return issueToken(part, TokenOrigin.MINTED, Optional.of(whole.value()), lives.of(expiry));
    }

    /** Another token in place of this one, with sixty days ahead of it; for the same, unless something goes wrong. */
    AccessToken renewToken(AccessToken old, Grant grant) {
        return issueToken(grant, old.origin(), old.narrowedFrom(), Optional.of(lives.sixtyDays()));
    }

    private AccessToken issueToken(
            Grant grant, TokenOrigin origin, Optional<String> narrowedFrom, Optional<Duration> life) {
        Instant now = clock.instant();
        AccessToken token =
                new AccessToken("EAA" + letters(120), grant, origin, narrowedFrom, now, life.map(now::plus));
        tokens.put(token.value(), token);
        tokensInOrder.add(token.value());
        issued.add(token.value());
        return token;
    }

    Optional<AccessToken> token(String value) {
        return Optional.ofNullable(tokens.get(value));
    }

    /** The tokens of a business, in the order in which they were issued, whatever became of them. */
    List<AccessToken> tokens(SandboxBusiness business, TokenOrigin origin) {
        return tokensInOrder()
                .filter(token -> token.origin() == origin && token.isOfBusiness(business.id()))
                .toList();
    }

    List<AccessToken> tokensOf(SandboxPerson person) {
        return tokensInOrder()
                .filter(token -> token.grant().grantor().equals(person))
                .toList();
    }

    /** The tokens that were narrowed from this one, and those narrowed from these in turn. */
    List<AccessToken> narrowedFrom(AccessToken whole) {
        List<AccessToken> found = new ArrayList<>();
        for (AccessToken token : tokensInOrder().toList()) {
            if (token.narrowedFrom().filter(whole.value()::equals).isPresent()) {
                found.add(token);
                found.addAll(narrowedFrom(token));
            }
        }
        return found;
    }

    private Stream<AccessToken> tokensInOrder() {
        return tokensInOrder.stream().map(tokens::get);
    }

    /** Those of a business that are good for something. */
    List<AccessToken> living(SandboxBusiness business, TokenOrigin origin) {
        return tokens(business, origin).stream().filter(this::isLive).toList();
    }

    boolean isLive(AccessToken token) {
        return end(token).isEmpty() && !token.isExpired(clock.instant());
    }

    /** Why a token died before its time; the first reason stays. */
    Optional<TokenEnd> end(AccessToken token) {
        return Optional.ofNullable(ends.get(token.value()));
    }

    void end(AccessToken token, TokenEnd reason) {
        ends.putIfAbsent(token.value(), reason);
    }

    /** Lets the time of this token be up now. */
    void expire(AccessToken token) {
        tokens.put(token.value(), token.expiredAt(clock.instant()));
    }

    /** Remembers a secret that was made elsewhere. */
    void remember(String secret) {
        issued.add(secret);
    }

    Set<String> issued() {
        return Set.copyOf(issued);
    }

    Set<String> tokenValues() {
        return Set.copyOf(tokens.keySet());
    }

    private String letters(int count) {
        byte[] chosen = new byte[count];
        random.nextBytes(chosen);
        StringBuilder text = new StringBuilder(count);
        for (byte one : chosen) {
            text.append(LETTERS.charAt(Byte.toUnsignedInt(one) % LETTERS.length()));
        }
        return text.toString();
    }
}
