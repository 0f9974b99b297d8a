package io.github.facebookbusiness.keycloak.organizations;

import io.github.facebookbusiness.keycloak.graph.TokenOwner.ClientBusiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.common.util.SecretGenerator;

/**
 * What the organization of a client business may be called, the best first. An organization's name is unique in its
 * realm, and a business calls itself as it likes: also like another one, or like another one with its id.
 */
final class OrganizationNames {

    private static final int LONGEST = 255;
    private static final int TRIES = 9;

    private final ClientBusiness business;
    private final Optional<String> name;

    private OrganizationNames(ClientBusiness business, Optional<String> name) {
        this.business = business;
        this.name = name;
    }

    static OrganizationNames of(ClientBusiness business) {
        return new OrganizationNames(business, business.name().flatMap(OrganizationNames::storable));
    }

    /** What an organization that is there follows; empty where Meta named nobody. */
    List<String> followed() {
        return name.map(known -> List.of(known, withId(known))).orElseGet(List::of);
    }

    /** What a new organization is called; the last one is certainly free. */
    List<String> forNew() {
        List<String> names = new ArrayList<>(followed());
        names.add(alias());
        names.add(withId(alias()));
        names.add(alias() + "-" + random());
        return names;
    }

    /** The alias by which scripts and scopes know the organization. */
    String alias() {
        return aliasOf(business.id());
    }

    static String aliasOf(String clientBusinessId) {
        return "fb-" + clientBusinessId;
    }

    /** As with a username that is taken; the last one is certainly free. */
    List<String> aliases() {
        List<String> aliases = new ArrayList<>(List.of(alias()));
        for (int suffix = 2; suffix <= TRIES; suffix++) {
            aliases.add(alias() + "-" + suffix);
        }
        aliases.add(alias() + "-" + random());
        return aliases;
    }

    private String withId(String text) {
        return cut(text, LONGEST - 1 - business.id().length()) + " " + business.id();
    }

    /**
     * The name as every database takes it and a person can read it: in one line, without characters that are not seen
     * (PostgreSQL refuses some of them, others turn the direction of what follows) and without those that some columns
     * of MySQL refuse. Only joiners stay, which some scripts are written with.
     */
    private static Optional<String> storable(String text) {
        String plain = text.replaceAll("[^\\x{0}-\\x{FFFF}]|[\\uD800-\\uDFFF]", "\uFFFD")
                .replaceAll("[\\p{Cf}&&[^\\u200C\\u200D]]", "")
                .replaceAll("[\\p{Cntrl}\\p{Cc}\\p{Z}\\s]+", " ")
                .strip();
        return Optional.of(cut(plain, LONGEST)).filter(OrganizationNames::isSeen);
    }

    private static boolean isSeen(String text) {
        return text.chars().anyMatch(character -> character != ' ' && Character.getType(character) != Character.FORMAT);
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(text.length(), length)).strip();
    }

    private static String random() {
        return SecretGenerator.getInstance().randomString(8).toLowerCase(Locale.ROOT);
    }
}
