/** What commands of all kinds share: whose pool is meant, what is logged, whether somebody sits there to be asked. */
package neman.deploy.cli.common;
