/**
 * What a submit costs, part by part: reading its line, judging it, writing its answer. Not run by the build; this runs them,
 * with the bytes allocated for each operation:
 *
 * <pre>mvn -B -q -pl pool-server -am test -Dtest=Benchmarks -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
package neman.stratum.benchmark;
