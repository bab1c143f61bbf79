/** The {@code pool} command line: one class per command, each a few lines around what {@code wiring} does. */
package neman.deploy.cli;
