package neman.accounting.transport;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import neman.bitcoin.Network;

/** The names of everything that the pool keeps in Redis; one network's never meet another's. */
public record RedisKeys(Network network) {
    /** The stream of one instance's journal. */
    public byte[] shares(int instance) {
        return key("shares:" + instance);
    }

    /** The id of the last entry that was added to that stream, also after the intake has removed it. */
    public byte[] shipped(int instance) {
        return key("shipped:" + instance);
    }

    /** Up to where the intake has committed one instance's journal: {@code <journal>-<offset>}. */
    public byte[] cursor(int instance) {
        return key("cursor:" + instance);
    }

    /** The set of block hashes that wait for every instance's barrier. */
    public byte[] barriers() {
        return key("barriers");
    }

    /** One instance's {@link neman.accounting.live.LiveStatus}. */
    public byte[] live(int instance) {
        return key("live:" + instance);
    }

    /** A page of its sessions, in one of the two sets that are written in turn. */
    public byte[] liveSessions(int instance, int slot, int page) {
        return key("live:" + instance + ":sessions:" + slot + ":" + page);
    }

    /** Which instance and start went on with a session after the instance that gave it had stopped. */
    public byte[] session(int extranonce1) {
        return key("session:" + HexFormat.of().toHexDigits(extranonce1));
    }

    /** The shown copy of the window that the next block would be divided by. */
    public byte[] window() {
        return key("window");
    }

    /** Where that copy is built before it is shown. */
    public byte[] nextWindow() {
        return key("window:next");
    }

    /** Account to its hashrates and its workers'. */
    public byte[] hashrates() {
        return key("hashrates");
    }

    /** Where they are built before they are shown. */
    public byte[] nextHashrates() {
        return key("hashrates:next");
    }

    private byte[] key(String name) {
        return ("neman:" + network.configuredName() + ":" + name).getBytes(StandardCharsets.UTF_8);
    }
}
