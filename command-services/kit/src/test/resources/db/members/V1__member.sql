CREATE TABLE member (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('ACTIVE', 'LEFT')),
    name text NOT NULL CONSTRAINT member_name_length CHECK (length(name) <= 200),
    email text NOT NULL
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX member_email ON member (email);
