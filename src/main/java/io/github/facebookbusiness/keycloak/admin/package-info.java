/** The admin REST resource, under {@code /admin/realms/{realm}/facebook-business}. */
package io.github.facebookbusiness.keycloak.admin;
