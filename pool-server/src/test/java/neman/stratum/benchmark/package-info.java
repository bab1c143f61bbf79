/**
 * What a submit costs, part by part: reading its line, judging it, writing its answer; and what a new job costs, from the
 * node's answer to the bytes for the sockets. Not run by the build; this runs them,
 * with the bytes allocated for each operation:
 *
 * <pre>mvn -B -q -pl pool-server -am test -Dtest=Benchmarks -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
package neman.stratum.benchmark;
