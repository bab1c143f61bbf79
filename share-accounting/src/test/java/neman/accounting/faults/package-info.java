/**
 * Shares flow from real processes through a real journal, Redis and PostgreSQL while chance kills, stops, empties and fills
 * them; afterwards everything that was acknowledged must stand in the books, once.
 *
 * <p>{@link neman.accounting.faults.FaultsIT} runs a few seeds; {@code -Dseeds=N} runs more and {@code -Dseed=S} begins with
 * one that was printed:
 *
 * <pre>
 * mvn verify -pl share-accounting -am -Dseeds=100
 * </pre>
 *
 * <p>A seed decides what happens to whom and for how long, not at which instruction it strikes: a failure
 * may need its seed some times before it shows again.
 */
package neman.accounting.faults;
