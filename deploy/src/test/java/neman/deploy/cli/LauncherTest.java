package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher itself, run by the real shell on a tree of its own, where Maven and the JDKs are scripts that write down
 * how they were called.
 */
class LauncherTest {
    @TempDir
    private Path directory;

    private Path root;
    private Path jvms;
    private Path tools;

    @BeforeEach
    void makeTree() throws IOException {
        root = Files.createDirectories(directory.resolve("a tree"));
        jvms = Files.createDirectories(directory.resolve("jvm"));
        tools = Files.createDirectories(directory.resolve("tools"));
        String launcher = Files.readString(Path.of("..", "pool")).replace("/usr/lib/jvm/*", jvms + "/*");
        script(root.resolve("pool"), launcher);
        for (String source : List.of("pom.xml", "deploy/pom.xml", "deploy/src/main/java/A.java", ".mvn/jvm.config")) {
            Path file = root.resolve(source);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
            // An hour ago, directories too: file systems' clocks are coarse.
            age(file);
        }
        try (var paths = Files.walk(root)) {
            paths.filter(Files::isDirectory).forEach(LauncherTest::age);
        }
        script(tools.resolve("mvn"), """
                #!/bin/sh
                echo "mvn $*" >>%s/calls
                mkdir -p deploy/target && echo jar >deploy/target/neman.jar
                """.formatted(directory));
        jdk(jvms.resolve("jdk-21"), "21.0.2");
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private static void age(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/java"), "#!/bin/sh\necho \"" + home.getFileName() + ": $*\"\n");
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private record Ended(int status, String out, String err) {}

    private Process start(Path launcher, String path, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path);
        return builder.start();
    }

    private Ended end(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes()).strip();
        String err = new String(process.getErrorStream().readAllBytes()).strip();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), out, err);
    }

    private Ended run(String... arguments) throws Exception {
        return end(start(root.resolve("pool"), tools + ":/usr/bin:/bin", arguments));
    }

    private List<String> builds() throws IOException {
        Path calls = directory.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    @Test
    void buildsOnFirstUseAndNotAgain() throws Exception {
        Ended first = run("help", "run");
        assertEquals(0, first.status());
        assertTrue(first.out().startsWith("jdk-21: "), first.out());
        assertTrue(first.out().endsWith("deploy/target/neman.jar help run"), first.out());
        assertTrue(first.err().startsWith("pool: building"), first.err());
        Ended second = run("help");
        assertEquals("", second.err());
        assertEquals(1, builds().size());
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
        run("help");
        Path jar = root.resolve("deploy/target/neman.jar");
        age(jar);
        Files.writeString(root.resolve("deploy/src/main/java/A.java"), "changed");
        run("help");
        assertEquals(2, builds().size());

        age(jar);
        Files.delete(root.resolve("deploy/src/main/java/A.java"));
        run("help");
        assertEquals(3, builds().size());
    }

    @Test
    void worksFromAnyDirectoryThroughChainsOfLinks() throws Exception {
        Files.createDirectories(directory.resolve("bin"));
        Path inner = Files.createSymbolicLink(directory.resolve("bin/inner"), Path.of("../a tree/pool"));
        Path outer = Files.createSymbolicLink(directory.resolve("outer"), inner);
        Ended ended = end(start(outer, tools + ":/usr/bin:/bin", "help"));
        assertEquals(0, ended.status());
        assertTrue(ended.out().contains("-Dneman.home=" + root.toRealPath() + " "), ended.out());
    }

    /** A script's pipe is no terminal: commands that ask take this for "nobody is there". */
    @Test
    void saysWhetherSomebodyCanBeAsked() throws Exception {
        String out = run("help").out();
        assertTrue(out.contains("-Dneman.terminal=false -Dneman.terminal.answers=false -jar"), out);
    }

    @Test
    void takesTheNewestJdk() throws Exception {
        jdk(jvms.resolve("jdk-25"), "25");
        jdk(jvms.resolve("jdk-8"), "1.8.0_402");
        jdk(jvms.resolve("jdk-9"), "9.0.4");
        assertTrue(run("help").out().startsWith("jdk-25: "));
    }

    @Test
    void saysWhatToInstallWhereAJdkIsMissing() throws Exception {
        Files.delete(jvms.resolve("jdk-21/bin/javac"));
        jdk(jvms.resolve("jdk-11"), "11.0.22");
        Ended ended = end(start(root.resolve("pool"), "", "help"));
        assertEquals(1, ended.status());
        assertTrue(ended.err().startsWith("pool: no JDK of version 17 or later found"), ended.err());
        assertEquals(1, ended.err().lines().count());
    }

    @Test
    void saysWhatToInstallWhereMavenIsMissing() throws Exception {
        Ended ended = end(start(root.resolve("pool"), "", "help"));
        assertEquals(1, ended.status());
        assertTrue(ended.err().startsWith("pool: Maven is needed"), ended.err());
        assertEquals(1, ended.err().lines().count());
    }

    @Test
    void aBuiltJarRunsWithoutMaven() throws Exception {
        run("help");
        assertEquals(0, end(start(root.resolve("pool"), "", "help")).status());
    }

    @Test
    void aFailedBuildFailsAndLeavesNoJar() throws Exception {
        script(tools.resolve("mvn"), "#!/bin/sh\necho broken\nexit 1\n");
        Ended ended = run("help");
        assertEquals(1, ended.status());
        assertEquals("", ended.out());
        assertTrue(ended.err().endsWith("pool: the build failed; its reasons stand above"), ended.err());
        assertFalse(Files.exists(root.resolve("deploy/target/neman.jar")));
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Process one = start(root.resolve("pool"), tools + ":/usr/bin:/bin", "help");
        Process two = start(root.resolve("pool"), tools + ":/usr/bin:/bin", "help");
        assertEquals(0, end(one).status());
        assertEquals(0, end(two).status());
        assertEquals(1, builds().size());
    }

    @Test
    void testIsTheWholeSuite() throws Exception {
        assertEquals(0, run("test", "-o").status());
        assertEquals(List.of("mvn -B verify -o"), builds());
    }
}
