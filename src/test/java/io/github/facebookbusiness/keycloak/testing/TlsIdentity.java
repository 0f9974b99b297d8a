package io.github.facebookbusiness.keycloak.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a certificate of its own for some names, made by the JDK's {@code keytool}; for tests and benchmarks, as it is
 * valid for two days.
 *
 * @param context to serve with
 * @param certificate a PEM file that callers are told to trust
 */
public record TlsIdentity(SSLContext context, Path certificate) {

    private static final String PASSWORD = "certificate-of-a-test";

    /** @param folder for two files */
    public static TlsIdentity of(List<String> names, Path folder) {
        Path store = folder.resolve("identity.p12");
        Path certificate = folder.resolve("certificate.pem");
        String alternatives = names.stream().map(name -> "dns:" + name).collect(Collectors.joining(",", "SAN=", ""));
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=test",
                "-validity",
                "2",
                "-ext",
                alternatives);
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        try (InputStream content = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(content, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return new TlsIdentity(context, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot serve TLS", e);
        }
    }

    /** For callers in this JVM that are to trust it, and nobody else. */
    public SSLContext trust() {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext trusting = SSLContext.getInstance("TLS");
            trusting.init(null, managers.getTrustManagers(), null);
            return trusting;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot call by TLS", e);
        }
    }

    /** Has whoever asks for this JVM's default trust it, and nobody else, until it is closed. */
    public DefaultTrust trustByDefault() {
        try {
            SSLContext before = SSLContext.getDefault();
            SSLContext.setDefault(trust());
            return () -> SSLContext.setDefault(before);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no default for TLS", e);
        }
    }

    /** The default of this JVM while it is another one. */
    public interface DefaultTrust extends AutoCloseable {

        @Override
        void close();
    }

    private static void keytool(Path store, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(Arrays.asList(arguments));
        line.addAll(List.of(
                "-alias", "meta", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
