package neman.accounting.instance;

/** An instance that the registry knows as running, with the counter of its latest known start. */
public record RegisteredInstance(int number, int startCounter) {}
