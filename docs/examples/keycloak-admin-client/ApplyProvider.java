import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.IdentityProviderResource;
import org.keycloak.admin.client.resource.IdentityProvidersResource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * Makes the provider of a realm what a file says, or changes one setting of all Facebook Login for Business providers
 * of the realm. With keycloak-admin-client and what it needs in lib/:
 *
 * <pre>
 * java -cp 'lib/*' ApplyProvider.java apply businesses provider.json
 * java -cp 'lib/*' ApplyProvider.java set businesses apiVersion v26.0
 * </pre>
 */
final class ApplyProvider {

    public static void main(String[] args) throws IOException {
        String realm = args[1];
        try (Keycloak keycloak = KeycloakBuilder.builder()
                .serverUrl(System.getenv("KEYCLOAK_URL"))
                .realm(realm)
                .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                .clientId(System.getenv("KEYCLOAK_CLIENT_ID"))
                .clientSecret(System.getenv("KEYCLOAK_CLIENT_SECRET"))
                .build()) {
            IdentityProvidersResource providers = keycloak.realm(realm).identityProviders();
            switch (args[0]) {
                case "apply" -> apply(providers, Path.of(args[2]));
                case "set" -> set(providers, args[2], args[3]);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static void apply(IdentityProvidersResource providers, Path file) throws IOException {
        try (InputStream json = Files.newInputStream(file)) {
            IdentityProviderRepresentation wanted =
                    JsonSerialization.readValue(json, IdentityProviderRepresentation.class);
            if (exists(providers.get(wanted.getAlias()))) {
                update(providers, wanted);
            } else {
                create(providers, wanted);
            }
        }
    }

    private static boolean exists(IdentityProviderResource provider) {
        try {
            provider.toRepresentation();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static void create(IdentityProvidersResource providers, IdentityProviderRepresentation wanted) {
        try (Response answer = providers.create(wanted)) {
            if (answer.getStatus() != 201) {
                throw refused(answer);
            }
        }
    }

    private static void update(IdentityProvidersResource providers, IdentityProviderRepresentation wanted) {
        try {
            providers.get(wanted.getAlias()).update(wanted);
        } catch (WebApplicationException e) {
            throw refused(e.getResponse());
        }
    }

    /** With status 400, the answer has the sentence that the console would show. */
    private static IllegalStateException refused(Response answer) {
        return new IllegalStateException(answer.getStatus() + ": " + answer.readEntity(String.class));
    }

    /** What was read is sent back: Keycloak shows the App secret as a mask, and keeps the secret where it gets the mask. */
    private static void set(IdentityProvidersResource providers, String key, String value) {
        for (IdentityProviderRepresentation provider : providers.findAll()) {
            if (provider.getProviderId().equals("facebook-business")) {
                provider.getConfig().put(key, value);
                update(providers, provider);
            }
        }
    }
}
