/** Commands that measure, never tests: what they find depends on the machine. */
package io.github.facebookbusiness.keycloak.benchmark;
