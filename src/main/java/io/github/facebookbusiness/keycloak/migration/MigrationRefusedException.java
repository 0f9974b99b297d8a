package io.github.facebookbusiness.keycloak.migration;

/** Two providers between which no links can be carried. */
public final class MigrationRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final MigrationRefusal refusal;

    MigrationRefusedException(MigrationRefusal refusal) {
        super("Migration refused: " + refusal);
        this.refusal = refusal;
    }

    public MigrationRefusal refusal() {
        return refusal;
    }
}
