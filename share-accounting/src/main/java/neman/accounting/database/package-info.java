/** PostgreSQL: opening it, refusing one that forgets, transactions, and migrating a schema. */
package neman.accounting.database;
