-- A column gets another name.
ALTER TABLE customer RENAME COLUMN first_name TO given_name;

-- One becomes two.
ALTER TABLE customer ADD COLUMN mailbox text, ADD COLUMN mail_domain text;
UPDATE customer SET mailbox = substring(email FROM '^(.*)@'), mail_domain = substring(email FROM '@([^@]*)$');
ALTER TABLE customer ALTER COLUMN mailbox SET NOT NULL, ALTER COLUMN mail_domain SET NOT NULL;
ALTER TABLE customer DROP COLUMN email;
CREATE UNIQUE INDEX customer_email ON customer (lower(mailbox), lower(mail_domain));
