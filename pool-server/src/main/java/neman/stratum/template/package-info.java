/** Several nodes watched at once: which of them leads, what the best tip is, and the templates that are built on it. */
package neman.stratum.template;
