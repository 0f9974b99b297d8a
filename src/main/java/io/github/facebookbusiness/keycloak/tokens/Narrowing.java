package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.PermissionCatalogue;
import io.github.facebookbusiness.keycloak.graph.TokenInspection.GranularScope;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.Selection;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a narrower token may be made of, and whether the one that Meta answers with is narrower indeed. */
final class Narrowing {

    private Narrowing() {}

    /** A name that neither Meta's table nor an original of the business has is a mistake, and not a lack of rights. */
    static void requireKnown(Selection selection, List<StoredToken> originals, PermissionCatalogue permissions)
            throws TokenDeniedException {
        Set<String> unknown = new TreeSet<>(selection.scopes().orElseGet(TreeSet::new));
        unknown.removeIf(permissions::knows);
        originals.forEach(original -> unknown.removeAll(original.token().scopes()));
        if (!unknown.isEmpty()) {
            throw new TokenDeniedException(TokenDenial.UNKNOWN_PERMISSION, unknown);
        }
    }

    /** Before Graph is called: only what the original really has. */
    static void requireSubset(Selection selection, BusinessToken original) throws TokenDeniedException {
        if (selection.scopes().isPresent()) {
            requireSubset(selection.scopes().get(), original.scopes(), TokenDenial.SCOPE_NOT_GRANTED);
        }
        if (selection.assets().isPresent() && original.assets().isPresent() && tellsAllAssets(original)) {
            requireSubset(selection.assets().get(), original.assets().get(), TokenDenial.ASSET_NOT_GRANTED);
        }
    }

    /** No edge of a system user lists Instagram accounts; they are known only where {@code target_ids} name them. */
    private static boolean tellsAllAssets(BusinessToken original) {
        return original.granularScopes().stream()
                .filter(scope -> scope.scope().startsWith("instagram_"))
                .noneMatch(scope -> scope.targetIds().orElse(List.of()).isEmpty());
    }

    private static void requireSubset(Collection<String> wanted, Set<String> granted, TokenDenial denial)
            throws TokenDeniedException {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(granted);
        if (!missing.isEmpty()) {
            throw new TokenDeniedException(denial, missing);
        }
    }

    /**
     * Fails closed where Meta's token may more than was asked for: whoever gets it was meant to get less. Meta may also
     * pass over what it was asked to narrow to, and answer with a token that there was before; then only the value
     * tells, and where an original's value cannot be read, only fewer permissions do.
     *
     * @param original that the narrower token is filed under
     * @param originals of the same business
     * @param known values that are no narrower tokens
     */
    static void requireNarrowed(
            ProvenToken answer,
            Selection selection,
            BusinessToken original,
            List<StoredToken> originals,
            Set<AccessToken> known)
            throws TokenDeniedException {
        Set<String> scopes = answer.inspection().scopes();
        Set<String> allowed = selection.scopes().<Set<String>>map(TreeSet::new).orElse(original.scopes());
        boolean hasFewer = !scopes.containsAll(original.scopes());
        boolean unreadable =
                originals.stream().anyMatch(stored -> stored.value().isEmpty());
        if (!allowed.containsAll(scopes)
                || namesOtherAssets(answer, selection)
                || !answer.profile().id().equals(original.systemUserId())
                || isOneOf(originals, answer.token())
                || known.contains(answer.token())
                || unreadable && !hasFewer) {
            throw new TokenDeniedException(TokenDenial.GRAPH_ANSWER_REFUSED);
        }
    }

    static boolean isOneOf(List<StoredToken> originals, AccessToken token) {
        return originals.stream().map(StoredToken::value).anyMatch(Optional.of(token)::equals);
    }

    private static boolean namesOtherAssets(ProvenToken answer, Selection selection) {
        if (selection.assets().isEmpty()) {
            return false;
        }
        for (GranularScope scope : answer.inspection().granularScopes()) {
            if (!selection.assets().get().containsAll(scope.targetIds().orElse(List.of()))) {
                return true;
            }
        }
        return false;
    }
}
