/** One active process per role, with a fence: what lost its leadership can write nothing any more. */
package neman.accounting.leader;
