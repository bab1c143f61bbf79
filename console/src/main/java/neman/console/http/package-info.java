/** How the console's records leave the house: routes, JSON, errors, headers, files of the pages, metrics, health. */
package neman.console.http;
