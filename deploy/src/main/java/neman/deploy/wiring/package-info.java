/**
 * Puts the modules together: starts what a configuration asks for, in order, and ends it in the opposite order.
 *
 * <p>Knows every other module; none knows it.
 */
package neman.deploy.wiring;
