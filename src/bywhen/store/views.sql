-- The public views: what holds today. Today is each event's own local day, and it is both the day
-- of knowledge and the day of the clock. Plain SQLite 3.40 reads them; no registered function.

-- today: The local day in each time zone in use, now or at the instant given in clock.
CREATE VIEW today (
  zone,                               -- IANA name
  day                                 -- the civil day there
) AS
-- With max(), SQLite takes the other columns from the row that has the maximum.
SELECT zone, date(seconds + "offset", 'unixepoch')
FROM (
  SELECT zone, "offset", max(utc_from), seconds
  FROM zone_transitions, (
    SELECT CAST(strftime('%s', coalesce((SELECT now FROM clock), 'now')) AS INTEGER) AS seconds
  )
  WHERE utc_from <= seconds
  GROUP BY zone
);

-- event_now: Each event's state under each timetable as of its own today; the other views rest on it.
CREATE VIEW event_now (
  affair,                             -- the affair
  event,                              -- the event
  title,                              -- what happens
  kind,                               -- the editors' word for it
  timezone,                           -- whose midnight ends its days
  position,                           -- place in the file, from 0
  checked_through,                    -- last day to which it was followed; null = to this day
  day,                                -- its own today
  timetable,                          -- the timetable compared with
  is_default,                         -- 1 = that is the affair's first timetable, or none is declared
  status,                             -- upcoming, in_window, due_today, overdue, unchecked, conditional, undated, dropped, cancelled, occurred, met, met_late or met_unclear
  claim,                              -- the current claim
  due_from,                           -- first day it commits to
  due_to,                             -- last day it commits to
  conditional,                        -- 1 = the date is projected
  baseline_claim,                     -- the baseline
  baseline_from,                      -- first day of the baseline
  baseline_due,                       -- last day of the baseline
  baseline_known,                     -- day the baseline became known
  net_slip,                           -- days the last day moved since the baseline
  slip_least,                         -- least days slipped
  slip_most,                          -- most days slipped
  n_slips,                            -- moves to later
  n_pull_ins,                         -- moves to earlier
  gross_slip,                         -- days of all moves to later
  happened_claim,                     -- the claim the outcome is taken from
  happened_from,                      -- first day on which it may have happened
  happened_to                         -- last day on which it may have happened
) AS
SELECT
  e.affair, e.id, e.title, e.kind, e.timezone, e.position, e.checked_through, t.day,
  s.timetable, s.timetable IS a.first_timetable,
  CASE
    WHEN s.phase <> 'dated' THEN s.phase
    WHEN s.due_to < t.day AND e.checked_through < s.due_to THEN 'unchecked'
    WHEN s.due_to < t.day THEN 'overdue'
    WHEN s.due_to = t.day THEN 'due_today'
    WHEN s.due_from > t.day THEN 'upcoming'
    ELSE 'in_window'
  END,
  s.claim, s.due_from, s.due_to, s.conditional,
  s.baseline_claim, s.baseline_from, s.baseline_due, s.baseline_known,
  s.net_slip, s.slip_least, s.slip_most, s.n_slips, s.n_pull_ins, s.gross_slip,
  s.happened_claim, s.happened_from, s.happened_to
FROM events e
JOIN affairs a ON a.id = e.affair
CROSS JOIN today t ON t.zone = e.timezone
CROSS JOIN states s ON s.event = e.id
  AND s.known_from <= t.day AND (s.known_until IS NULL OR t.day < s.known_until);

-- timeline: One row an event: when it happened, else when it is said to happen, and in whose words.
CREATE VIEW timeline (
  affair,                             -- the affair
  event,                              -- the event
  title,                              -- what happens
  kind,                               -- the editors' word for it
  status,                             -- how it stands today
  earliest,                           -- first day of the window; null = open
  latest,                             -- last day of the window; null = open
  modality,                           -- how a date to come is meant: day, within, by or not_before
  words,                              -- the window in words; projected = it hangs on an event without outcome
  phrase,                             -- the words used
  issuer,                             -- who said it
  via,                                -- who relayed it
  source,                             -- where it was read
  source_url,                         -- its address
  language,                           -- language of the phrase
  known,                              -- day it became known
  is_milestone                        -- 1 = at least one target is recorded
) AS
SELECT
  affair, event, title, kind, status, earliest, latest, modality,
  CASE
    WHEN earliest IS NULL AND latest IS NULL THEN 'no date'
    WHEN latest IS NULL THEN 'not before ' || first_day || ' ' || substr(earliest, 1, 4)
    WHEN earliest IS NULL THEN 'by ' || last_day || ' ' || substr(latest, 1, 4)
    WHEN earliest = latest THEN last_day || ' ' || substr(latest, 1, 4)
    WHEN substr(earliest, 1, 4) <> substr(latest, 1, 4)
      THEN first_day || ' ' || substr(earliest, 1, 4) || ' to ' || last_day || ' ' || substr(latest, 1, 4)
    WHEN substr(earliest, 1, 7) <> substr(latest, 1, 7)
      THEN first_day || ' to ' || last_day || ' ' || substr(latest, 1, 4)
    ELSE ltrim(substr(earliest, 9), '0') || ' to ' || last_day || ' ' || substr(latest, 1, 4)
  END || CASE WHEN status = 'conditional' AND coalesce(earliest, latest) IS NOT NULL THEN ' (projected)' ELSE '' END,
  phrase, issuer, via, source, source_url, language, known, is_milestone
FROM (
  SELECT
    *,
    ltrim(substr(earliest, 9), '0') || ' '
      || substr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(earliest, 6, 2) * 3 - 2, 3) AS first_day,
    ltrim(substr(latest, 9), '0') || ' '
      || substr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(latest, 6, 2) * 3 - 2, 3) AS last_day
  FROM (
    SELECT
      n.affair, n.event, n.title, n.kind, n.status, c.modality,
      CASE
        WHEN n.happened_claim IS NOT NULL THEN n.happened_from
        WHEN c.modality = 'by' THEN NULL  -- a deadline says nothing of the days before it
        ELSE n.due_from
      END AS earliest,
      CASE WHEN n.happened_claim IS NOT NULL THEN n.happened_to ELSE n.due_to END AS latest,
      c.phrase, c.issuer, c.via, c.source, o.url AS source_url, c.language, c.known,
      EXISTS (
        SELECT 1 FROM claims m
        WHERE m.event = n.event AND m.kind = 'target' AND m.known <= n.day
          AND m.rank <> 'deprecated' AND (m.retracted IS NULL OR m.retracted > n.day)
      ) AS is_milestone
    FROM event_now n
    LEFT JOIN claims c ON c.id = coalesce(n.happened_claim, n.claim)
    LEFT JOIN sources o ON o.id = c.source
    WHERE n.is_default
  )
);

-- countdown: What is still to come, with the days left as a range; outcomes and cancelled events are left out.
CREATE VIEW countdown (
  affair,                             -- the affair
  event,                              -- the event
  title,                              -- what happens
  status,                             -- how it stands today
  due_from,                           -- first day the current claim commits to
  due_to,                             -- last day the current claim commits to
  days_min,                           -- days to the first day; negative = past
  days_max,                           -- days to the last day; negative = past
  overdue_days,                       -- days since the last day; null while conditional or not followed
  phrase,                             -- the words used
  issuer,                             -- who said it
  source_url,                         -- address of the source
  timezone                            -- whose midnight ends the day
) AS
SELECT
  n.affair, n.event, n.title, n.status, n.due_from, n.due_to,
  CAST(julianday(n.due_from) - julianday(n.day) AS INTEGER),
  CAST(julianday(n.due_to) - julianday(n.day) AS INTEGER),
  CASE WHEN n.status NOT IN ('conditional', 'unchecked')
    THEN max(0, CAST(julianday(n.day) - julianday(n.due_to) AS INTEGER)) END,
  c.phrase, c.issuer, o.url, n.timezone
FROM event_now n
LEFT JOIN claims c ON c.id = n.claim
LEFT JOIN sources o ON o.id = c.source
WHERE n.is_default AND n.happened_claim IS NULL AND n.status <> 'cancelled';

-- slippage: How far each milestone has moved from what a timetable announced. Days, positive = later.
CREATE VIEW slippage (
  affair,                             -- the affair
  timetable,                          -- the timetable compared with
  event,                              -- the event
  title,                              -- what happens
  status,                             -- how it stands today
  baseline_due,                       -- last day announced
  due_to,                             -- last day now
  net_slip,                           -- days between the two
  slip_least,                         -- least days slipped that the windows allow
  slip_most,                          -- most days slipped that the windows allow
  n_slips,                            -- moves to later
  n_pull_ins,                         -- moves to earlier
  gross_slip,                         -- days of all moves to later
  verdict_words,                      -- slipped, pulled in, holding, may have slipped, may have been pulled in, or the status where that says more
  last_known                          -- day the current claim became known
) AS
SELECT
  n.affair, n.timetable, n.event, n.title, n.status, n.baseline_due, n.due_to,
  n.net_slip, n.slip_least, n.slip_most, n.n_slips, n.n_pull_ins, n.gross_slip,
  CASE
    WHEN n.status IN ('overdue', 'unchecked', 'dropped', 'cancelled', 'undated') THEN n.status
    WHEN coalesce(n.baseline_from, n.baseline_due) IS NULL THEN ''
    WHEN coalesce(n.due_from, n.due_to) IS NULL THEN ''
    WHEN n.due_from > n.baseline_due THEN 'slipped'
    WHEN n.due_to < n.baseline_from THEN 'pulled in'
    WHEN coalesce(n.due_to, '9') > coalesce(n.baseline_due, '9') THEN 'may have slipped'
    WHEN coalesce(n.due_from, '') < coalesce(n.baseline_from, '') THEN 'may have been pulled in'
    ELSE 'holding'
  END,
  c.known
FROM event_now n
LEFT JOIN claims c ON c.id = n.claim
WHERE n.baseline_claim IS NOT NULL OR (n.is_default AND EXISTS (
  SELECT 1 FROM claims m
  WHERE m.event = n.event AND m.kind = 'target' AND m.known <= n.day
    AND m.rank <> 'deprecated' AND (m.retracted IS NULL OR m.retracted > n.day)
));

-- promise_now: What has become of each promise as of its event's own today; two views rest on it.
CREATE VIEW promise_now (
  affair,                             -- the affair
  claim,                              -- the promise
  event,                              -- the event it is about
  timetable,                          -- the timetable compared with
  known,                              -- day it became known
  due,                                -- its last day
  ended_by,                           -- the claim that ended it
  move,                               -- days its last day differs from the one before
  move_kind,                          -- restated, firmed, loosened, slip, pull-in or redated
  verdict,                            -- open, unchecked, kept, missed, unclear, superseded, dropped, firmed, pulled_in or moved
  notice,                             -- days between its end and its due day; negative = after it
  horizon                             -- days it looked ahead when it was made
) AS
SELECT
  p.affair, p.claim, p.event, p.timetable, p.known, p.due, p.ended_by, p.move, p.move_kind,
  CASE
    WHEN p.verdict <> 'open' OR p.conditional OR p.due >= t.day THEN p.verdict
    WHEN e.checked_through < p.due THEN 'unchecked'
    ELSE 'missed'
  END,
  p.notice, p.horizon
FROM promise_states p
CROSS JOIN events e ON e.id = p.event
CROSS JOIN today t ON t.zone = e.timezone
WHERE p.known_from <= t.day AND (p.known_until IS NULL OR t.day < p.known_until);

-- promises: Each dated claim from the baseline on, and what has become of it.
CREATE VIEW promises (
  claim,                              -- the promise
  event,                              -- the event it is about
  timetable,                          -- the timetable compared with
  issuer,                             -- who made it
  known,                              -- day it became known
  due,                                -- its last day
  ended_by,                           -- the claim that ended it
  move,                               -- days its last day differs from the one before
  move_kind,                          -- restated, firmed, loosened, slip, pull-in or redated
  verdict,                            -- open, unchecked, kept, missed, unclear, superseded, dropped, firmed, pulled_in or moved
  notice,                             -- days between its end and its due day; negative = after it
  horizon                             -- days it looked ahead when it was made
) AS
SELECT
  p.claim, p.event, p.timetable, c.issuer, p.known, p.due, p.ended_by, p.move, p.move_kind,
  p.verdict, p.notice, p.horizon
FROM promise_now p
CROSS JOIN claims c ON c.id = p.claim;

-- issuer_record: How promises fared, by who made them; relayed ones (via) apart. In this record, chosen by its editors; not a forecast.
CREATE VIEW issuer_record (
  affair,                             -- the affair
  issuer,                             -- who made them: the declared name, else the words of the source
  via,                                -- who relayed them; null = nobody
  kept,                               -- happened on or before the due day
  missed,                             -- due day passed
  moved,                              -- given a later day in time
  dropped,                            -- withdrawn or cancelled in time
  open,                               -- not due yet
  unchecked,                          -- due day passed, the record does not reach it
  promises,                           -- kept, missed, moved and dropped
  events,                             -- how many events those are about
  kept_rate                           -- kept of promises; null below 5 events
) AS
SELECT
  affair, issuer, via, kept, missed, moved, dropped, open, unchecked, promises, events,
  CASE WHEN events >= 5 THEN round(1.0 * kept / promises, 4) END
FROM (
  SELECT
    a.id AS affair, coalesce(i.name, c.issuer) AS issuer, c.via,
    sum(p.verdict = 'kept') AS kept,
    sum(p.verdict = 'missed') AS missed,
    sum(p.verdict = 'moved') AS moved,
    sum(p.verdict = 'dropped') AS dropped,
    sum(p.verdict = 'open') AS open,
    sum(p.verdict = 'unchecked') AS unchecked,
    sum(p.verdict IN ('kept', 'missed', 'moved', 'dropped')) AS promises,
    count(DISTINCT CASE WHEN p.verdict IN ('kept', 'missed', 'moved', 'dropped') THEN p.event END) AS events
  FROM affairs a
  CROSS JOIN promise_now p ON p.affair = a.id AND p.timetable IS a.first_timetable
  CROSS JOIN claims c ON c.id = p.claim
  LEFT JOIN issuers i ON i.id = c.issuer_id
  GROUP BY a.id, coalesce(i.name, c.issuer), c.via
);

-- milestone_now: The milestones of each timetable as of today; timetable_health counts them.
CREATE VIEW milestone_now (
  affair,                             -- the affair
  timetable,                          -- the timetable
  event,                              -- the event
  title,                              -- what happens
  position,                           -- place in the file, from 0
  day,                                -- its own today
  status,                             -- how it stands today
  baseline_due,                       -- last day announced
  baseline_known,                     -- day that was announced
  due_to,                             -- last day now
  net_slip,                           -- days between the two
  happened_to                         -- last day on which it may have happened; null = no outcome
) AS
SELECT
  n.affair, n.timetable, n.event, n.title, n.position, n.day, n.status,
  n.baseline_due, n.baseline_known, n.due_to, n.net_slip, n.happened_to
FROM event_now n
WHERE EXISTS (  -- a claim on this event carries the timetable's name
    SELECT 1 FROM claims c
    WHERE c.event = n.event AND c.timetable = n.timetable AND c.known <= n.day
      AND c.rank <> 'deprecated' AND (c.retracted IS NULL OR c.retracted > n.day)
  )
  OR (n.baseline_due IS NOT NULL AND NOT EXISTS (  -- none in the affair does
    SELECT 1 FROM claims c  -- (+ leaves the search to the index on timetable)
    WHERE c.affair = n.affair AND c.timetable = n.timetable AND +c.known <= n.day
      AND c.rank <> 'deprecated' AND (c.retracted IS NULL OR c.retracted > n.day)
  ));

-- timetable_health: How each timetable stands as a whole, with a sentence that can be quoted.
CREATE VIEW timetable_health (
  affair,                             -- the affair
  timetable,                          -- the timetable; null = the affair declares none
  milestones,                         -- events it names
  due,                                -- whose announced last day is reached
  happened,                           -- how many of those due have happened
  overdue,                            -- past the current due day without an outcome
  unchecked,                          -- past it, but the record does not reach that day
  dropped,                            -- withdrawn without a new date
  undated,                            -- without any date
  worst_slip,                         -- largest net slip, days
  worst_event,                        -- the event that has it
  median_slip,                        -- median net slip, days
  days_planned,                       -- days from the first announcement to the last announced day
  days_elapsed,                       -- days from the first announcement to the last outcome, else to today
  next_due,                           -- next current due day without an outcome
  sentence                            -- all this in one sentence
) AS
WITH counted AS (
  SELECT
    affair, timetable,
    count(*) AS milestones,
    coalesce(sum(baseline_due <= day), 0) AS due,
    coalesce(sum(baseline_due <= day AND happened_to IS NOT NULL), 0) AS happened,
    coalesce(sum(baseline_due <= day AND status = 'met_late'), 0) AS late,
    sum(status = 'overdue') AS overdue,
    sum(status = 'unchecked') AS unchecked,
    sum(status = 'dropped') AS dropped,
    sum(status = 'cancelled') AS cancelled,
    sum(status = 'undated') AS undated,
    max(net_slip) AS worst_slip,
    json_group_array(net_slip) FILTER (WHERE net_slip IS NOT NULL) AS all_slips,
    CAST(julianday(max(baseline_due)) - julianday(min(baseline_known)) AS INTEGER) AS days_planned,
    min(baseline_known) AS first_known,
    CASE WHEN count(*) = count(happened_to) THEN max(happened_to) END AS finished,
    min(CASE WHEN happened_to IS NULL AND due_to >= day THEN due_to END) AS next_due
  FROM milestone_now
  GROUP BY affair, timetable
),
named AS (
  SELECT
    c.*,
    (SELECT m.event FROM milestone_now m
      WHERE m.affair = c.affair AND m.timetable IS c.timetable AND m.net_slip = c.worst_slip
      ORDER BY m.position LIMIT 1) AS worst_event,
    (SELECT json_group_array(value) FROM (
      SELECT value FROM json_each(c.all_slips) ORDER BY value)) AS slips,
    CAST(julianday(coalesce(c.finished, t.day)) - julianday(c.first_known) AS INTEGER) AS days_elapsed,
    coalesce(b.title, a.title) AS title,
    CASE c.milestones WHEN 1 THEN ' milestone' ELSE ' milestones' END AS noun
  FROM counted c
  JOIN affairs a ON a.id = c.affair
  JOIN today t ON t.zone = a.timezone
  LEFT JOIN timetables b ON b.affair = c.affair AND b.id = c.timetable
)
SELECT
  affair, timetable, milestones, due, happened, overdue, unchecked, dropped, undated,
  worst_slip, worst_event,
  (json_extract(slips, '$[' || ((json_array_length(slips) - 1) / 2) || ']')
    + json_extract(slips, '$[' || (json_array_length(slips) / 2) || ']')) / 2.0,
  days_planned, days_elapsed, next_due,
  upper(substr(title, 1, 1)) || substr(title, 2) || ': '
    || CASE due WHEN 0
      THEN 'none of ' || milestones || noun || ' due yet'
      ELSE due || ' of ' || milestones || noun || iif(milestones = 1, ' was due, ', ' were due, ') || happened || ' of those happened'
        || CASE late WHEN 0 THEN '' ELSE ' (' || late || ' late)' END
      END
    || CASE dropped WHEN 0 THEN '' ELSE '; ' || dropped || ' dropped' END
    || CASE cancelled WHEN 0 THEN '' ELSE '; ' || cancelled || ' cancelled' END
    || CASE overdue WHEN 0 THEN '' ELSE '; ' || overdue || ' past due without confirmation' END
    || CASE unchecked WHEN 0 THEN '' ELSE '; ' || unchecked || ' past due and not followed since' END
    || CASE undated WHEN 0 THEN '' ELSE '; ' || undated || ' without a date' END
    || CASE WHEN worst_slip > 0
      THEN '; largest slip +' || worst_slip || CASE worst_slip WHEN 1 THEN ' day (' ELSE ' days (' END
        || (SELECT e.title FROM events e WHERE e.id = worst_event) || ')'
      ELSE '' END
    || '.'
FROM named;

-- history: One row a claim: what was said of each event, in the order it became known, and what each claim changed.
CREATE VIEW history (
  affair,                             -- the affair
  event,                              -- the event
  claim,                              -- the claim
  known,                              -- day it became known
  said,                               -- day it was uttered
  kind,                               -- target, happened, withdrawn or cancelled
  modality,                           -- of a target: day, within, by or not_before
  earliest,                           -- first day of its window; null = open
  latest,                             -- last day of its window; null = open
  move,                               -- days its last day differs from the one before
  move_kind,                          -- restated, firmed, loosened, slip, pull-in, redated or dropped
  verdict,                            -- what became of it, if it is a promise
  notice,                             -- days between its end and its due day; negative = after it
  issuer,                             -- who said it
  via,                                -- who relayed it
  phrase,                             -- the words used
  source_url,                         -- address of the source
  standing,                           -- commitment, forecast or proposal
  rank                                -- preferred, normal or deprecated (shown, never used)
) AS
SELECT
  c.affair, c.event, c.id, c.known, c.said, c.kind, c.modality,
  CASE WHEN c.anchor IS NULL THEN c.earliest WHEN c.modality <> 'by' THEN p.due_from END,
  CASE WHEN c.anchor IS NULL THEN c.latest ELSE p.due END,
  coalesce(p.move, m.days), coalesce(p.move_kind, m.kind),
  CASE
    WHEN p.verdict <> 'open' OR p.conditional OR p.due >= t.day THEN p.verdict
    WHEN e.checked_through < p.due THEN 'unchecked'
    WHEN p.claim IS NOT NULL THEN 'missed'
  END,
  p.notice, c.issuer, c.via, c.phrase, o.url, c.standing, c.rank
FROM claims c
CROSS JOIN events e ON e.id = c.event
CROSS JOIN affairs a ON a.id = c.affair
CROSS JOIN today t ON t.zone = e.timezone
LEFT JOIN promise_states p ON p.claim = c.id AND p.timetable IS a.first_timetable
  AND p.known_from <= t.day AND (p.known_until IS NULL OR t.day < p.known_until)
LEFT JOIN moves m ON m.event = c.event AND m.timetable IS a.first_timetable AND m.day = c.known
  AND m.claim = c.id AND NOT m.inherited
  AND m.known_from <= t.day AND (m.known_until IS NULL OR t.day < m.known_until)
LEFT JOIN sources o ON o.id = c.source
WHERE c.known <= t.day;
