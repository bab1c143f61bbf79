/**
 * Redis as transport: the way of the journals' records to the intake. Nothing that is only here can be lost, for everything
 * here can be shipped or published again.
 */
package neman.accounting.transport;
