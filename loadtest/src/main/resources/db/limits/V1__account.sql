CREATE TABLE account (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL,
    payload text NOT NULL,
    quantity bigint NOT NULL
) WITH (fillfactor = 80);
