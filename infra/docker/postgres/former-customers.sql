-- The columns of the former release of customers, out of those of the next one (V2__names_and_addresses.sql).
\set ON_ERROR_STOP on
BEGIN;
ALTER TABLE customer RENAME COLUMN given_name TO first_name;
ALTER TABLE customer ADD COLUMN email text;
UPDATE customer SET email = mailbox || '@' || mail_domain;
ALTER TABLE customer ALTER COLUMN email SET NOT NULL;
ALTER TABLE customer DROP COLUMN mailbox, DROP COLUMN mail_domain;
CREATE UNIQUE INDEX customer_email ON customer (lower(email));
DELETE FROM service_migration WHERE version = '2';
COMMIT;
