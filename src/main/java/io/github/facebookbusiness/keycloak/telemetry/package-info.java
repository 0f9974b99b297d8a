/** What operators see: of the calls to Graph and of what is done for stored tokens. Metrics, traces, lines in the log. */
package io.github.facebookbusiness.keycloak.telemetry;
