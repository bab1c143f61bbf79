package neman.deploy.cli.common;

/** What the launcher knows of the streams that it was given: Java's console says yes to more than a terminal. */
public final class Terminal {
    private Terminal() {}

    /** Whether standard output is one. */
    public static boolean shows() {
        return Boolean.getBoolean("neman.terminal");
    }

    /** Whether somebody can be asked: standard error shows him the question, standard input takes his answer. */
    public static boolean answers() {
        return Boolean.getBoolean("neman.terminal.answers");
    }
}
