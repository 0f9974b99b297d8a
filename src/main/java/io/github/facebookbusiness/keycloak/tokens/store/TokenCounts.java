package io.github.facebookbusiness.keycloak.tokens.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the stored tokens of all realms fare at one moment. Each token has one status, in which it is counted once.
 *
 * @param byStatus every status, as {@link TokenStatus#of} says it now and with the keys that this node has
 * @param ending live tokens, by how soon they end; who ends within a day ends within a week, too
 * @param oldestCheckAt when Meta last said what it thinks of the token that it was asked about longest ago, epoch
 *     seconds; among those that it can be asked about. Empty where there is none
 * @param overdue those that are due for a look for so long that nobody seems to look
 * @param renewalFailing live tokens whose renewal failed the last time and is tried again
 * @param renewalGivenUp live tokens that only a new login can save
 * @param providers every condition but {@link ProviderCondition#WORKING}, which most have without it being written down
 * @param ofPeople the tokens of people that Keycloak keeps, by status as it was told; absent is none
 */
public record TokenCounts(
        Map<TokenStatus, Long> byStatus,
        Map<Ending, Long> ending,
        Optional<Long> oldestCheckAt,
        long overdue,
        long renewalFailing,
        long renewalGivenUp,
        Map<ProviderCondition, Long> providers,
        Map<TokenStatus, Long> ofPeople) {

    /** How soon a token ends. */
    public enum Ending {
        WITHIN_A_DAY(1),
        WITHIN_7_DAYS(7),
        WITHIN_14_DAYS(14),
        WITHIN_30_DAYS(30),
        WITHIN_60_DAYS(60);

        private final int days;

        Ending(int days) {
            this.days = days;
        }

        public int days() {
            return days;
        }

        long seconds() {
            return Duration.ofDays(days).toSeconds();
        }
    }
}
