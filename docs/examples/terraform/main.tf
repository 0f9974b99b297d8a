terraform {
  required_providers {
    keycloak = {
      source  = "keycloak/keycloak"
      version = "~> 5.9"
    }
  }
}

# Address and credentials of the Admin API: KEYCLOAK_URL, KEYCLOAK_CLIENT_ID and KEYCLOAK_CLIENT_SECRET.
provider "keycloak" {}

resource "keycloak_oidc_identity_provider" "facebook_business" {
  realm        = "businesses"
  alias        = "facebook-business"
  provider_id  = "facebook-business"
  display_name = "Connect your business"

  client_id     = "1234567890123456"
  client_secret = "$${vault.facebook-secret}"

  # Demanded by the resource, without a meaning here: dialogUrl and graphUrl have the addresses.
  authorization_url = ""
  token_url         = ""

  # The resource's defaults for these are others. "openid" as scope would be refused.
  default_scopes = ""
  store_token    = false
  sync_mode      = "IMPORT"

  extra_config = {
    configId       = "9876543210987654"
    tokenType      = "system-user"
    loginVariation = "general"
    permissions    = "business_management,pages_show_list"
    apiVersion     = "v26.0"

    # Text with JSON in it.
    configurations = jsonencode([
      { key = "people", value = "9876543210987655 user" },
      { key = "whatsapp", value = "9876543210987656 system-user whatsapp-embedded-signup" },
    ])
    clientConfigurations = jsonencode([
      { key = "portal", value = "people" },
    ])
    tokenReaders = jsonencode([
      { key = "billing", value = "*" },
      { key = "reports", value = "1234567890123456 granular" },
    ])

    providerAccessToken = "$${vault.facebook-own-token}"
    webhookVerifyToken  = "$${vault.facebook-verify-token}"
  }
}

resource "keycloak_custom_identity_provider_mapper" "business_name" {
  realm                    = "businesses"
  name                     = "business-name"
  identity_provider_alias  = keycloak_oidc_identity_provider.facebook_business.alias
  identity_provider_mapper = "facebook-business-user-attribute-mapper"

  extra_config = {
    syncMode      = "FORCE"
    jsonField     = "client_business_name"
    userAttribute = "business_name"
  }
}
