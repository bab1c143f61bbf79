/** Rounds: a block found, and the frozen window that its reward is divided over. */
package neman.accounting.round;
