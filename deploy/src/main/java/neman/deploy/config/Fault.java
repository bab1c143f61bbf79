package neman.deploy.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param line in the file, from 1
 * @param message names the key and says what would be right; never holds a secret
 */
public record Fault(int line, String message) {}
