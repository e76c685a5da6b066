CREATE TABLE naive_state (id uuid PRIMARY KEY, version bigint NOT NULL, status text NOT NULL, payload jsonb NOT NULL) WITH (fillfactor = 80);
CREATE TABLE naive_outbox (position bigserial PRIMARY KEY, aggregate_id uuid NOT NULL, version bigint NOT NULL, type text NOT NULL, payload jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now());
INSERT INTO naive_state VALUES ('00000000-0000-7000-8000-000000000001', 1, 'ACTIVE', '{}');
