/** How rewards are split and paid, as every other package of payout reads it. It stands on none of them. */
package neman.payout.settings;
