"""The ingest's part of desk.db: the names that other programs call."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bywhen.store.desk import open_desk

COLUMNS = {
    "feeds": "id name url state last_error",
    "feed_urls": "feed url",
    "fetches": "feed status outcome parsed",
    "bodies": "sha256 compressed",
    "entries": "id feed guid link published published_raw tz_known last_seen",
    "entry_revisions": "entry title summary_html content_html seen",
    "articles": "id origin title publisher published language",
    "proposals": "id affair event kind earliest latest sentence source effect confidence state",
    "proposal_sources": "proposal entry article url publisher published sentence",
    "feed_health": "feed name url state last_error next_at",
    "entry_history": "entry feed revision seen title",
}


@pytest.mark.parametrize("table", list(COLUMNS))
def test_columns_that_other_programs_rely_on(table: str, tmp_path: Path) -> None:
    connection = open_desk(tmp_path / "var" / "desk.db")
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    connection.close()
    assert set(COLUMNS[table].split()) <= set(columns)


def test_only_its_owner_reads_the_desk(tmp_path: Path) -> None:
    path = tmp_path / "var" / "desk.db"
    open_desk(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
