/** Is it a share? Pure functions from a job and a submit's fields to a verdict; nothing here knows of connections. */
package neman.stratum.share;
