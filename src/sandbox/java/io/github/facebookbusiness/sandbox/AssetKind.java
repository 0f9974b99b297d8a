package io.github.facebookbusiness.sandbox;

/** What a client business can share in the dialog. */
public enum AssetKind {
    PAGE("Page"),
    INSTAGRAM_ACCOUNT("Instagram account"),
    AD_ACCOUNT("Ad account"),
    CATALOG("Catalog"),
    WHATSAPP_BUSINESS_ACCOUNT("WhatsApp Business Account");

    private final String label;

    AssetKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
