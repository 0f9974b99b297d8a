/** Client business to organization: which one it is, what it is called, and who becomes a member. */
package io.github.facebookbusiness.keycloak.organizations;
