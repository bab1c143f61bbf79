package neman.stratum.miner;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which certificates a miner believes. A believed one must also name the pool's host, except where all are. */
public final class ServerTrust {
    private final SSLContext context;
    private final boolean checksHost;

    private ServerTrust(SSLContext context, boolean checksHost) {
        this.context = context;
        this.checksHost = checksHost;
    }

    /** The authorities that come with Java. */
    public static ServerTrust ofThisMachine() {
        try {
            return new ServerTrust(SSLContext.getDefault(), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot speak TLS", e);
        }
    }

    /** Believes anything: whoever sits on the way can take the work. */
    public static ServerTrust ofAnybody() {
        return new ServerTrust(contextWith(new Believer()), false);
    }

    /**
     * Only what is signed by one of these, or is one of them.
     *
     * @param pem certificates
     * @throws IllegalArgumentException with a sentence for the one who named the file
     */
    public static ServerTrust of(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalArgumentException(pem + " holds no certificate; it must be PEM");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new ServerTrust(contextWith(factory.getTrustManagers()), true);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + pem, e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(pem + " holds no certificate; it must be PEM", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + pem + ": " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot speak TLS", e);
        }
    }

    private static SSLContext contextWith(TrustManager... managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot speak TLS", e);
        }
    }

    /**
     * TLS over a connection that exists, after its handshake; closing it closes the connection.
     *
     * @throws IOException also where the certificate is not believed
     */
    Socket handshake(Socket connected, String host) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(connected, host, connected.getPort(), true);
        if (checksHost) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 6125: the certificate names the host
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    private static final class Believer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
