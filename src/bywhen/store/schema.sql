-- tracker.db: the record (events/*.yml) and what follows from it, as of any day of knowledge.
-- Ids are full ids: affair/event/claim, affair/source, affair/issuer; a timetable goes by its own
-- id and its affair. Days are ISO text, civil days in the event's time zone. Slips are whole days,
-- positive = later. Periods of validity are half open: from <= day < until, until null = still.
-- The comment before a table and the one beside each column are their descriptions on the web.

-- affairs: The stories being tracked, one file of the record each.
CREATE TABLE affairs (
  id TEXT PRIMARY KEY,                -- the affair's id, the name of its file
  title TEXT NOT NULL,                -- what the story is called
  timezone TEXT NOT NULL,             -- IANA zone whose midnight ends a day
  language TEXT,                      -- language of the record's own words
  checked_through TEXT,               -- last day to which a person has followed it; null = to this day
  first_timetable TEXT,               -- the timetable slips are counted against unless another is asked for
  note TEXT,                          -- the editors' remark
  titles TEXT,                        -- titles in other languages, a JSON object by language
  formerly TEXT                       -- earlier ids, a JSON array
) STRICT;

-- timetables: Named sets of dates announced together, against which slips are counted.
CREATE TABLE timetables (
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  id TEXT NOT NULL,                   -- its id inside the affair
  title TEXT NOT NULL,                -- what it is called
  announced TEXT,                     -- the day it became public
  note TEXT,                          -- the editors' remark
  titles TEXT,                        -- titles in other languages, a JSON object by language
  position INTEGER NOT NULL,          -- place in the file; 0 = the affair's first
  PRIMARY KEY (affair, id)
) STRICT;

-- issuers: People and offices who make claims, where the record declares them.
CREATE TABLE issuers (
  id TEXT PRIMARY KEY,                -- affair/issuer
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  name TEXT NOT NULL,                 -- its name
  names TEXT,                         -- names in other languages, a JSON object by language
  aliases TEXT,                       -- other names it goes by in claims, a JSON array
  alias_names TEXT                    -- names of aliases in other languages, JSON by alias
) STRICT;
CREATE INDEX issuers_affair ON issuers(affair); -- who speaks in this affair?

-- sources: Where claims were read.
CREATE TABLE sources (
  id TEXT PRIMARY KEY,                -- affair/source
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  publisher TEXT NOT NULL,            -- who published it
  published TEXT,                     -- day of publication
  title TEXT,                         -- its headline
  url TEXT,                           -- its address
  archived TEXT,                      -- address of a copy
  accessed TEXT,                      -- day it was read
  sha256 TEXT,                        -- checksum of the copy that was read
  medium TEXT,                        -- article, post, document, interview or speech
  language TEXT,                      -- language it is written in
  note TEXT                           -- the editors' remark
) STRICT;
CREATE INDEX sources_affair ON sources(affair);       -- what was read for this affair?
CREATE INDEX sources_publisher ON sources(publisher); -- facet: what was read from this publisher?
CREATE INDEX sources_published ON sources(published); -- sort: the newest sources

-- events: What happened or is to happen; dates are not here but in claims and states.
CREATE TABLE events (
  id TEXT PRIMARY KEY,                -- affair/event
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  title TEXT NOT NULL,                -- what happens
  kind TEXT,                          -- deadline, meeting, vote, ...: the editors' word
  timezone TEXT NOT NULL,             -- IANA zone whose midnight ends its days: its own, else the affair's
  checked_through TEXT,               -- last day to which it was followed: its own, else the affair's; null = to this day
  note TEXT,                          -- the editors' remark
  titles TEXT,                        -- titles in other languages, a JSON object by language
  formerly TEXT,                      -- earlier ids, a JSON array
  position INTEGER NOT NULL           -- place in the file, from 0
) STRICT;
CREATE INDEX events_affair ON events(affair, position); -- the events of this affair, in file order
CREATE INDEX events_kind ON events(kind);               -- facet: events of one kind
CREATE INDEX events_affair_kind ON events(affair, kind); -- timeline: which kinds are there, events of one kind

-- claims: What one source says about one event's date. Several may disagree; none is ever deleted.
CREATE TABLE claims (
  id TEXT PRIMARY KEY,                -- affair/event/claim
  event TEXT NOT NULL REFERENCES events(id), -- the event it speaks of
  kind TEXT NOT NULL,                 -- target (a date to come), happened, withdrawn (no date stands) or cancelled
  modality TEXT,                      -- of a target: day, within, by (up to and including) or not_before
  date TEXT,                          -- the date as the record writes it (EDTF), or the offsets from the anchor
  earliest TEXT,                      -- first day of its window; null = open, undated or anchored
  latest TEXT,                        -- last day of its window; null = open, undated or anchored
  strict TEXT,                        -- last day in the strictest reading of the phrase
  time TEXT,                          -- stated clock limit; changes no figure
  anchor TEXT REFERENCES events(id),  -- the event its date hangs on
  offset_min TEXT,                    -- least time after the anchor's first day (ISO 8601 duration)
  offset_max TEXT,                    -- greatest time after the anchor's last day (ISO 8601 duration)
  timetable TEXT,                     -- the timetable that it is the baseline of
  standing TEXT,                      -- commitment, forecast or proposal (a proposal is never the current date)
  rank TEXT NOT NULL,                 -- preferred, normal or deprecated (shown, never used)
  condition TEXT,                     -- stated condition, in words; changes no figure
  issuer TEXT,                        -- who said it: the declared name, or the words of the source
  via TEXT,                           -- who relayed it
  phrase TEXT,                        -- the words used
  language TEXT,                      -- language of the phrase
  source TEXT REFERENCES sources(id), -- where it was read
  said TEXT,                          -- day it was uttered
  known TEXT NOT NULL,                -- first day the public could know it
  recorded TEXT,                      -- instant this record learnt it; no part in as-of
  retracted TEXT,                     -- day its source took it back; not used from then on
  note TEXT,                          -- the editors' remark
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  issuer_id TEXT REFERENCES issuers(id), -- the declared issuer who said it
  earliest_strict TEXT,               -- first day in the strictest reading of the phrase
  why TEXT,                           -- why it is deprecated or preferred
  formerly TEXT,                      -- earlier ids, a JSON array
  position INTEGER NOT NULL,          -- place among its event's claims in the file; breaks ties of known
  FOREIGN KEY (affair, timetable) REFERENCES timetables(affair, id)
) STRICT;
CREATE INDEX claims_event ON claims(event, known);     -- an event's claims in the order they became known
CREATE INDEX claims_affair ON claims(affair, known);   -- the newest claims of this affair
CREATE INDEX claims_known ON claims(known);            -- sort: the newest claims of all
CREATE INDEX claims_issuer ON claims(issuer);          -- facet: all that this issuer said
CREATE INDEX claims_issuer_id ON claims(issuer_id) WHERE issuer_id IS NOT NULL; -- the same, under any name
CREATE INDEX claims_source ON claims(source);          -- facet: all that was read in this source
CREATE INDEX claims_anchor ON claims(anchor) WHERE anchor IS NOT NULL; -- what hangs on this event?
CREATE INDEX claims_timetable ON claims(affair, timetable) WHERE timetable IS NOT NULL; -- baselines of a timetable

-- points: The affair's own document, point by point, in each of its versions and languages.
CREATE TABLE points (
  id TEXT PRIMARY KEY,                -- affair/version/number, and part or language where there are several
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  version TEXT NOT NULL,              -- which version of the document
  number TEXT NOT NULL,               -- its number in the document
  part TEXT,                          -- part of the point, if it is split
  language TEXT,                      -- language of the text
  text TEXT NOT NULL,                 -- what it says
  event TEXT REFERENCES events(id),   -- the event it sets a date for
  note TEXT,                          -- the editors' remark
  position INTEGER NOT NULL           -- place in the file, from 0
) STRICT;
CREATE INDEX points_affair ON points(affair, version, position); -- one version, in order
CREATE INDEX points_event ON points(event) WHERE event IS NOT NULL; -- which point sets this date?

-- corrections: Mistakes of this record, mended in the open.
CREATE TABLE corrections (
  day TEXT NOT NULL,                  -- day of the correction
  claim TEXT NOT NULL REFERENCES claims(id), -- the claim that was mended
  was TEXT NOT NULL,                  -- what the record said before
  now TEXT NOT NULL,                  -- what it says since
  why TEXT NOT NULL,                  -- what had gone wrong
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  position INTEGER NOT NULL,          -- place in the file, from 0
  PRIMARY KEY (affair, position)
) STRICT;
CREATE INDEX corrections_claim ON corrections(claim); -- was this claim corrected?
CREATE INDEX corrections_day ON corrections(day);     -- sort: the newest corrections

-- follows: The order of events without an offset: an event that comes after another one.
CREATE TABLE follows (
  event TEXT NOT NULL REFERENCES events(id),   -- the later event
  follows TEXT NOT NULL REFERENCES events(id), -- the event it comes after
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair of the later event
  position INTEGER NOT NULL,                   -- place in the list, from 0
  PRIMARY KEY (event, follows)
) STRICT;
CREATE INDEX follows_follows ON follows(follows); -- what comes after this event?
CREATE INDEX follows_affair ON follows(affair);   -- the order of this affair

-- deciders: Whose word moves an event's date, where the record names them; others "also said".
CREATE TABLE deciders (
  event TEXT NOT NULL REFERENCES events(id),   -- the event
  issuer TEXT NOT NULL REFERENCES issuers(id), -- who decides on its date
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  position INTEGER NOT NULL,                   -- place in the list, from 0
  PRIMARY KEY (event, issuer)
) STRICT;
CREATE INDEX deciders_issuer ON deciders(issuer); -- what does this issuer decide?
CREATE INDEX deciders_affair ON deciders(affair); -- who decides in this affair?

-- states: What was known of each event under each timetable, with the days on which it was known.
CREATE TABLE states (
  event TEXT NOT NULL REFERENCES events(id), -- the event
  timetable TEXT,                     -- the timetable compared with; null = the affair declares none
  known_from TEXT NOT NULL,           -- first day on which this was what was known
  known_until TEXT,                   -- first day on which it was so no more; null = still
  claim TEXT REFERENCES claims(id),   -- the current claim, the last of the chain
  due_from TEXT,                      -- first day the current claim commits to
  due_to TEXT,                        -- last day the current claim commits to
  conditional INTEGER NOT NULL,       -- 1 = the date hangs on an event without outcome and is projected
  phase TEXT NOT NULL,                -- status as far as no clock is needed: occurred, met, met_late, met_unclear, cancelled, dropped, conditional, undated, dated
  baseline_from TEXT,                 -- first day of the baseline
  baseline_due TEXT,                  -- last day of the baseline
  baseline_known TEXT,                -- day the baseline became known
  net_slip INTEGER,                   -- days from the baseline's last day to the current one
  start_slip INTEGER,                 -- days from the baseline's first day to the current one
  slip_least INTEGER,                 -- least days slipped that the two windows allow
  slip_most INTEGER,                  -- most days slipped that the two windows allow
  n_slips INTEGER NOT NULL,           -- how often the date moved later
  n_pull_ins INTEGER NOT NULL,        -- how often the date moved earlier
  gross_slip INTEGER NOT NULL,        -- sum of the days of all moves to later
  happened_from TEXT,                 -- first day on which it may have happened
  happened_to TEXT,                   -- last day on which it may have happened
  outcome_slip_min INTEGER,           -- least days between the baseline's last day and the outcome
  outcome_slip_max INTEGER,           -- most days between the baseline's last day and the outcome
  overrun_ratio REAL,                 -- time taken to time planned, from the day the baseline became known
  slip_rate REAL,                     -- days slipped a day since the baseline; below 1 the trend has an end
  trend_meets TEXT,                   -- day on which the trend line says it will happen
  baseline_claim TEXT REFERENCES claims(id), -- the baseline
  happened_claim TEXT REFERENCES claims(id), -- the claim the outcome is taken from
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  FOREIGN KEY (affair, timetable) REFERENCES timetables(affair, id)
) STRICT;
CREATE UNIQUE INDEX states_event ON states(event, timetable, known_from); -- this event as of a day
CREATE INDEX states_affair ON states(affair, timetable, known_from);      -- this affair as of a day
CREATE INDEX states_claim ON states(claim);       -- since when, until when was this claim the current one?
CREATE INDEX states_now ON states(net_slip) WHERE known_until IS NULL;    -- how much has slipped, over all?
CREATE INDEX states_due ON states(affair, timetable, phase, due_to, known_until, known_from); -- home page: what is due next, what has passed, as of a day
CREATE INDEX states_ends ON states(affair, timetable, coalesce(happened_to, due_to), known_until, known_from);       -- timeline: what ends between two days
CREATE INDEX states_starts ON states(affair, timetable, coalesce(happened_from, due_from), known_until, known_from); -- timeline: what begins between two days
CREATE INDEX states_spans ON states(affair, timetable, CASE WHEN coalesce(happened_to, due_to) IS NULL THEN 4 WHEN julianday(coalesce(happened_to, due_to)) - julianday(coalesce(happened_from, due_from)) <= 31 THEN 0 WHEN julianday(coalesce(happened_to, due_to)) - julianday(coalesce(happened_from, due_from)) <= 366 THEN 1 WHEN julianday(coalesce(happened_to, due_to)) - julianday(coalesce(happened_from, due_from)) <= 3660 THEN 2 ELSE 3 END, coalesce(happened_to, due_to), coalesce(happened_from, due_from)) WHERE coalesce(happened_from, due_from) IS NOT coalesce(happened_to, due_to); -- timeline: windows that reach over both its sides, by how long they are at most
CREATE INDEX states_slip ON states(affair, timetable, net_slip, known_until, known_from);     -- home page: what has slipped most, as of a day

-- promise_states: What had become of each promise (a dated claim from the baseline on), with the days on which that was known.
CREATE TABLE promise_states (
  claim TEXT NOT NULL REFERENCES claims(id), -- the promise
  event TEXT NOT NULL REFERENCES events(id), -- the event it is about
  timetable TEXT,                     -- the timetable compared with; null = the affair declares none
  known_from TEXT NOT NULL,           -- first day on which this was what was known
  known_until TEXT,                   -- first day on which it was so no more; null = still
  known TEXT NOT NULL,                -- day the promise became known
  due_from TEXT,                      -- first day it commits to
  due TEXT NOT NULL,                  -- last day it commits to
  conditional INTEGER NOT NULL,       -- 1 = it hangs on an event without outcome
  ended_by TEXT REFERENCES claims(id), -- the claim that ended it
  ended_known TEXT,                   -- day that claim became known
  move INTEGER,                       -- days its last day differs from the one before
  move_kind TEXT,                     -- restated, firmed, loosened, slip, pull-in or redated
  verdict TEXT NOT NULL,              -- open (while only the clock can judge), kept, missed, unclear, superseded, dropped, firmed, pulled_in or moved
  notice INTEGER,                     -- days between its end and its due day, where they count; negative = after it
  horizon INTEGER NOT NULL,           -- days it looked ahead when it was made
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  FOREIGN KEY (affair, timetable) REFERENCES timetables(affair, id)
) STRICT;
CREATE UNIQUE INDEX promise_states_claim ON promise_states(claim, timetable, known_from); -- this promise as of a day
CREATE INDEX promise_states_event ON promise_states(event, timetable, known_from);        -- an event's promises
CREATE INDEX promise_states_affair ON promise_states(affair, timetable, known_from);      -- an affair's promises

-- moves: Each change of an event's date from its baseline on.
CREATE TABLE moves (
  event TEXT NOT NULL REFERENCES events(id), -- the event
  timetable TEXT,                     -- the timetable compared with; null = the affair declares none
  known_from TEXT NOT NULL,           -- first day on which this move counted
  known_until TEXT,                   -- first day on which it counted no more (a retraction); null = still
  day TEXT NOT NULL,                  -- day on which the move became known
  claim TEXT NOT NULL REFERENCES claims(id), -- the claim that stands after it
  inherited INTEGER NOT NULL,         -- 1 = the anchor's date changed, not the event's own claim
  kind TEXT NOT NULL,                 -- restated, firmed, loosened, slip, pull-in, redated or dropped
  days INTEGER,                       -- days its last day moved, positive = later
  old_from TEXT,                      -- first day before
  old_to TEXT,                        -- last day before
  new_from TEXT,                      -- first day after
  new_to TEXT,                        -- last day after
  affair TEXT NOT NULL REFERENCES affairs(id), -- the affair it belongs to
  FOREIGN KEY (affair, timetable) REFERENCES timetables(affair, id)
) STRICT;
CREATE INDEX moves_event ON moves(event, timetable, day); -- an event's moves in order
CREATE INDEX moves_affair ON moves(affair, day);          -- what moved in this affair between two days?
CREATE INDEX moves_day ON moves(day);                     -- what moved last, over all?

-- meta: What this file was built from and by.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,               -- schema_version, record_digest, bywhen_version or tzdata_version
  value TEXT NOT NULL                 -- its value
) STRICT;

-- clock: Empty in use; a row here is taken for the present instant by all views.
CREATE TABLE clock (
  now TEXT NOT NULL CHECK (julianday(now) IS NOT NULL) -- an instant, ISO text in UTC: 2025-11-21T04:30:00Z
) STRICT;
CREATE UNIQUE INDEX clock_row ON clock((1)); -- never more than one row

-- zone_transitions: The clock changes to the end of 2100 of the time zones in use, from the tzdata package.
CREATE TABLE zone_transitions (
  zone TEXT NOT NULL,                 -- IANA name
  utc_from INTEGER NOT NULL,          -- seconds since 1970 from which the offset holds
  "offset" INTEGER NOT NULL,          -- seconds that local time is ahead of UTC
  PRIMARY KEY (zone, utc_from)
) STRICT, WITHOUT ROWID;

-- affairs_fts: Full-text index of the affairs; Chinese, Japanese and Korean text is indexed as pairs of characters.
CREATE VIRTUAL TABLE affairs_fts USING fts5(
  title,                              -- the title
  titles,                             -- titles in other languages
  note,                               -- the editors' remark
  content="affairs", tokenize="unicode61 remove_diacritics 2"
);

-- events_fts: Full-text index of the events; Chinese, Japanese and Korean text is indexed as pairs of characters.
CREATE VIRTUAL TABLE events_fts USING fts5(
  title,                              -- the title
  titles,                             -- titles in other languages
  note,                               -- the editors' remark
  content="events", tokenize="unicode61 remove_diacritics 2"
);

-- claims_fts: Full-text index of the claims; Chinese, Japanese and Korean text is indexed as pairs of characters.
CREATE VIRTUAL TABLE claims_fts USING fts5(
  phrase,                             -- the words used
  note,                               -- the editors' remark
  "condition",                        -- stated condition
  issuer,                             -- who said it, under all declared names
  via,                                -- who relayed it
  content="claims", tokenize="unicode61 remove_diacritics 2"
);

-- points_fts: Full-text index of the points; Chinese, Japanese and Korean text is indexed as pairs of characters.
CREATE VIRTUAL TABLE points_fts USING fts5(
  text,                               -- what it says
  note,                               -- the editors' remark
  content="points", tokenize="unicode61 remove_diacritics 2"
);
