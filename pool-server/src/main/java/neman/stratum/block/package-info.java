/** A solved block: to every node at once, and to the disk, before anything else. */
package neman.stratum.block;
