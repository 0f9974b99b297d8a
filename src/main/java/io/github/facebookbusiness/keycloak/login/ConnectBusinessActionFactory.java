package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.ConnectActionRegistration;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Makes {@link ConnectBusinessAction}. A realm has it registered as soon as it has a provider of ours. */
public final class ConnectBusinessActionFactory implements RequiredActionFactory {

    @Override
    public RequiredActionProvider create(KeycloakSession session) {
        return new ConnectBusinessAction();
    }

    @Override
    public String getId() {
        return ConnectActionRegistration.ACTION;
    }

    @Override
    public String getDisplayText() {
        return ConnectActionRegistration.NAME;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(ConnectActionRegistration::follow);
    }

    @Override
    public void close() {}
}
