"""alerts.yml: all of its faults in one run of `check`, each with its line and what to write."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bywhen.alerts.config import load_text, tracker_faults
from bywhen.alerts.settings import DEFAULT_WHEN, EVENT_KINDS, Kind
from bywhen.editing.create import starter_files
from bywhen.tracker import Tracker
from tests.alerts.desk import Desk

HEAD = "channels:\n- {name: log, kind: file, address: var/a.jsonl}\n- {name: more, kind: stdout}\nrules:\n"

# one line below `channels:` or `rules:`; what is said of it
FAULTS = [
    ("channels", "{name: a, kind: webhok, address: x}", "`kind: webhok` is not known. Did you mean `webhook`?"),
    ("channels", "{name: a, kind: webhook}", "a webhook channel needs `address`."),
    ("channels", "{name: a, kind: webhook, address: 'ftp://x'}", "the address of `a` is no address. Write https://host/path."),
    ("channels", "{name: a, kind: webhook, address: 'http://x:99999/'}", "the address of `a` is no address."),
    ("channels", "{name: a, kind: stdout, address: x}", "`address` has no meaning for a channel of kind stdout."),
    ("channels", "{name: a, kind: email, address: 'smtp://x', from: me, to: [b@c.example]}", "'me' is no e-mail address."),
    ("channels", "{name: a, kind: email, address: 'smtp://x', from: a@b.example}", "an email channel needs `to`."),
    ("channels", "{name: a, kind: email, address: 'http://x', from: a@b.example, to: c@d.example}", "Write smtp://host:port."),
    ("channels", "{name: a, kind: webhook, address: 'http://x', secret: whsec_!!}", "the secret of `a` is no signing key."),
    ("channels", "{name: a, kind: file, address: events/x.jsonl}", "the file of `a` may not lie there."),
    ("channels", "{name: a, kind: file, address: var/desk.db}", "the file of `a` may not lie there."),
    ("channels", "{name: a, kind: file, address: var/desk.db-wal}", "the file of `a` may not lie there."),
    ("channels", "{name: a, kind: file, address: ./var/../tracker.db}", "the file of `a` may not lie there."),
    ("channels", "{name: a, kind: file, address: alerts.yml}", "the file of `a` may not lie there."),
    ("channels", "{name: a, kind: file, address: var}", "the file of `a` may not lie there."),
    ("channels", "{name: a, kind: file, address: '${NO WAY}'}", "`${NO WAY}` names nothing."),
    ("channels", "{name: a, kind: file, address: '${OPEN'}", "a `${` is not closed."),
    ("channels", "{name: a, kind: file, address: x, on_unknown: maybe}", "`on_unknown: maybe` is not known."),
    ("channels", "{kind: stdout}", "a channel needs `name`."),
    ("channels", "{name: a b, kind: stdout}", "the name 'a b' has a blank. Write `a-b`."),
    ("channels", "{name: a, kind: stdout, colour: red}", "'colour' is no key of a channel."),
    ("channels", "words", "a channel is due here, not the text 'words'."),
    ("rules", "{name: r, channels: [lgo]}", "there is no channel `lgo`. Did you mean `log`?"),
    ("rules", "{name: r}", "a rule needs `channels`."),
    ("rules", "{channels: [log]}", "a rule needs `name`."),
    ("rules", "{name: r, channels: []}", "`channels` names none."),
    ("rules", "{name: r, channels: [log], kinds: [droped]}", "there is no kind `droped`. Did you mean `dropped`?"),
    ("rules", "{name: r, channels: [log], kinds: []}", "`kinds` names none"),
    ("rules", "{name: r, channels: [log], when: [soon]}", "`soon` in `when` is no moment."),
    ("rules", "{name: r, channels: [log], when: [-2d]}", "`-2d` in `when` is no moment."),
    ("rules", "{name: r, channels: [log], repeat: often}", "`repeat: often` is no time span."),
    ("rules", "{name: r, channels: [log], quiet: 25:00-07:00}", "`quiet` is no span of hours."),
    ("rules", "{name: r, channels: [log], quiet: 22:00-07:00 Mars/Phobos}", "there is no time zone `Mars/Phobos`."),
    ("rules", "{name: r, channels: [log], escalate: {after: 4h}}", "`escalate` says when and to whom."),
    ("rules", "{name: r, channels: [log], escalate: {after: 4h, to: bos}}", "there is no channel `bos`."),
    ("rules", "{name: r, channels: [log], language: fr}", "`language: fr` is not known."),
    ("rules", "{name: r, channels: [log], digest: hourly}", "`digest: hourly` is not known."),
    ("rules", "{name: r, channels: [log], digest: {at: 7h30}}", "`at: 7h30` is no time of day."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "line", "says"), FAULTS, ids=[f"{r[0]}: {r[1]}"[:70] for r in FAULTS]
)
def test_each_fault_is_found_once_with_its_line_and_advice(
    where: str, line: str, says: str
) -> None:
    text = f"channels:\n- {line}\n" if where == "channels" else f"{HEAD}- {line}\n"
    _, faults = load_text(text.encode())
    errors = [fault for fault in faults if not fault.warning]
    assert len(errors) == 1, [str(fault) for fault in errors]
    assert errors[0].line == (2 if where == "channels" else 5)
    assert says in f"{errors[0].message} {errors[0].advice}"
    assert errors[0].advice


WARNINGS = [
    ("{name: a, kind: webhook, address: 'http://x', secret: whsec_c2VjcmV0}", "the secret of `a` is written out here"),
    ("{name: a, kind: email, address: 'smtp://u:p4ss@x', from: a@b.example, to: c@d.example}", "the address of `a` has a password"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "says"), WARNINGS)
def test_a_secret_that_is_written_out_is_warned_of_and_not_repeated(line: str, says: str) -> None:
    _, faults = load_text(f"channels:\n- {line}\n".encode())
    (fault,) = faults
    assert fault.warning and says in fault.message
    assert "p4ss" not in str(fault) and "c2VjcmV0" not in str(fault)


@pytest.mark.parametrize("text", [b"", b"# nothing yet\n"])
def test_an_empty_file_is_told_how_to_begin(text: bytes) -> None:
    _, (fault,) = load_text(text)
    assert fault.advice == "Start it with: channels:"


def test_a_kind_that_no_moment_tells_is_warned_of() -> None:
    _, (fault,) = load_text(
        f"{HEAD}- {{name: r, kinds: [before], when: [0d], channels: [log]}}\n".encode()
    )
    assert fault.warning
    assert fault.message == "`when` has no moment for the kind before, so it is never told."


def test_five_faults_of_one_file_are_five(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-27, known: 2025-11-01")
    desk.config(
        "channels:\n- {name: a, kind: fil, address: x}\n- {name: a, kind: stdout}\nrules:\n"
        "- {name: r, channels: [b]}\n- {name: r2, channels: [a], affairs: [strke], events: [vot]}\n"
    )
    faults = tracker_faults(Tracker.open(desk.folder))
    assert [(fault.line, fault.message) for fault in faults] == [
        (2, "`kind: fil` is not known."),
        (5, "there is no channel `b`."),
        (6, "rule `r2`: the record has no affair `strke`."),
        (6, "rule `r2`: the record has no event `vot`."),
    ]


def test_what_is_left_out_has_its_default() -> None:
    config, faults = load_text(f"{HEAD}- {{name: r, channels: [log]}}\n".encode())
    assert faults == []
    (rule,) = config.rules
    assert (rule.when, rule.kinds, rule.repeat, rule.quiet) == (
        DEFAULT_WHEN,
        EVENT_KINDS,
        None,
        None,
    )
    assert (config.settle, config.digest_above, rule.language) == (timedelta(hours=1), 20, "en")


def test_everything_can_be_written() -> None:
    config, faults = load_text(
        b"""site: https://news.example/timeline/
timezone: Asia/Hong_Kong
language: zh-HK
settle: 30min
digest_above: 5
channels:
- {name: log, kind: file, address: var/a.jsonl}
- {name: boss, kind: webhook, address: "${HOOK}", secret: "${KEY}", on_unknown: hold}
rules:
- name: all
  affairs: [a, b]
  timetables: plan
  when: [1w, 48h, 0d, +1d]
  kinds: [before, due, passed, digest]
  channels: [log]
  repeat: 7d
  quiet: {from: "22:00", to: "07:30", timezone: Europe/Paris}
  escalate: [{after: 8h, to: boss}, {after: 4h, to: log}]
  digest: {every: weekly, day: friday, at: "18:00"}
"""
    )
    assert faults == []
    (rule,) = config.rules
    assert config.site == "https://news.example/timeline"
    assert [moment.text for moment in rule.when] == ["7d", "48h", "0d", "+1d"]
    assert rule.timetables == ("plan",)
    assert rule.quiet is not None and rule.quiet.end == time(7, 30)
    assert [step.after for step in rule.escalate] == [timedelta(hours=4), timedelta(hours=8)]
    assert rule.digest is not None and (rule.digest.weekday, rule.digest.at) == (4, time(18))
    assert rule.language == "zh-Hant"


def test_a_new_tracker_begins_calmly(desk: Desk) -> None:
    from datetime import date

    config, faults = load_text(starter_files(date(2025, 11, 1))["alerts.yml"])
    assert faults == []
    assert {kind for rule in config.rules for kind in rule.kinds} == {
        Kind.DIGEST, Kind.MOVED, Kind.DROPPED, Kind.DUE, Kind.PROPOSAL,
    }  # fmt: skip


def test_the_repositorys_own_file_has_no_fault() -> None:
    root = Path(__file__).parents[2]
    _, faults = load_text((root / "alerts.yml").read_bytes())
    assert faults == []
