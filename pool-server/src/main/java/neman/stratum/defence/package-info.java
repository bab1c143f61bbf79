/**
 * What the pool grants to those who connect, and what it does about those who take more. Decisions only, without I/O: the
 * listener and the sessions ask, and act.
 *
 * <p>Who asks for too much waits (requests), is not let in (connections) or is cut (handshake, idleness, lines, reading too
 * slowly). Who submits mostly invalid shares is helped first, see {@link neman.stratum.defence.Escalation}, then sent away, and
 * only then is its address banned for a time. A name or password with a typing error costs nothing at all.
 */
package neman.stratum.defence;
