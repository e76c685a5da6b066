-- "order" is a word of SQL's own.
CREATE TABLE customer_order (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('PLACED', 'CONFIRMED', 'REJECTED', 'CANCELLED', 'SHIPPED')),
    customer_id uuid NOT NULL,
    -- [{"productId", "quantity", "unitPrice", "reserved"}]: jsonb_to_recordset makes rows of them.
    lines jsonb NOT NULL,
    total bigint NOT NULL,
    currency text NOT NULL,
    confirmed_at timestamptz
) WITH (fillfactor = 80);

-- This service's own copies of what others own, fed by their events.
CREATE TABLE customer_copy (
    id uuid PRIMARY KEY,
    closed boolean NOT NULL DEFAULT false
);

CREATE TABLE product_copy (
    id uuid PRIMARY KEY,
    price bigint NOT NULL,
    currency text NOT NULL,
    discontinued boolean NOT NULL DEFAULT false
);
