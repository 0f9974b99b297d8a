package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/** What the control page lets client businesses and people do: everything that the app cannot see coming. */
final class ControlDeeds {
    /** What a client business can do, by the button's label. */
    enum OfBusiness {
        UNINSTALL("Uninstall the app"),
        UPDATE("Send an update webhook"),
        EXPIRE("Expire its tokens"),
        INVALIDATE("Invalidate its tokens");

        private final String label;

        OfBusiness(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        private void on(SandboxApp app, SandboxBusiness business) {
            switch (this) {
                case UNINSTALL -> app.uninstall(business);
                case UPDATE -> app.callbacks().updated(business);
                case EXPIRE -> app.livingTokens(business).forEach(app::expire);
                case INVALIDATE -> app.livingTokens(business).forEach(app::invalidate);
            }
        }
    }

    /** What a person can do. */
    enum OfPerson {
        UNINSTALL("Remove the app"),
        DELETE_DATA("Remove the app and ask for deletion");

        private final String label;

        OfPerson(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        private void on(SandboxApp app, SandboxPerson person) {
            switch (this) {
                case UNINSTALL -> app.uninstall(person);
                case DELETE_DATA -> app.requestDataDeletion(person);
            }
        }
    }

    private ControlDeeds() {}

    /** Does what {@code businesses/<id>/<deed>} or {@code people/<id>/<deed>} names; empty if it names nothing. */
    static Optional<String> done(SandboxApp app, List<String> path) {
        if (path.size() != 3) {
            return Optional.empty();
        }
        return switch (path.get(0)) {
            case "businesses" -> doneBy(app, app.business(path.get(1)), path.get(2));
            case "people" -> doneBy(app, path.get(1), path.get(2));
            default -> Optional.empty();
        };
    }

    private static Optional<String> doneBy(SandboxApp app, Optional<SandboxBusiness> business, String name) {
        for (OfBusiness deed : OfBusiness.values()) {
            if (deed.name().equals(name) && business.isPresent()) {
                deed.on(app, business.get());
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> doneBy(SandboxApp app, String personId, String name) {
        for (SandboxPerson person : app.people()) {
            for (OfPerson deed : OfPerson.values()) {
                if (person.id().equals(personId) && deed.name().equals(name)) {
                    deed.on(app, person);
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }
}
