package io.github.facebookbusiness.keycloak.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The permissions that Facebook Login for Business supports, from the table on Meta's page (v26.0, June 2026), and
 * those that the operator added because Meta did after this release.
 */
public final class PermissionCatalogue {

    /** Granted by themselves, never reported reliably, and not to be had by a system user ("N/A" in Meta's table). */
    public static final Set<String> ABOUT_THE_PERSON = Set.of("email", "public_profile");

    private static final Set<String> META = Set.of(
            "ads_management",
            "ads_read",
            "business_management",
            "catalog_management",
            "commerce_account_manage_orders",
            "commerce_account_read_orders",
            "commerce_account_read_reports",
            "commerce_account_read_settings",
            "commerce_manage_accounts",
            "email",
            "instagram_basic",
            "instagram_content_publish",
            "instagram_manage_comments",
            "instagram_manage_insights",
            "instagram_manage_messages",
            "instagram_shopping_tag_products",
            "leads_retrieval",
            "manage_app_solutions",
            "manage_fundraisers",
            "page_events",
            "pages_manage_ads",
            "pages_manage_cta",
            "pages_manage_engagement",
            "pages_manage_instant_articles",
            "pages_manage_metadata",
            "pages_manage_posts",
            "pages_messaging",
            "pages_read_engagement",
            "pages_read_user_content",
            "pages_show_list",
            "private_computation_access",
            "public_profile",
            "publish_video",
            "read_audience_network_insights",
            "read_insights",
            "whatsapp_business_management",
            "whatsapp_business_messaging");

    private final Set<String> names;

    public PermissionCatalogue(Collection<String> additional) {
        names = new TreeSet<>(META);
        names.addAll(additional);
    }

    public boolean knows(String permission) {
        return names.contains(permission);
    }

    /** The known name that a mistyped one most likely means; empty where nothing is near enough to suggest. */
    public Optional<String> nearest(String permission) {
        String typed = permission.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(3, typed.length() / 2);
        return names.stream()
                .min(Comparator.comparingInt(name -> difference(typed, name)))
                .filter(name -> difference(typed, name) <= tolerated);
    }

    /** Words in another order count as little: Meta itself writes {@code manage_business} in one place. */
    private static int difference(String typed, String name) {
        return Math.min(distance(typed, name), distance(wordsInOrder(typed), wordsInOrder(name)) + 1);
    }

    private static String wordsInOrder(String name) {
        return Arrays.stream(name.split("_")).sorted().collect(Collectors.joining("_"));
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.length(); column++) {
                int substituted = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(substituted, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[right.length()];
    }
}
