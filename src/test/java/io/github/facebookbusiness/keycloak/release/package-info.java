/** What a release consists of and what it may change: the jars, the tables, the documents that name a version. */
package io.github.facebookbusiness.keycloak.release;
