package io.github.facebookbusiness.keycloak.config;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.transaction.JtaTransactionManagerLookup;

/**
 * The transaction that Keycloak opened for a request. What it reads to let the caller in, such as a service account or
 * composite roles, takes a database connection that comes back with the end of the transaction only. A request that
 * waits for Meta would keep it all the time; and as many of them as there are connections, each of which wants a
 * further one for an {@link OwnTransaction}, would wait for each other.
 */
public final class RequestTransaction {

    private RequestTransaction() {}

    /**
     * Gives the connection back: commits, and begins another transaction in its place. Keycloak's own ends whatever
     * transaction the thread is in by then ({@code JtaTransactionWrapper}, 26.5 to 26.7). For requests that have changed
     * nothing that could have to be taken back.
     *
     * @throws ModelException where the database refuses
     */
    public static void renew(KeycloakSession session) {
        JtaTransactionManagerLookup lookup = session.getProvider(JtaTransactionManagerLookup.class);
        TransactionManager transactions = lookup == null ? null : lookup.getTransactionManager();
        if (transactions == null) {
            return;
        }
        try {
            transactions.commit();
            transactions.begin();
        } catch (RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException
                | NotSupportedException
                | SystemException e) {
            throw new ModelException("What the request read cannot be committed", e);
        }
    }
}
