package neman.deploy.config;

import java.net.URI;

/** Where alarms are posted. Whoever knows the whole URL may often post there, so it is a secret. */
public record WebhookAddress(URI url) {
    /** Without the path. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getHost() + "/…";
    }
}
