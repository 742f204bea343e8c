"""read: texts, pages and folders; and words as the date that `add` is given."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TEXT = "Kyiv has until midnight on Thursday to reply; the vote is set for early December.\n"
PAGE = (
    '<!doctype html><html><head><meta name="date" content="2025-11-21"></head>'
    "<body><p>It may slip to <b>early December</b>.</p></body></html>"
)
MARKDOWN = (
    "---\npublished: 2025-11-21\n---\n# Talks\n\nIt must end by **Thanksgiving** at the latest.\n"
)
PUBLISHED = ("--published", "2025-11-21")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with a text, a page and a Markdown file, one of them in a folder below."""
    folder = tmp_path / "texts"
    (folder / "below").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.html").write_text(PAGE, encoding="utf-8")
    (folder / "below" / "c.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


class TestRead:
    def test_table_says_which_days_how_sure_and_why(self, run: Run, texts: Path) -> None:
        shown = run(texts, "read", str(texts / "a.txt"), *PUBLISHED).stdout
        assert "a.txt, published 2025-11-21" in " ".join(shown.split())
        assert re.search(r"midnight on\b.* by 27 Nov 2025 +0\.\d\d +the words speak", shown)
        assert re.search(r"early\b.* 1 to 10 Dec 2025 +0\.\d\d +the year is not stated", shown)

    def test_json_is_an_object_of_mentions_with_true_places(self, run: Run, texts: Path) -> None:
        held = json.loads(
            run(texts, "read", str(texts / "a.txt"), *PUBLISHED, "--format", "json").stdout
        )
        mentions = held["mentions"]
        assert [m["edtf"] for m in mentions] == ["../2025-11-27", "2025-12-01/2025-12-10"]
        assert [TEXT[m["start"] : m["end"]] for m in mentions] == [m["text"] for m in mentions]

    def test_stdin(self, run: Run, tmp_path: Path) -> None:
        shown = run(tmp_path, "read", "-", *PUBLISHED, typed="It ends tomorrow.")
        assert "22 Nov 2025" in shown.stdout

    @pytest.mark.parametrize(
        ("name", "days"), [("b.html", "1 to 10 Dec 2025"), ("below/c.md", "by 27 Nov 2025")]
    )
    def test_a_file_that_says_its_day_needs_no_option(
        self, run: Run, texts: Path, name: str, days: str
    ) -> None:
        assert days in run(texts, "read", str(texts / name)).stdout

    def test_html_marks_what_it_found_and_explains_it_without_a_mouse(
        self, run: Run, texts: Path
    ) -> None:
        page = run(texts, "read", str(texts / "a.txt"), *PUBLISHED, "--html").stdout
        marks = re.findall(
            r'<mark tabindex="0" aria-describedby="(why-\d)"[^>]*>([^<]+)'
            r'<span role="tooltip" id="(why-\d)">(.*?)</span>',
            page,
        )
        assert [(name, words) for name, words, _, _ in marks] == [
            ("why-1", "midnight on Thursday"), ("why-2", "early December"),
        ]  # fmt: skip
        assert all(name == own for name, _, own, _ in marks)
        assert "until the end of 2025-11-27" in marks[0][3]
        assert "mark:focus span { display: block; }" in page

    def test_html_escapes_the_text(self, run: Run, tmp_path: Path) -> None:
        text = "<script>alert(1)</script> It ends tomorrow & never again."
        page = run(tmp_path, "read", "-", *PUBLISHED, "--html", typed=text).stdout
        assert "<script>" not in page
        assert "&lt;script&gt;" in page

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_a_folder_in_order_whatever_the_number_of_processes(
        self, run: Run, texts: Path, jobs: str
    ) -> None:
        shown = run(texts, "read", str(texts), *PUBLISHED, "--jobs", jobs, "--format", "csv").stdout
        rows = list(csv.DictReader(io.StringIO(shown)))
        assert [(row["file"], row["edtf"]) for row in rows] == [
            ("a.txt", "../2025-11-27"),
            ("a.txt", "2025-12-01/2025-12-10"),
            ("b.html", "2025-12-01/2025-12-10"),
            ("below/c.md", "../2025-11-27"),
        ]

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["read", "nowhere.txt"], "There is no file nowhere.txt"),
            (["read", "{}/a.txt"], "add --published"),
            (["read", "{}"], "a.txt does not say when it was published"),
            (["read", "{}/picture.png", *PUBLISHED], "is not UTF-8 text"),
            (["read", "{}", *PUBLISHED, "--html"], "--html shows one text"),
            (["read", "{}/a.txt", *PUBLISHED, "--language", "tlh"], "no language 'tlh'"),
            (["read", "{}/a.txt", *PUBLISHED, "--timezone", "Mars/Base"], "Mars/Base"),
            (["read", "{}/a.txt", "--published", "yesterday"], "--published"),
        ],
    )
    def test_a_fault_says_what_to_change(
        self, run: Run, texts: Path, words: list[str], says: str
    ) -> None:
        result = run(texts, *(word.format(texts) for word in words))
        assert result.exit_code == 2
        assert says in result.stderr

    def test_a_tracker_may_mean_something_else_by_early(self, run: Run, flagship: Path) -> None:
        (flagship / "conventions.yml").write_text("early-month: {first: 1, last: 7}\n")
        shown = run(flagship, "read", "-", *PUBLISHED, typed="It is due in early December.").stdout
        assert "1 to 7 Dec 2025" in shown


class TestAddInWords:
    WORDS = ("add", "kyiv-agrees", "by")
    ISSUER = ("--issuer", "us", "--publisher", "Own notes")

    def test_it_shows_the_window_and_why_and_writes_when_agreed(
        self, run: Run, flagship: Path
    ) -> None:
        result = run(flagship, *self.WORDS, "early December", *PUBLISHED, *self.ISSUER, "--yes")
        assert result.exit_code == 0, result.stderr
        assert "Read “early December” as by 10 Dec 2025" in result.stdout
        assert "early-month is 2025-12-01/2025-12-10 by convention" in result.stdout
        written = (flagship / "events" / "ukraine-28-point-plan.yml").read_text("utf-8")
        assert "phrase: early December" in written

    def test_unsure_words_are_not_written_unasked(self, run: Run, flagship: Path) -> None:
        before = (flagship / "events" / "ukraine-28-point-plan.yml").read_bytes()
        result = run(flagship, *self.WORDS, "Wednesday, Nov. 27", *PUBLISHED, *self.ISSUER, "--yes")
        assert result.exit_code == 2
        assert "contradicts the weekday" in result.stdout
        assert "2025-11-26" in result.stdout
        assert "read with a confidence of" in result.stderr
        assert (flagship / "events" / "ukraine-28-point-plan.yml").read_bytes() == before

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("early December",), "add --published"),
            (("soonish", *PUBLISHED), "No date was found in 'soonish'"),
            (("Dec. 3 or Jan. 5", *PUBLISHED), "names 2 dates"),
            (("within 100 days of signing", *PUBLISHED), "counts P100D from 'signing'"),
        ],
    )
    def test_words_that_make_no_date(
        self, run: Run, flagship: Path, words: tuple[str, ...], says: str
    ) -> None:
        result = run(flagship, *self.WORDS, *words, *self.ISSUER)
        assert result.exit_code == 2
        assert says in result.stderr
