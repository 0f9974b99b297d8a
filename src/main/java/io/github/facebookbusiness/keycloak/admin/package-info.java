/**
 * The admin REST resource, under {@code /admin/realms/{realm}/facebook-business}, and who may call it.
 *
 * <p>The annotations here are what {@code docs/openapi.yaml} says beside the methods of {@link
 * io.github.facebookbusiness.keycloak.admin.ProvidersResource}, which refer to it by name so that they stay readable.
 * Nothing of it is used at run time.
 */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "overridden by the build",
                        version = "overridden by the build",
                        description =
                                "The system user access tokens that client businesses granted. `realm` is the name"
                                        + " of a realm, `alias` that of an identity provider in it. Meta's ids are strings,"
                                        + " times are epoch seconds. docs/token-api.md explains every call and every error."),
        tags = @Tag(name = "facebook-business"),
        security = @SecurityRequirement(name = "bearer"),
        components =
                @Components(
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = "bearer",
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        description = "An access token of Keycloak's, of this realm or of master"),
                        parameters = {
                            @Parameter(
                                    name = "first",
                                    in = ParameterIn.QUERY,
                                    description = "How many to pass over",
                                    schema = @Schema(type = SchemaType.INTEGER, minimum = "0", defaultValue = "0")),
                            @Parameter(
                                    name = "max",
                                    in = ParameterIn.QUERY,
                                    description = "How many at most",
                                    schema =
                                            @Schema(
                                                    type = SchemaType.INTEGER,
                                                    minimum = "1",
                                                    maximum = "1000",
                                                    defaultValue = "100"))
                        },
                        requestBodies =
                                @RequestBody(
                                        name = "SystemUserAccessTokenRequest",
                                        description = "May also be sent in the query, except for access_token and"
                                                + " appsecret_proof.",
                                        required = false,
                                        content = {
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                                                    schema = @Schema(ref = "SystemUserAccessTokenRequest")),
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(ref = "SystemUserAccessTokenRequest"))
                                        }),
                        schemas =
                                @Schema(
                                        name = "SystemUserAccessTokenRequest",
                                        type = SchemaType.OBJECT,
                                        properties = {
                                            @SchemaProperty(
                                                    name = "fetch_only",
                                                    type = SchemaType.BOOLEAN,
                                                    defaultValue = "false",
                                                    description = "Meta's: the token that there is, and not a new one"),
                                            @SchemaProperty(
                                                    name = "scope",
                                                    type = SchemaType.ARRAY,
                                                    implementation = String.class,
                                                    description = "Meta's: permissions of a narrower token"),
                                            @SchemaProperty(
                                                    name = "asset",
                                                    type = SchemaType.ARRAY,
                                                    implementation = String.class,
                                                    description = "Meta's: ids of the assets of a narrower token"),
                                            @SchemaProperty(
                                                    name = "set_token_expires_in_60_days",
                                                    type = SchemaType.BOOLEAN,
                                                    defaultValue = "false",
                                                    description = "Meta's: a new token that ends after 60 days"),
                                            @SchemaProperty(
                                                    name = "system_user_id",
                                                    type = SchemaType.STRING,
                                                    description = "Meta's: the system user that it must be of"),
                                            @SchemaProperty(
                                                    name = "access_token",
                                                    type = SchemaType.STRING,
                                                    description = "Meta's: ask with this token of the same app and"
                                                            + " business. Managers only, never in the query"),
                                            @SchemaProperty(
                                                    name = "appsecret_proof",
                                                    type = SchemaType.STRING,
                                                    description = "Meta's: comes with access_token, and only with it"),
                                            @SchemaProperty(
                                                    name = "id",
                                                    type = SchemaType.STRING,
                                                    description =
                                                            "The client business id of the path, if given; Meta's Node"
                                                                    + " SDK sends it"),
                                            @SchemaProperty(
                                                    name = "config_id",
                                                    type = SchemaType.STRING,
                                                    description = "Ours: the configuration that the business was"
                                                            + " connected with"),
                                            @SchemaProperty(
                                                    name = "source",
                                                    type = SchemaType.STRING,
                                                    enumeration = {"store", "graph"},
                                                    defaultValue = "store",
                                                    description = "Ours: whether fetch_only asks Meta in any case"),
                                            @SchemaProperty(
                                                    name = "proof",
                                                    type = SchemaType.STRING,
                                                    enumeration = {"lasting", "timed"},
                                                    defaultValue = "lasting",
                                                    description = "Ours: which appsecret_proof is answered")
                                        }),
                        responses = {
                            @APIResponse(name = "Unauthenticated", description = "No valid access token of Keycloak's"),
                            @APIResponse(
                                    name = "Refused",
                                    description = "Refused; error says why",
                                    content =
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(implementation = Problem.class))),
                            @APIResponse(
                                    name = "GraphFailed",
                                    description = "Meta could not be asked, or did not answer as expected",
                                    headers =
                                            @Header(
                                                    name = "Retry-After",
                                                    description = "Seconds; absent where no second try helps",
                                                    schema = @Schema(type = SchemaType.INTEGER)),
                                    content =
                                            @Content(
                                                    mediaType = MediaType.APPLICATION_JSON,
                                                    schema = @Schema(implementation = Problem.class)))
                        }))
package io.github.facebookbusiness.keycloak.admin;

import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
