package neman.accounting.faults;

/**
 * Something that goes wrong and comes right again.
 *
 * @param victim one suffers one fault at a time
 */
record Fault(String victim, String name, Step begin, Step end) {
    interface Step {
        void run() throws Exception;
    }

    static final Step NOTHING = () -> {};

    @Override
    public String toString() {
        return victim + ": " + name;
    }
}
