package io.github.facebookbusiness.keycloak.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real PostgreSQL on a free port. It ends with {@link Database#close()}, and at the latest with this JVM. */
final class PostgreSql {

    private static final String NAME = "postgres";
    private static final File LOG = Path.of("target", "postgresql.log").toFile();

    private PostgreSql() {}

    static Database start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(dataFolder())
                    .setServerConfig("shared_preload_libraries", System.getProperty("tests.postgresql.preload", ""))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(LOG))
                    .start();
            return new Database(
                    NAME, "jdbc:postgresql://localhost:" + server.getPort() + "/" + NAME, NAME, NAME, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Beside its program: there it looks for what a killed run left, ends that and deletes its data. */
    private static Path dataFolder() throws IOException {
        Path programs = Files.createDirectories(Path.of(System.getProperty("ot.epg.working-dir")));
        return Files.createTempDirectory(programs, "data");
    }
}
