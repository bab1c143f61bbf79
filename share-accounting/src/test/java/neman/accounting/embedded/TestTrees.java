package neman.accounting.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** Opens {@link Trees} to the tests of other packages. */
public final class TestTrees {
    private TestTrees() {}

    public static void delete(Path root) throws IOException {
        Trees.delete(root);
    }
}
