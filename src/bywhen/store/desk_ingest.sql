-- desk.db, the ingest's part: what was fetched, as it came, and what it proposes. Instants are ISO
-- text in UTC (2025-11-21T14:00:00Z), which sorts by time; days are ISO text; 0/1 for no and yes.
-- Nothing here is overwritten that came from outside: bodies, revisions and articles are only added.

-- feeds: What ingest/sources.yml names, and how each one fares.
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                 -- as in sources.yml
  declared_url TEXT NOT NULL,         -- the address in sources.yml
  url TEXT NOT NULL,                  -- where it is fetched: differs after a permanent move
  language TEXT,
  timezone TEXT,                      -- of dates that say none
  private INTEGER NOT NULL DEFAULT 0, -- its own host may be a private address
  every_seconds INTEGER,              -- the editor's cadence; null = by what it brings
  trust TEXT,                         -- free words of the editor
  state TEXT NOT NULL CHECK (state IN ('new', 'ok', 'failing', 'gone', 'removed')),
  last_error TEXT,                    -- what is wrong now; null = nothing
  format TEXT,                        -- rss20, atom10, json11, ...
  title TEXT,                         -- what it calls itself
  home TEXT,                          -- the page it says it belongs to
  hub TEXT,                           -- WebSub hub that it names
  etag TEXT,                          -- letter for letter as it came
  last_modified TEXT,
  body TEXT,                          -- SHA-256 of what was read last
  interval_seconds INTEGER,           -- the adaptive cadence
  hint_seconds INTEGER,               -- how long the feed asks to be left alone (ttl, max-age)
  failures INTEGER NOT NULL DEFAULT 0, -- in a row
  next_at TEXT,                       -- not before; null = at once
  fetched_at TEXT,                    -- the last try
  ok_at TEXT,                         -- the last answer that was a feed
  changed_at TEXT                     -- the last new or revised entry
) STRICT;
CREATE UNIQUE INDEX feeds_declared ON feeds(declared_url); -- which feed is this line of sources.yml?
CREATE INDEX feeds_next ON feeds(next_at);                 -- which feeds are due?

-- feed_urls: Every address that a feed has had, and where permanent redirects point.
CREATE TABLE feed_urls (
  feed INTEGER NOT NULL REFERENCES feeds(id),
  url TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('current', 'old', 'candidate')),
  times INTEGER NOT NULL DEFAULT 0,   -- of a candidate: redirects seen in a row
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  PRIMARY KEY (feed, url)
) STRICT, WITHOUT ROWID;

-- hosts: Which hosts asked to be left alone, and until when.
CREATE TABLE hosts (
  host TEXT PRIMARY KEY,
  wait_until TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- fetches: One row a try, whatever came of it.
CREATE TABLE fetches (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feeds(id),
  at TEXT NOT NULL,
  url TEXT NOT NULL,                  -- the last address of the redirects
  status INTEGER,                     -- HTTP status; null = no answer
  outcome TEXT NOT NULL,              -- new_entries, unchanged, not_modified, same_body, error, gone, ...
  parsed INTEGER NOT NULL,            -- 1 = the body was given to the parser
  new INTEGER NOT NULL DEFAULT 0,
  revised INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER,                      -- of the body, inflated
  body TEXT,                          -- its SHA-256
  error TEXT,
  next_at TEXT                        -- when it is tried again
) STRICT;
CREATE INDEX fetches_feed ON fetches(feed, id); -- how did this feed fare?

-- bodies: What was fetched, as it came, compressed (zlib).
CREATE TABLE bodies (
  sha256 TEXT PRIMARY KEY,
  media_type TEXT,
  bytes INTEGER NOT NULL,
  compressed BLOB NOT NULL,
  seen TEXT NOT NULL                  -- first
) STRICT;

-- entries: One row an entry of a feed. Its texts are in entry_revisions.
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feeds(id),
  identity TEXT NOT NULL,             -- what tells it from others of its feed
  guid TEXT,
  link TEXT,
  alt_key TEXT,                       -- the link without scheme, www and tracking
  published TEXT,                     -- null, a day, or an instant with its offset, as stated
  published_raw TEXT,                 -- letter for letter
  precision TEXT,                     -- year, month, day, minute, second
  tz_known INTEGER,                   -- 1 = it says its zone or sources.yml does; null = no time of day
  updated_raw TEXT,
  author TEXT,
  language TEXT,
  cluster INTEGER,                    -- entries and articles that tell the same story
  first_seen TEXT NOT NULL,
  last_seen TEXT,                     -- when the feed last had it; null = it still has
  revision INTEGER NOT NULL DEFAULT 1, -- number of the newest in entry_revisions
  hash TEXT,                          -- of the newest
  UNIQUE (feed, identity)
) STRICT;
CREATE INDEX entries_link ON entries(feed, alt_key); -- which entry has this link?
CREATE INDEX entries_here ON entries(feed) WHERE last_seen IS NULL; -- what does this feed have now?
CREATE INDEX entries_cluster ON entries(cluster);    -- what else tells this story?

-- entry_revisions: Each text that an entry has had, in order; A, B, A is three.
CREATE TABLE entry_revisions (
  id INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entries(id),
  number INTEGER NOT NULL,            -- from 1
  title TEXT NOT NULL,                -- plain text
  summary_html TEXT,                  -- clean
  content_html TEXT,                  -- clean
  text TEXT NOT NULL,                 -- plain: the content, else the summary
  hash TEXT NOT NULL,                 -- of the canonical text
  seen TEXT NOT NULL,
  body TEXT,                          -- SHA-256 of the feed that brought it
  UNIQUE (entry, number)
) STRICT;
CREATE INDEX revisions_seen ON entry_revisions(seen); -- what came lately?

-- articles: Saved pages and texts, and what was fetched by address. Another text is another row.
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,               -- the file's name in the tracker, or the address
  sha256 TEXT NOT NULL,               -- of what was read
  number INTEGER NOT NULL,            -- from 1, for each origin
  hash TEXT,                          -- of the canonical text
  url TEXT,
  title TEXT NOT NULL,
  publisher TEXT,
  author TEXT,
  published TEXT,                     -- a day
  published_by TEXT,                  -- option, json-ld, meta, time, front-matter, heuristic
  published_trusted INTEGER NOT NULL DEFAULT 0,
  language TEXT,
  charset TEXT,
  text TEXT NOT NULL,
  cluster INTEGER,
  seen TEXT NOT NULL,
  body TEXT,                          -- SHA-256 in bodies, of what came by address
  UNIQUE (origin, number)
) STRICT;
CREATE INDEX articles_cluster ON articles(cluster); -- what else tells this story?

-- cluster_keys: What two tellings of a story have in common (link, title, first words).
CREATE TABLE cluster_keys (
  key TEXT PRIMARY KEY,
  cluster INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- loads: Files of a big backfill that are done.
CREATE TABLE loads (
  origin TEXT NOT NULL,               -- the file
  part INTEGER NOT NULL,              -- of a file of many documents
  digest TEXT NOT NULL,               -- size and time of change: another file is read again
  documents INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (origin, part)
) STRICT, WITHOUT ROWID;

-- entries_fts: Full-text index of entry_revisions (by id); Han, kana and Hangul as pairs.
CREATE VIRTUAL TABLE entries_fts USING fts5(
  title, text, content='', tokenize='unicode61 remove_diacritics 2'
);

-- articles_fts: Full-text index of articles (by id); Han, kana and Hangul as pairs.
CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, text, content='', tokenize='unicode61 remove_diacritics 2'
);

-- proposals: Claims found that nobody has judged yet, and what became of them.
CREATE TABLE proposals (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,           -- the same claim has the same key: it is proposed once
  affair TEXT NOT NULL,
  event TEXT,                         -- affair/event; null = a new event
  kind TEXT NOT NULL CHECK (kind IN ('new_event', 'claim', 'withdrawn', 'happened')),
  title TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  strict TEXT,                        -- the stricter reading of "by": its last day
  earliest_strict TEXT,               -- and of "after": its first
  modality TEXT,                      -- day, within, by, not_before, happened; null = no date
  anchor TEXT,                        -- JSON: text, offset and, where it is one of ours, event
  sentence TEXT NOT NULL,
  start INTEGER NOT NULL,             -- of the date's words, in the sentence
  "end" INTEGER NOT NULL,
  language TEXT,
  reading TEXT NOT NULL,              -- JSON: the mention as it was read
  why TEXT NOT NULL,                  -- why it is relevant, how it was read
  issuer TEXT,                        -- as the record calls it, else as it is written
  via TEXT,                           -- who relayed it
  said TEXT,                          -- the day it was uttered
  known TEXT,                         -- the first day on which it was public
  phrase TEXT,                        -- what the claim is to quote; null = the sentence
  timetable TEXT,                     -- it becomes the baseline of this timetable
  published TEXT,
  source TEXT,                        -- address or file of the first
  effect TEXT NOT NULL,               -- what accepting it would do
  confidence REAL NOT NULL,
  unsure INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'rejected', 'attached')),
  decided_at TEXT,
  decided_by TEXT,
  decided_why TEXT,
  decision INTEGER,                   -- counts up: which decision came last?
  claim_id TEXT,                      -- affair/event/claim that it became or was attached to
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX proposals_state ON proposals(state, affair); -- what waits for a person?

-- proposal_sources: Every outlet that says so.
CREATE TABLE proposal_sources (
  proposal INTEGER NOT NULL REFERENCES proposals(id),
  entry INTEGER REFERENCES entries(id),
  article INTEGER REFERENCES articles(id),
  url TEXT NOT NULL,
  publisher TEXT,
  published TEXT,
  sentence TEXT NOT NULL,
  added_at TEXT NOT NULL,
  PRIMARY KEY (proposal, url)
) STRICT, WITHOUT ROWID;

-- texts_read: Texts that were looked through for proposals, so that none is read twice.
CREATE TABLE texts_read (
  kind TEXT NOT NULL CHECK (kind IN ('entry', 'article')),
  ref INTEGER NOT NULL,               -- entries.id or articles.id
  revision INTEGER NOT NULL,          -- entry_revisions.number or articles.number
  rules TEXT NOT NULL,                -- digest of the rules: others are another reading
  at TEXT NOT NULL,
  PRIMARY KEY (kind, ref, revision, rules)
) STRICT, WITHOUT ROWID;

-- feed_health: One row a feed: is it well, since when, and when is it tried again?
CREATE VIEW feed_health AS
SELECT f.id AS feed, f.name, f.url, f.state, f.last_error, f.failures, f.fetched_at, f.ok_at,
  f.changed_at, f.next_at, f.interval_seconds,
  (SELECT count(*) FROM fetches t WHERE t.feed = f.id) AS fetches,
  (SELECT t.status FROM fetches t WHERE t.feed = f.id ORDER BY t.id DESC LIMIT 1) AS last_status,
  (SELECT t.outcome FROM fetches t WHERE t.feed = f.id ORDER BY t.id DESC LIMIT 1) AS last_outcome,
  (SELECT count(*) FROM entries e WHERE e.feed = f.id) AS entries,
  (SELECT count(*) FROM entries e WHERE e.feed = f.id AND e.last_seen IS NOT NULL)
    AS left_entries,
  f.declared_url, f.title, f.format, f.hub
FROM feeds f;

-- entry_history: One row a revision: what an entry said, when that was first seen.
CREATE VIEW entry_history AS
SELECT e.id AS entry, e.feed, f.name AS feed_name, r.number AS revision, r.seen, r.title,
  r.summary_html, r.content_html, r.text, e.link, e.guid, e.published, e.published_raw, e.tz_known,
  e.first_seen, e.last_seen, e.cluster,
  r.number = e.revision AS is_latest
FROM entry_revisions r JOIN entries e ON e.id = r.entry JOIN feeds f ON f.id = e.feed;
