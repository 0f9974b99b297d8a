package io.github.facebookbusiness.keycloak.benchmark;

import static io.github.facebookbusiness.keycloak.benchmark.MarkdownTable.number;

import io.github.facebookbusiness.keycloak.testing.Database;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;

/** On what it was measured, without any name. */
final class Surroundings {

    private Surroundings() {}

    static String of(Database database) {
        String product = String.valueOf(
                database.query("SELECT version() AS product").get(0).get("product"));
        return LocalDate.now() + ", " + Runtime.getRuntime().availableProcessors() + " cores with a load of "
                + number("%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                + " before, JDK " + Runtime.version().feature() + ", "
                + product.split(" on ")[0];
    }
}
