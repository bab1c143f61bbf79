/** {@code ./pool payout …}: tables for people, {@code --json} for programs. What is dangerous asks first. */
package neman.deploy.cli.payout;
