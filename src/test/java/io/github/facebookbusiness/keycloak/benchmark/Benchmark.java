package io.github.facebookbusiness.keycloak.benchmark;

import io.github.facebookbusiness.keycloak.testing.OwnServer;

/** {@code mvn -Pbenchmark}: measures token store, upkeep, logins and start of a Keycloak in production mode, and prints tables. */
public final class Benchmark {

    private static final int CLIENTS = 4;
    private static final int ROUNDS = 7;
    /** Where a round takes two minutes. */
    private static final int QUICK = 5;

    private Benchmark() {}

    public static void main(String[] arguments) {
        if (wanted("comparison") || wanted("growth")) {
            reading();
        }
        if (wanted("upkeep")) {
            upkeep();
        }
        if (wanted("logins")) {
            logins();
        }
        if (wanted("startup")) {
            System.out.println(new StartUp().run(rounds(QUICK)) + "\n");
        }
    }

    private static void logins() {
        try (Logins logins = new Logins()) {
            System.out.println(logins.surroundings() + "\n");
            System.out.println(logins.run(rounds(QUICK)));
        }
    }

    private static void reading() {
        try (OwnServer server = OwnServer.startInProduction("benchmark");
                Clients many = new Clients(CLIENTS);
                Clients one = new Clients(1)) {
            System.out.println(Surroundings.of(server.database()) + "\n");
            BenchmarkRealm realm = new BenchmarkRealm(server);
            if (wanted("comparison")) {
                System.out.println(new Comparison(many, realm).run(rounds(ROUNDS)) + "\n");
            }
            if (wanted("growth")) {
                TokenTable table = new TokenTable(server.database(), realm.providerId());
                System.out.println(new Growth(one, realm, table).run(rounds(ROUNDS)) + "\n");
            }
        }
    }

    private static void upkeep() {
        try (UpkeepCost upkeep = new UpkeepCost()) {
            System.out.println(upkeep.surroundings() + "\n");
            System.out.println(upkeep.run(rounds(ROUNDS)) + "\n");
        }
    }

    private static boolean wanted(String part) {
        return System.getProperty("benchmark.only", part).equals(part);
    }

    private static int rounds(int otherwise) {
        return Integer.getInteger("benchmark.rounds", otherwise);
    }
}
