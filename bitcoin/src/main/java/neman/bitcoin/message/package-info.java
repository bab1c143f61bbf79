/** Messages signed with the key of an address. */
package neman.bitcoin.message;
