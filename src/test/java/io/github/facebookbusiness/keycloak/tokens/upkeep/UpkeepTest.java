package io.github.facebookbusiness.keycloak.tokens.upkeep;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facebookbusiness.keycloak.config.UpkeepOptions;
import io.github.facebookbusiness.keycloak.tokens.store.TokenCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpkeepTest {

    /** Keycloak's pools have an end, and the timer's thread does not outlive an exception. */
    @Test
    void a_pool_that_is_full_is_no_harm_to_keycloaks_timer_and_the_next_tick_tries_again() {
        Pool pool = new Pool();
        Upkeep upkeep = new Upkeep(null, UpkeepOptions.DEFAULT, new Nobody(), pool);
        pool.room = 1;
        assertDoesNotThrow(upkeep::tick);
        assertDoesNotThrow(upkeep::tick);
        pool.room = 10;
        upkeep.tick();
        upkeep.tick();
        int whoTellsOfPeoplesTokens = 1;
        int whoFetches = 1;
        assertEquals(UpkeepOptions.DEFAULT.workers() + whoTellsOfPeoplesTokens + whoFetches, pool.begun.size());
    }

    private static final class Nobody implements UpkeepObserver {

        @Override
        public void checked(Check outcome) {}

        @Override
        public boolean wantsCounts() {
            return false;
        }

        @Override
        public void counted(TokenCounts counts) {}
    }

    private static final class Pool extends AbstractExecutorService {

        private final List<Runnable> begun = new ArrayList<>();
        private int room;

        @Override
        public void execute(Runnable command) {
            if (begun.size() >= room) {
                throw new RejectedExecutionException();
            }
            begun.add(command);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
