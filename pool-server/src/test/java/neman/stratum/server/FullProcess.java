package neman.stratum.server;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool in a process of its own, for a test that limits its open files. Told {@code fill} it opens files until there is no
 * descriptor left, told {@code free} it closes them, and it ends with its input.
 */
final class FullProcess {
    private FullProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        List<FileInputStream> files = new ArrayList<>();
        try (TestPool pool = new TestPool(directory, false)) {
            pool.work(1);
            Path some = Files.createFile(directory.resolve("some"));
            System.out.println("port " + pool.address().getPort());
            StringBuilder word = new StringBuilder();
            for (int c = System.in.read(); c >= 0; c = System.in.read()) {
                if (c != '\n') {
                    word.append((char) c);
                    continue;
                }
                if (word.toString().equals("fill")) {
                    fill(some, files);
                } else {
                    free(files);
                }
                System.out.println("done " + word);
                word.setLength(0);
            }
        }
    }

    private static void fill(Path some, List<FileInputStream> files) {
        try {
            while (true) {
                files.add(new FileInputStream(some.toFile()));
            }
        } catch (IOException e) {
            return; // too many open files
        }
    }

    private static void free(List<FileInputStream> files) throws IOException {
        for (FileInputStream file : files) {
            file.close();
        }
        files.clear();
    }
}
