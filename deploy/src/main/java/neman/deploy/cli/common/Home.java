package neman.deploy.cli.common;

import java.nio.file.Path;

/** Where things lie that nobody named. */
public final class Home {
    private Home() {}

    /** The directory of the launcher, or the working directory where the jar runs by itself. */
    public static Path directory() {
        return Path.of(System.getProperty("neman.home", "."));
    }

    /** The data of a pool that runs without a configuration. */
    public static Path poolData() {
        return directory().resolve("data").resolve("pool");
    }
}
