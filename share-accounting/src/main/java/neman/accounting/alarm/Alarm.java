package neman.accounting.alarm;

/**
 * Something that a person has to look at. The texts may come from anywhere, so they are made one line each and cut.
 *
 * @param subject what it is about (a block's hash, a node, a file): with the code it says whether two are the same
 * @param message what is the case, in a sentence without secrets
 * @param remedy what to do about it
 */
public record Alarm(AlarmCode code, String subject, String message, String remedy) {
    static final int MAX_SUBJECT_CHARACTERS = 200;
    static final int MAX_TEXT_CHARACTERS = 600;

    public Alarm {
        subject = line(subject, MAX_SUBJECT_CHARACTERS);
        message = line(message, MAX_TEXT_CHARACTERS);
        remedy = line(remedy, MAX_TEXT_CHARACTERS);
    }

    /** With the remedy that its code knows. */
    public static Alarm of(AlarmCode code, String subject, String message) {
        return new Alarm(code, subject, message, code.remedy());
    }

    /** Control characters and quotes would break the log's line; PostgreSQL takes no NUL, and no half of a pair. */
    private static String line(String text, int maxCharacters) {
        StringBuilder line = new StringBuilder();
        text.strip()
                .codePoints()
                .limit(maxCharacters)
                .forEach(letter -> line.appendCodePoint(isPlain(letter) ? letter : letter == '"' ? '\'' : ' '));
        return line.toString();
    }

    private static boolean isPlain(int letter) {
        return letter != '"'
                && !Character.isISOControl(letter)
                && Character.getType(letter) != Character.LINE_SEPARATOR
                && Character.getType(letter) != Character.PARAGRAPH_SEPARATOR
                && Character.getType(letter) != Character.SURROGATE;
    }
}
