-- desk.db, the alerts' part. Instants are whole seconds since 1970, UTC; days are ISO text, civil
-- days in the event's time zone; 0/1 for no and yes.

-- channels: One row a channel of alerts.yml, for e-mail one a recipient.
CREATE TABLE channels (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                 -- as in alerts.yml
  recipient TEXT NOT NULL,            -- of e-mail, as written; '' for other kinds
  settings TEXT NOT NULL,             -- digest of its settings: a change enables it again
  disabled_at INTEGER,                -- a 410 or a person has turned it off
  disabled_why TEXT,
  paused_until INTEGER,               -- it asked to wait (Retry-After)
  last_sent INTEGER,
  last_failed INTEGER,
  last_error TEXT,
  UNIQUE (name, recipient)
) STRICT;

-- watched: Each event as the desk last saw it. Instants are null where no alert may come.
CREATE TABLE watched (
  event TEXT PRIMARY KEY,             -- affair/event, as it is called now
  root TEXT NOT NULL,                 -- as it was called when first seen: keys go by it
  affair TEXT NOT NULL,
  zone TEXT NOT NULL,                 -- whose midnight ends its days
  claim TEXT,                         -- the current claim
  phase TEXT NOT NULL,                -- status as far as no clock is needed
  conditional INTEGER NOT NULL,
  due_from TEXT,
  due_to TEXT,
  strict TEXT,                        -- last day in the strictest reading
  known TEXT,                         -- day the current claim became known
  happened_to TEXT,
  value_seen_at INTEGER NOT NULL,     -- since when the desk knows this date
  is_new INTEGER NOT NULL,            -- the date came with the event itself, no move told of it
  near_at INTEGER,                    -- the strict day, else the last day, has ended
  last_at INTEGER,                    -- the last day has ended
  opens_at INTEGER,                   -- the first day of a date without end has begun
  stale_at INTEGER,                   -- half of the way from the last word to the date is gone
  told_claim TEXT,                    -- what was told last, while a change settles
  told_phase TEXT,                    -- null = what stands has been told
  told_conditional INTEGER,
  told_from TEXT,
  told_to TEXT,
  unsettled_since INTEGER,            -- first change since then
  settle_at INTEGER,                  -- when the change will be told
  changes INTEGER NOT NULL DEFAULT 0, -- how many have been told
  gone INTEGER NOT NULL DEFAULT 0     -- the record has it no more
) STRICT;
CREATE INDEX watched_near ON watched(near_at) WHERE near_at IS NOT NULL;       -- whose day nears or is now?
CREATE INDEX watched_last ON watched(last_at) WHERE last_at IS NOT NULL;       -- whose day has passed?
CREATE INDEX watched_opens ON watched(opens_at) WHERE opens_at IS NOT NULL;    -- which open date has begun?
CREATE INDEX watched_stale ON watched(stale_at) WHERE stale_at IS NOT NULL;    -- of what was nothing heard?
CREATE INDEX watched_settle ON watched(settle_at) WHERE settle_at IS NOT NULL; -- which change has settled?

-- changes: What changed in the record while the desk watched, for digests.
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  affair TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- as of alerts
  facts TEXT NOT NULL                 -- JSON, as of alerts
) STRICT;
CREATE INDEX changes_at ON changes(at); -- what changed since the last digest?

-- alerts: What there was to tell, exactly once each.
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,           -- event, rule, date, step
  rule TEXT NOT NULL,
  kind TEXT NOT NULL,
  event TEXT,
  affair TEXT,
  value TEXT,                         -- the date it speaks of; another one supersedes it
  step TEXT NOT NULL,
  language TEXT NOT NULL,
  fire_at INTEGER NOT NULL,           -- when it was due
  in_time_until INTEGER NOT NULL,     -- from when on it is late
  created_at INTEGER NOT NULL,
  facts TEXT NOT NULL,                -- JSON: all that the message says, but for how long is left
  acked_at INTEGER,
  acked_by TEXT,
  escalate_at INTEGER,                -- when the next channel is told
  escalate_step INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX alerts_event ON alerts(event, created_at);                            -- what was told of this event?
CREATE INDEX alerts_created ON alerts(created_at);                                 -- the newest alerts
CREATE INDEX alerts_escalate ON alerts(escalate_at) WHERE escalate_at IS NOT NULL; -- what was not acknowledged?

-- deliveries: One alert to one channel.
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,                -- the same over all tries: webhook-id, Message-ID
  channel INTEGER NOT NULL REFERENCES channels(id),
  key TEXT NOT NULL,                  -- of the alert
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'coalesced', 'silenced', 'superseded', 'dead')),
  maybe_duplicate INTEGER NOT NULL DEFAULT 0, -- an earlier try may have arrived
  alert INTEGER NOT NULL REFERENCES alerts(id),
  next_at INTEGER NOT NULL,           -- not before
  lease_until INTEGER,                -- while sending: then others may take it
  fence INTEGER NOT NULL DEFAULT 0,   -- grows with each lease; an outcome of an older one is not written
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  reason TEXT,                        -- why it is in this state; the last error
  into_delivery TEXT,                 -- coalesced into this one
  UNIQUE (key, channel)
) STRICT;
CREATE INDEX deliveries_pending ON deliveries(next_at) WHERE state = 'pending';     -- what is to be sent now?
CREATE INDEX deliveries_sending ON deliveries(lease_until) WHERE state = 'sending'; -- whose sender has died?
CREATE INDEX deliveries_alert ON deliveries(alert);                                 -- where did this alert go?
CREATE INDEX deliveries_state ON deliveries(state, channel) WHERE state IN ('pending', 'sending', 'dead'); -- what is not settled, by channel?

-- silences: What shall not be sent for a while.
CREATE TABLE silences (
  id INTEGER PRIMARY KEY,
  affair TEXT,                        -- null = any
  event TEXT,
  rule TEXT,
  kind TEXT,
  from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  why TEXT
) STRICT;

-- rule_steps: Since when each step of each rule is asked for; what lies before is not told.
CREATE TABLE rule_steps (
  rule TEXT NOT NULL,
  step TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (rule, step)
) STRICT, WITHOUT ROWID;

-- standing_alerts: What was already so when last looked at (at risk, disagreeing, failing feeds):
-- told once while it lasts.
CREATE TABLE standing_alerts (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,              -- event, feed
  detail TEXT NOT NULL,               -- because of what
  since INTEGER NOT NULL,
  PRIMARY KEY (kind, subject, detail)
) STRICT, WITHOUT ROWID;

-- alert_state: One value a name: the last tick, the record it saw, when the next thing is due.
CREATE TABLE alert_state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
