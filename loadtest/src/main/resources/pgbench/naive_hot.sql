BEGIN;
SELECT version AS v FROM naive_state WHERE id = '00000000-0000-7000-8000-000000000001' FOR UPDATE \gset
UPDATE naive_state SET version = version + 1, payload = :payload WHERE id = '00000000-0000-7000-8000-000000000001' AND version = :v;
INSERT INTO naive_outbox (aggregate_id, version, type, payload) VALUES ('00000000-0000-7000-8000-000000000001', :v + 1, 'StockReceived', :payload);
COMMIT;
