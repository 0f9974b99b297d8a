package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * A client business: the business portfolio of a customer.
 *
 * @param id the {@code client_business_id}, the same for every app
 * @param systemUserId the id of the Business Integration System User: one for each app and client business
 */
public record SandboxBusiness(String id, String name, String systemUserId, List<SandboxAsset> assets)
        implements Grantor {
    public SandboxBusiness {
        GraphId.require(id);
        GraphId.require(systemUserId);
        assets = List.copyOf(assets);
    }

    /** A business with ids of its own and one asset of each kind. */
    public static SandboxBusiness named(String name) {
        return new SandboxBusiness(
                GraphId.next(),
                name,
                GraphId.next(),
                List.of(
                        new SandboxAsset(GraphId.next(), AssetKind.PAGE, name + " Page"),
                        new SandboxAsset(GraphId.next(), AssetKind.INSTAGRAM_ACCOUNT, name + " on Instagram"),
                        new SandboxAsset(GraphId.next(), AssetKind.AD_ACCOUNT, name + " Ads"),
                        new SandboxAsset(GraphId.next(), AssetKind.CATALOG, name + " Catalog"),
                        new SandboxAsset(GraphId.next(), AssetKind.WHATSAPP_BUSINESS_ACCOUNT, name + " WhatsApp")));
    }

    static List<SandboxBusiness> defaults(String appId) {
        return List.of(
                new SandboxBusiness(
                        "90071992547409931",
                        "Acme Coffee",
                        GraphId.scoped(appId, "acme"),
                        List.of(
                                new SandboxAsset("90071992547410011", AssetKind.PAGE, "Acme Coffee Roasters"),
                                new SandboxAsset("90071992547410013", AssetKind.PAGE, "Acme Coffee Bar"),
                                new SandboxAsset("90071992547410015", AssetKind.AD_ACCOUNT, "Acme Ads"),
                                new SandboxAsset(
                                        "90071992547410017", AssetKind.WHATSAPP_BUSINESS_ACCOUNT, "Acme WhatsApp"))),
                new SandboxBusiness(
                        "90071992547409933",
                        "Bolt Bicycles",
                        GraphId.scoped(appId, "bolt"),
                        List.of(
                                new SandboxAsset("90071992547410021", AssetKind.PAGE, "Bolt Bicycles"),
                                new SandboxAsset("90071992547410023", AssetKind.INSTAGRAM_ACCOUNT, "bolt.bicycles"),
                                new SandboxAsset(
                                        "90071992547410025", AssetKind.WHATSAPP_BUSINESS_ACCOUNT, "Bolt WhatsApp"))));
    }

    Optional<SandboxAsset> asset(String assetId) {
        return assets.stream().filter(asset -> asset.id().equals(assetId)).findFirst();
    }

    @Override
    public String userId() {
        return systemUserId;
    }

    @Override
    public String displayName() {
        return name + " system user";
    }
}
