package neman.console;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Serves the pages with sample data until Ctrl-C, to look at them while they are changed.
 *
 * <p>Arguments: the port (default 8090), then {@code empty} for a pool without anything in it.
 */
final class PagePreview {
    private PagePreview() {}

    public static void main(String[] arguments) throws Exception {
        int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8_090;
        SamplePool sample = new SamplePool(Instant.now());
        FakePool pool = arguments.length > 1 && arguments[1].equals("empty") ? sample.empty() : sample.busy();
        HttpSettings settings = new HttpSettings(new InetSocketAddress("127.0.0.1", port));
        try (Console console = new Console(settings, pool, List.of(), InstantSource.system())) {
            console.start();
            System.out.println("http://127.0.0.1:" + port + "/ and /miners/" + SamplePool.ALICE);
            Thread.currentThread().join();
        }
    }
}
