/** What operators see of the calls to Graph: metrics, traces, and a line in the log when Meta does not answer. */
package io.github.facebookbusiness.keycloak.telemetry;
