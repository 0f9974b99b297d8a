package io.github.facebookbusiness.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a client business can share in the dialog. */
public enum AssetKind {
    PAGE("Page", "pages_", "page_", "leads_retrieval"),
    INSTAGRAM_ACCOUNT("Instagram account", "instagram_"),
    AD_ACCOUNT("Ad account", "ads_"),
    CATALOG("Catalog", "catalog_"),
    WHATSAPP_BUSINESS_ACCOUNT("WhatsApp Business Account", "whatsapp_");

    private final String label;
    private final List<String> permissions;

    /** @param permissions how the names of the permissions begin that are about such assets */
    AssetKind(String label, String... permissions) {
        this.label = label;
        this.permissions = List.of(permissions);
    }

    String label() {
        return label;
    }

    /** What a permission is about; nothing that can be chosen in the dialog for {@code business_management}. */
    static Optional<AssetKind> under(String permission) {
        return Arrays.stream(values())
                .filter(kind -> kind.permissions.stream().anyMatch(permission::startsWith))
                .findFirst();
    }
}
