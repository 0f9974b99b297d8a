package io.github.facebookbusiness.keycloak.tokens.store;

import io.github.facebookbusiness.keycloak.graph.Signup;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Optional;

/** The columns of a token's row that keep the {@link Signup} that it came from; all null where there is none. */
@Embeddable
class TokenSignup {

    @Column(name = "SIGNUP_EVENT", length = 64)
    private String event;

    @Column(name = "SIGNUP_WABA_ID", length = 32)
    private String wabaId;

    @Column(name = "SIGNUP_PHONE_NUMBER_ID", length = 32)
    private String phoneNumberId;

    @Column(name = "SIGNUP_BUSINESS_ID", length = 32)
    private String businessId;

    protected TokenSignup() {}

    TokenSignup(Signup signup) {
        this.event = signup.event();
        this.wabaId = signup.wabaId().orElse(null);
        this.phoneNumberId = signup.phoneNumberId().orElse(null);
        this.businessId = signup.businessId().orElse(null);
    }

    Signup read() {
        return new Signup(
                event,
                Optional.ofNullable(wabaId),
                Optional.ofNullable(phoneNumberId),
                Optional.ofNullable(businessId));
    }
}
