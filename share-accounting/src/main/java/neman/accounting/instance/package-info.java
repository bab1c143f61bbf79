/** The stratum instances: their numbers, and which of them run. */
package neman.accounting.instance;
