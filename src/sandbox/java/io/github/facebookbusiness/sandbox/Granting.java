package io.github.facebookbusiness.sandbox;

import java.util.function.Supplier;

/** What Meta's webhooks tell of a grant. They may arrive before its code or token does. */
final class Granting {
    private Granting() {}

    /** Does what follows from the grant. A business that has the app already changes what it granted before. */
    static <T> T told(SandboxApp app, Grant grant, Supplier<T> deed) {
        if (!(grant.grantor() instanceof SandboxBusiness business)) {
            return deed.get();
        }
        boolean isNew = app.livingTokens(business).isEmpty();
        T done = deed.get();
        if (isNew) {
            app.callbacks().installed(business, grant.configuration());
        } else {
            app.callbacks().updated(business);
        }
        if (grant.configuration().isSignup()) {
            grant.whatsAppAccounts().forEach(account -> app.callbacks().partnerAdded(business, account));
        }
        return done;
    }
}
