-- The rules of calculation, stated a second time: one query over the claims, no use of `states`.
--
-- Parameters: :k day of knowledge, :n the clock's day, :timetable null = each affair's first.
-- Reads claims, events, deciders and timetables with the columns of tracker.db. Gives one row an
-- event, in the order of the record; verdicts and notices as JSON arrays in chain order; ratios in
-- full: the reader rounds them to 4 decimals, ties to the even digit.
-- Days are ISO text. Written for plain reading, not for speed: everything is worked out again for
-- each k, from the claims that can be seen at the end of that day.
with recursive

-- Offsets: an ISO 8601 duration as months and days. cast() reads the number a text begins with.
duration(text, sign, rest) as (
  select text, iif(text like '-%', -1, 1), ltrim(text, '-P')
  from (select offset_min as text from claims union select offset_max from claims)
  where text is not null
),
with_years(text, sign, years, rest) as (
  select text, sign, iif(instr(rest, 'Y'), cast(rest as integer), 0),
    substr(rest, instr(rest, 'Y') + 1)
  from duration
),
with_months(text, sign, months, rest) as (
  select text, sign, 12 * years + iif(instr(rest, 'M'), cast(rest as integer), 0),
    substr(rest, instr(rest, 'M') + 1)
  from with_years
),
with_weeks(text, sign, months, weeks, rest) as (
  select text, sign, months, iif(instr(rest, 'W'), cast(rest as integer), 0),
    substr(rest, instr(rest, 'W') + 1)
  from with_months
),
span(text, months, days) as materialized (
  select text, (sign * months) || ' months',
    (sign * (7 * weeks + cast(rest as integer))) || ' days'
  from with_weeks
),

-- 4.1 Visible at k. [ce, cl] is what the claim commits to: `by X` commits to X alone, `by` an
-- offset to the days on which the whole of it can end.
visible as materialized (
  select c.id, c.event, c.kind, c.modality, c.rank, c.known, c.position, c.timetable, c.anchor,
    iif(c.modality = 'by', c.latest, c.earliest) as ce, c.latest as cl,
    least.months as least_months, least.days as least_days,
    most.months as most_months, most.days as most_days,
    c.kind = 'target' and c.standing is 'proposal' as is_proposal,
    not exists (select 1 from deciders d where d.event = c.event)
      or exists (select 1 from deciders d where d.event = c.event and d.issuer = c.issuer_id)
      as is_decided
  from claims c
  left join span least on least.text = iif(c.modality = 'by', c.offset_max, c.offset_min)
  left join span most on most.text = c.offset_max
  where c.known <= :k and c.rank <> 'deprecated' and (c.retracted is null or c.retracted > :k)
),

-- The days on which anything can have changed, and k itself.
days(day) as materialized (select known from visible union select :k),

first_outcome(event, day) as (
  select event, min(known) from visible where kind = 'happened' group by event
),
chain as materialized (
  select v.*, row_number() over in_order as place, lead(v.id) over in_order as next,
    lead(v.known) over in_order as next_known
  from visible v left join first_outcome f on f.event = v.event
  where v.kind <> 'happened' and not v.is_proposal and v.is_decided
    and (f.day is null or v.known <= f.day)
  window in_order as (partition by v.event order by v.known, v.position)
),

-- What stood at the end of each day: the outcome O, the current claim C, and of these the one
-- that anchored claims look at.
outcome(event, day, claim) as materialized (
  select event, day, id from (
    select v.event, d.day, v.id, row_number() over (
        partition by v.event, d.day
        order by v.rank = 'preferred' desc, v.known desc, v.position desc) as newest
    from visible v join days d on v.known <= d.day
    where v.kind = 'happened')
  where newest = 1
),
current(event, day, claim) as materialized (
  select event, day, id from (
    select c.event, d.day, c.id,
      row_number() over (partition by c.event, d.day order by c.place desc) as newest
    from chain c join days d on c.known <= d.day)
  where newest = 1
),
looked_at(event, day, claim) as materialized (
  select event, day, claim from outcome
  union all
  select c.event, c.day, c.claim from current c
  where not exists (select 1 from outcome o where o.event = c.event and o.day = c.day)
),

-- [ce, cl] of each claim on each day from its `known` on. An anchored claim follows its anchor:
-- months first, the day clamped to the month's end, then days; the least offset counts from the
-- anchor's first day, the greatest from its last. Claims without a row here have no date.
dated(claim, day, ce, cl) as materialized (
  select v.id, d.day, v.ce, v.cl from visible v join days d on v.known <= d.day
  where v.anchor is null
  union all
  select v.id, a.day,
    date(min(date(a.ce, 'start of month', v.least_months, (strftime('%d', a.ce) - 1) || ' days'),
      date(a.ce, 'start of month', v.least_months, '1 month', '-1 day')), v.least_days),
    date(min(date(a.cl, 'start of month', v.most_months, (strftime('%d', a.cl) - 1) || ' days'),
      date(a.cl, 'start of month', v.most_months, '1 month', '-1 day')), v.most_days)
  from dated a
  join looked_at l on l.claim = a.claim and l.day = a.day
  join visible v on v.anchor = l.event and v.known <= a.day
),

-- The days on which each claim of the chain stood; one replaced on its own day stood on that day.
stood as materialized (
  select c.event, c.place, c.id as claim, c.kind, d.day, t.ce, t.cl,
    d.day = max(d.day) over (partition by c.id) as is_last_day
  from chain c
  join days d on d.day >= c.known
    and (c.next_known is null or d.day < c.next_known or d.day = c.known)
  left join dated t on t.claim = c.id and t.day = d.day
),

-- 4.2 The baseline B under each timetable: the claim of the chain that is tagged, else (the first
-- timetable, or none declared) the first target of the chain that had a last day while it stood.
timetable_of(event, timetable, is_first) as materialized (
  select e.id, t.id, t.position = (select min(position) from timetables where affair = e.affair)
  from events e left join timetables t on t.affair = e.affair
),
first_dated(event, place) as materialized (
  select event, min(place) from stood where kind = 'target' and cl is not null group by event
),
baseline as materialized (
  select t.event, t.timetable, c.id as claim, c.place, c.known, c.anchor,
    c.ce, c.cl, c.least_months, c.least_days, c.most_months, c.most_days,
    -- an anchor counts under the same timetable, else under the first of its own affair
    coalesce(
      (select same.timetable from timetable_of same
        where same.event = c.anchor and same.timetable = t.timetable),
      (select own.timetable from timetable_of own
        where own.event = c.anchor and own.is_first)) as anchor_timetable
  from timetable_of t
  left join chain tagged on tagged.event = t.event and tagged.timetable = t.timetable
  left join first_dated f on f.event = t.event and (t.is_first or t.timetable is null)
  join chain c on c.event = t.event and c.place = coalesce(tagged.place, f.place)
),
-- Its date. An anchored one is worked out from its anchor's baseline where that has a last day,
-- else from the first date that the anchor had from known(B) on. `way` tells the ways to a date
-- apart and sorts them: through the anchor's baseline first, and of those its own first way.
baseline_way(event, timetable, way, ce, cl) as materialized (
  select event, timetable, 'c by its own words', ce, cl from baseline where anchor is null
  union all
  select b.event, b.timetable, 'b by the first date', d.ce, d.cl
  from baseline b join dated d on d.claim = b.claim
  where d.day = (
    select min(l.day) from looked_at l
    join dated a on a.claim = l.claim and a.day = l.day
    where l.event = b.anchor and l.day >= b.known and a.cl is not null)
  union all
  select b.event, b.timetable, 'a by the baseline, ' || a.way,
    date(min(date(a.ce, 'start of month', b.least_months, (strftime('%d', a.ce) - 1) || ' days'),
      date(a.ce, 'start of month', b.least_months, '1 month', '-1 day')), b.least_days),
    date(min(date(a.cl, 'start of month', b.most_months, (strftime('%d', a.cl) - 1) || ' days'),
      date(a.cl, 'start of month', b.most_months, '1 month', '-1 day')), b.most_days)
  from baseline_way a
  join baseline b on b.anchor = a.event and b.anchor_timetable is a.timetable
  where a.cl is not null
),
first_way as materialized (
  select *, row_number() over (partition by event, timetable order by way) as nth from baseline_way
),

-- Each event with what it is measured by: baseline B, current claim C, outcome O.
measured as materialized (
  select e.id as event, e.affair, e.position, e.checked_through, tt.timetable,
    b.claim as b_claim, b.known as b_known, b.place as b_place, w.ce as b_ce, w.cl as b_cl,
    c.id as c_claim, c.kind as c_kind, c.known as c_known, t.ce as c_ce, t.cl as c_cl,
    c.anchor is not null and not exists (
      select 1 from outcome p where p.event = c.anchor and p.day = :k) as conditional,
    h.id as o_claim, h.ce as oe, h.cl as ol
  from events e
  join timetable_of tt on tt.event = e.id
    and iif(:timetable is null, tt.is_first or tt.timetable is null, tt.timetable = :timetable)
  left join baseline b on b.event = e.id and b.timetable is tt.timetable
  left join first_way w on w.event = e.id and w.timetable is tt.timetable and w.nth = 1
  left join current now on now.event = e.id and now.day = :k
  left join chain c on c.id = now.claim
  left join dated t on t.claim = c.id and t.day = :k
  left join outcome o on o.event = e.id and o.day = :k
  left join visible h on h.id = o.claim
  where exists (select 1 from visible v where v.event = e.id)
    and (:timetable is null or b.claim is not null)
),

-- 4.3 Moves: the due day's changes from cl(B) on, through every claim and every day it stood.
due_day(event, place, day, cl) as (
  select event, -1, '', b_cl from measured where b_cl is not null
  union all
  select s.event, s.place, s.day, s.cl from stood s join measured m on m.event = s.event
  where s.place >= m.b_place and s.cl is not null
),
moves(event, n_slips, n_pull_ins, gross_slip) as materialized (
  select event, sum(days > 0), sum(days < 0), sum(max(days, 0)) from (
    select event, cast(julianday(cl) - julianday(lag(cl) over (
        partition by event order by place, day)) as integer) as days
    from due_day)
  where days is not null group by event
),

-- 4.5 Promises: each dated claim of the chain from B on, with the date of the last day it stood.
promise as materialized (
  select s.event, s.place, s.claim, s.ce, s.cl, c.next, c.next_known, n.kind as next_kind,
    t.ce as next_ce, t.cl as next_cl, m.oe, m.ol, m.checked_through,
    c.anchor is not null and not exists (
      select 1 from outcome p where p.event = c.anchor and p.day = s.day) as conditional
  from stood s
  join measured m on m.event = s.event
  join chain c on c.id = s.claim
  left join chain n on n.id = c.next
  left join dated t on t.claim = n.id and t.day = n.known
  where s.is_last_day and s.cl is not null and s.place >= m.b_place
),
judged as materialized (
  select event, place, claim, cl, next, next_known, conditional,
    case
      when next is null then case
        when conditional then 'open'
        when ol <= cl then 'kept'
        when oe > cl then 'missed'
        when oe is not null then 'unclear'
        when cl >= :n then 'open'
        when checked_through < cl then 'unchecked'
        else 'missed' end
      when next_cl = cl then 'superseded'
      when next_known > cl and not conditional then 'missed'
      when next_kind in ('withdrawn', 'cancelled') then 'dropped'
      when next_cl < cl and (ce is null or next_ce >= ce) then 'firmed'
      when next_cl < cl then 'pulled_in'
      else 'moved' end as verdict
  from promise
),
noticed as materialized (
  select event, place, cast(julianday(cl) - julianday(next_known) as integer) as notice
  from judged
  where next is not null and not conditional and verdict in ('moved', 'dropped', 'missed')
),

-- 4.3 and 4.4 in days.
in_days as (
  select m.*,
    cast(julianday(c_cl) - julianday(b_cl) as integer) as net_slip,
    cast(julianday(c_ce) - julianday(b_ce) as integer) as start_slip,
    cast(julianday(c_ce) - julianday(b_cl) as integer) as least,
    cast(julianday(c_cl) - julianday(b_ce) as integer) as most,
    c_claim = b_claim and coalesce(c_ce, c_cl) is not null and c_ce is b_ce and c_cl is b_cl as is_unmoved,
    cast(julianday(b_cl) - julianday(b_known) as integer) as horizon,
    cast(julianday(c_known) - julianday(b_known) as integer) as b_age,
    case
      when o_claim is not null then case
        when b_cl is null then 'occurred'
        when ol <= b_cl then 'met'
        when oe > b_cl then 'met_late'
        else 'met_unclear' end
      when c_kind = 'cancelled' then 'cancelled'
      when c_kind = 'withdrawn' then 'dropped'
      when conditional then 'conditional'
      when c_ce is null and c_cl is null then 'undated'
      when c_cl < :n and checked_through < c_cl then 'unchecked'
      when c_cl < :n then 'overdue'
      when c_cl = :n then 'due_today'
      when c_ce is null or c_ce <= :n then 'in_window'
      else 'upcoming' end as status
  from measured m
)
select
  i.event, i.timetable, i.status, i.c_claim as claim,
  i.c_ce as due_from, i.c_cl as due_to, i.conditional,
  iif(i.o_claim is null, cast(julianday(i.c_ce) - julianday(:n) as integer), null) as days_min,
  iif(i.o_claim is null, cast(julianday(i.c_cl) - julianday(:n) as integer), null) as days_max,
  iif(i.o_claim is null and not i.conditional and i.status <> 'unchecked',
    max(0, cast(julianday(:n) - julianday(i.c_cl) as integer)), null) as overdue_days,
  i.b_claim as baseline_claim, i.b_ce as baseline_from, i.b_cl as baseline_due,
  i.b_known as baseline_known,
  i.net_slip, i.start_slip,
  iif(i.is_unmoved, 0, i.least) as slip_least,
  iif(i.is_unmoved, 0, i.most) as slip_most,
  coalesce(v.n_slips, 0) as n_slips, coalesce(v.n_pull_ins, 0) as n_pull_ins,
  coalesce(v.gross_slip, 0) as gross_slip,
  i.o_claim as happened_claim, i.oe as happened_from, i.ol as happened_to,
  cast(julianday(i.oe) - julianday(i.b_cl) as integer) as outcome_slip_min,
  cast(julianday(i.ol) - julianday(i.b_cl) as integer) as outcome_slip_max,
  iif(i.horizon > 0, (julianday(i.ol) - julianday(i.b_known)) / i.horizon, null) as overrun_ratio,
  iif(i.b_age > 0, 1.0 * i.net_slip / i.b_age, null) as slip_rate,
  -- known(B) + horizon / (1 - net_slip / b_age); `/` of integers drops the rest, % shows one
  iif(i.o_claim is null and i.b_age > 0 and i.net_slip < i.b_age, date(i.b_known,
    (i.horizon * i.b_age / (i.b_age - i.net_slip)
      + (i.horizon * i.b_age % (i.b_age - i.net_slip) > 0)) || ' days'), null) as trend_meets,
  (select json_group_array(json_array(claim, verdict)) from (
    select claim, verdict from judged j where j.event = i.event order by j.place)) as verdicts,
  (select json_group_array(notice) from (
    select notice from noticed n where n.event = i.event order by n.place)) as notices
from in_days i
left join moves v on v.event = i.event
order by i.affair, i.position;
