CREATE TABLE customer (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('ACTIVE', 'CLOSED')),
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text NOT NULL
) WITH (fillfactor = 80);

-- One customer per address, whatever its case; a closed customer keeps it.
CREATE UNIQUE INDEX customer_email ON customer (lower(email));
