/**
 * What the console shows, as records: their components are the fields of the API's JSON.
 *
 * <p>Amounts are whole satoshis, times UTC, hashrates whole hashes per second, difficulties exact decimals. Floating point
 * stands only where a number is a picture of something (effort, error): nothing is decided by it.
 */
package neman.console.view;
