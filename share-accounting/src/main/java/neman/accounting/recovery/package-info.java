/**
 * Shares that were lost to the accountant, because their journal was damaged or moved aside, are put back from an export. Used
 * by an operator's command; nothing of it runs in a pool.
 */
package neman.accounting.recovery;
