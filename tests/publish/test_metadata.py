"""metadata.yml, settings.json and datasette.yaml say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bywhen.publish.metadata import (
    SETTINGS,
    check_files,
    datasette_yaml,
    files_for,
    read_metadata,
    read_settings,
    tables,
    write_twin,
)
from tests.publish.site import ROOT


def test_the_repositorys_files_are_in_step() -> None:
    assert check_files(ROOT) == []
    made = datasette_yaml(read_metadata(ROOT), read_settings(ROOT))
    assert (ROOT / "datasette.yaml").read_text(encoding="utf-8") == made


def test_words_are_those_of_the_schema() -> None:
    shown = read_metadata(ROOT)["databases"]["tracker"]["tables"]
    assert shown == tables(), "make them anew: python -m bywhen.publish.metadata"


def test_every_table_and_column_has_words() -> None:
    for name, words in tables().items():
        assert words["description"].endswith("."), name
        assert words["columns"], name
        assert all(words["columns"].values()), name


def write(root: Path, **changes: str) -> Path:
    for name, text in {**files_for("A tracker"), **changes}.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_new_trackers_files_have_no_fault(tmp_path: Path) -> None:
    assert check_files(write(tmp_path)) == []


def test_no_file_has_to_be_there(tmp_path: Path) -> None:
    assert check_files(tmp_path) == []
    assert read_metadata(tmp_path) == {}
    assert read_settings(tmp_path) == dict(SETTINGS)


def test_twin_out_of_step_is_a_fault_and_can_be_made_anew(tmp_path: Path) -> None:
    write(tmp_path, **{"settings.json": json.dumps({**SETTINGS, "default_page_size": 20})})
    (fault,) = check_files(tmp_path)
    assert (fault.path, fault.warning) == ("datasette.yaml", False)
    assert "python -m bywhen.publish.metadata" in fault.advice
    write_twin(tmp_path)
    assert check_files(tmp_path) == []
    twin = yaml.safe_load((tmp_path / "datasette.yaml").read_text(encoding="utf-8"))
    assert twin["settings"]["default_page_size"] == 20


@pytest.mark.parametrize("name", ["metadata.yml", "settings.json", "datasette.yaml"])
def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name: "title: x\nplugins: [unclosed\n"})
    (fault,) = check_files(tmp_path)
    assert fault.path == name
    assert fault.line >= 2


def test_wrong_encoding_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "metadata.yml").write_bytes("title: Müll\n".encode("latin-1"))
    (fault,) = check_files(tmp_path)
    assert "UTF-8" in fault.message


@pytest.mark.parametrize("key", ["queries", "allow_sql"])
def test_what_1_0_drops_silently_is_a_warning(tmp_path: Path, key: str) -> None:
    metadata = f"databases:\n  tracker:\n    {key}: {{}}\n"
    write(tmp_path, **{"metadata.yml": metadata})
    write_twin(tmp_path)
    (fault,) = check_files(tmp_path)
    assert fault.warning
    assert key in fault.message
