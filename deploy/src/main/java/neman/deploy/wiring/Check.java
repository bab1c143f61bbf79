package neman.deploy.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.accounting.database.Databases;
import neman.accounting.database.UnusableDatabaseException;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.node.NodeEndpoint;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.config.PostgresAccess;
import neman.deploy.config.RedisAccess;
import neman.deploy.config.StratumPort;
import neman.payout.miner.DenyList;

/** Looks at everything that a configuration names, and changes nothing: no directory is made, no service started. */
public final class Check {
    private static final int DATABASE_CONNECTIONS = 1;

    /**
     * What was found out about one thing.
     *
     * @param subject one word
     * @param detail when sound what it is, else what is wrong and the remedy
     */
    public record Finding(String subject, boolean sound, String detail) {}

    private final PoolConfiguration configuration;

    public Check(PoolConfiguration configuration) {
        this.configuration = configuration;
    }

    /** One finding a thing, in the order of the configuration. Takes a few seconds where something does not answer. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(dataDirectory());
        if (configuration.nodes().isEmpty()) {
            findings.add(new Finding("node", true, "none named: the sandbox chain will be started"));
        }
        for (NodeEndpoint endpoint : configuration.nodes()) {
            findings.addAll(new NodeProbe(
                            configuration.network(),
                            configuration.pool().address().orElseThrow(),
                            InstantSource.system())
                    .findings(endpoint));
        }
        for (StratumPort port : configuration.stratum()) {
            findings.add(listening("stratum", port.listen()));
            port.transport().tls().ifPresent(tls -> findings.add(TlsCheck.finding(tls.files(), Instant.now())));
        }
        findings.add(redis());
        findings.add(postgres());
        configuration.payout().limits().denyList().ifPresent(file -> findings.add(denyList(file)));
        findings.add(listening("http", configuration.httpListen()));
        return findings;
    }

    private Finding dataDirectory() {
        Path path = configuration.dataDirectory();
        Path existing = path;
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return new Finding(
                    "data",
                    false,
                    existing + " cannot be written; choose another directory, or give this user the right");
        }
        return new Finding("data", true, path + (existing.equals(path) ? "" : ", will be made"));
    }

    private static Finding listening(String subject, InetSocketAddress listen) {
        Optional<String> problem = Listening.problem(subject, listen);
        return new Finding(subject, problem.isEmpty(), problem.orElse(Listening.shown(listen) + " is free"));
    }

    private Finding redis() {
        if (configuration.redis().isEmpty()) {
            return new Finding("redis", true, "embedded: will be started in the data directory");
        }
        RedisAccess access = configuration.redis().get();
        try (RedisLink link = new RedisLink(RedisCheck.addressOf(access))) {
            Optional<String> problem = new RedisCheck(configuration.redis()).problem(link);
            return new Finding("redis", problem.isEmpty(), problem.orElse(access + " answers"));
        }
    }

    private Finding denyList(Path file) {
        try {
            int addresses = DenyList.read(file, configuration.network()).reload();
            return new Finding("deny-list", true, file + " names " + addresses + " addresses");
        } catch (IOException e) {
            return new Finding("deny-list", false, e.getMessage());
        }
    }

    private Finding postgres() {
        if (configuration.postgres().isEmpty()) {
            return new Finding("postgres", true, "embedded: will be started in the data directory");
        }
        PostgresAccess access = configuration.postgres().get();
        try {
            Databases.open(Services.accessOf(access), DATABASE_CONNECTIONS).close();
            if (access.owner().isPresent()) {
                Databases.open(Schemas.ownerAccess(access).orElseThrow(), DATABASE_CONNECTIONS)
                        .close();
            }
            return new Finding("postgres", true, access + " answers and is durable");
        } catch (UnusableDatabaseException e) {
            return new Finding("postgres", false, e.getMessage());
        }
    }
}
