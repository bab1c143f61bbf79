/**
 * Real PostgreSQL and Redis for a pool on one machine, from the binaries that ship in Maven artefacts.
 *
 * <p>Each service owns one directory, locked while we run. Everything that a start needs to know stands in that directory
 * (password, port, data), so that a start after kill -9 finds what the last one left, ends an orphan that still serves the
 * same data, and goes on with every committed row. Services listen on the loopback interface only and leave our process
 * group, so that Ctrl-C reaches the pool alone, which stops them last.
 */
package neman.accounting.embedded;
