DROP VIEW alert_health;

-- alert_health: One row: is the sender running, and what is stuck? Instants as in the tables.
CREATE VIEW alert_health AS
SELECT
  (SELECT CAST(value AS INTEGER) FROM alert_state WHERE name = 'last_run') AS last_run,     -- it ran last
  (SELECT value FROM alert_state WHERE name = 'last_trouble') AS trouble,                   -- what hindered it then
  (SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending')) AS waiting,       -- not sent yet
  (SELECT min(a.created_at) FROM deliveries d JOIN alerts a ON a.id = d.alert
    WHERE d.state IN ('pending', 'sending')) AS oldest_waiting,                             -- since when
  (SELECT count(*) FROM deliveries d JOIN alerts a ON a.id = d.alert
    WHERE d.state = 'dead' AND a.acked_at IS NULL) AS dead,                                 -- given up, and nobody has acknowledged it
  (SELECT count(*) FROM channels WHERE disabled_at IS NOT NULL) AS disabled_channels,       -- turned off
  (SELECT max(last_sent) FROM channels) AS last_sent,                                       -- anything was sent last
  (SELECT count(*) FROM deliveries WHERE maybe_duplicate = 1) AS maybe_duplicates           -- may have arrived twice
