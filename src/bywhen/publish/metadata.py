"""metadata.yml: how Datasette shows a tracker's tables, and its twins.

Datasette 0.65 reads metadata.yml and settings.json; 1.0 reads metadata.yml for words and
datasette.yaml for all else. So words, facets and sort stand in metadata.yml (both read them there),
settings in settings.json, and datasette.yaml is made from these two. `queries:` and `allow_sql:`
stand in neither: 1.0 drops them without a word.

The words of tables and columns are those of the SQL files, so that they cannot disagree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bywhen.errors import Fault
from bywhen.store.schema import PUBLIC_VIEWS, descriptions

__all__ = [
    "SETTINGS",
    "check_files",
    "datasette_yaml",
    "files_for",
    "read_metadata",
    "read_settings",
]

SETTINGS: Mapping[str, int | bool] = {
    "suggest_facets": False,  # 28 times the work of a page at 50,000 rows
    "default_page_size": 50,
    "default_cache_ttl": 0,  # a build shows at once
    "truncate_cells_html": 400,
}

# Facets and sort by table or view; each has its index in schema.sql.
_CHOICES: Mapping[str, Mapping[str, Any]] = {
    "affairs": {"label_column": "title", "sort": "id"},
    "timetables": {"label_column": "title"},
    "issuers": {"label_column": "name", "sort": "name"},
    "sources": {
        "label_column": "publisher",
        "facets": ["affair", "publisher", "medium", "language"],
        "sort_desc": "published",
    },
    "events": {"label_column": "title", "facets": ["affair", "kind"], "sort": "id"},
    "claims": {
        "label_column": "id",
        "facets": ["affair", "kind", "modality", "issuer", "rank"],
        "sort_desc": "known",
    },
    "points": {"label_column": "text", "facets": ["affair", "version", "language"]},
    "corrections": {"label_column": "was", "sort_desc": "day"},
    "states": {"facets": ["affair", "timetable", "phase"], "sort_desc": "known_from"},
    "promise_states": {"facets": ["affair", "timetable", "verdict"], "sort_desc": "known_from"},
    "moves": {"facets": ["affair", "kind"], "sort_desc": "day"},
    "timeline": {"facets": ["affair", "status", "kind"], "sort": "latest"},
    "countdown": {"facets": ["affair", "status"], "sort": "due_to"},
    "slippage": {
        "facets": ["affair", "timetable", "status", "verdict_words"],
        "sort_desc": "net_slip",
    },
    "promises": {"facets": ["timetable", "verdict", "issuer"], "sort_desc": "known"},
    "history": {"facets": ["affair", "kind", "verdict", "issuer"], "sort_desc": "known"},
    "timetable_health": {"facets": ["affair"]},
    "issuer_record": {"facets": ["affair"], "sort_desc": "promises"},
    "meta": {"hidden": True},
    "clock": {"hidden": True},
    "zone_transitions": {"hidden": True},
    "today": {"hidden": True},
    "event_now": {"hidden": True},
    "milestone_now": {"hidden": True},
    "promise_now": {"hidden": True},
}
_HEADER = """\
# How Datasette shows this tracker: words, facets, sort. The words of tables and columns are those
# of the database's own schema. datasette.yaml (for Datasette 1.0) is made from this file:
# python -m bywhen.publish.metadata .
"""
_TWIN_HEADER = """\
# Made from metadata.yml and settings.json for Datasette 1.0 by: python -m bywhen.publish.metadata .
"""
# What 1.0 reads from its configuration and 0.65 from metadata.yml.
_CONFIGURATION = (
    "hidden",
    "sort",
    "sort_desc",
    "size",
    "sortable_columns",
    "label_column",
    "facets",
    "fts_table",
    "fts_pk",
    "searchmode",
)
_DROPPED = ("queries", "allow_sql")


def files_for(title: str, description: str = "") -> dict[str, str]:
    """The files of a new tracker, by name: metadata.yml, settings.json, datasette.yaml."""
    metadata = {
        "title": title,
        **({"description": description} if description else {}),
        "plugins": {"bywhen": {"home": True}},
        "databases": {
            "tracker": {
                "description": "Who said what about which date, with its source; and what follows"
                " from it. Start with the views "
                + ", ".join(PUBLIC_VIEWS)
                + ": their columns are kept from version to version.",
                "tables": tables(),
            }
        },
    }
    return {
        "metadata.yml": _HEADER + _dump(metadata),
        "settings.json": json.dumps(dict(SETTINGS), indent=2) + "\n",
        "datasette.yaml": datasette_yaml(metadata, SETTINGS),
    }


def tables() -> dict[str, dict[str, Any]]:
    """Description, facets, sort and columns of every table and view."""
    return {
        name: {"description": _sentence(one.text), **_CHOICES.get(name, {}), "columns": one.columns}
        for name, one in descriptions().items()
        if not name.endswith("_fts")
    }


def _sentence(text: str) -> str:
    return text if text.endswith(".") else text + "."


def datasette_yaml(metadata: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """The text of datasette.yaml that makes 1.0 do what 0.65 does with the other two."""
    configuration: dict[str, Any] = {"settings": dict(settings)}
    if metadata.get("plugins"):
        configuration["plugins"] = metadata["plugins"]
    databases: dict[str, Any] = {}
    for name, database in (metadata.get("databases") or {}).items():
        chosen = {
            table: kept
            for table, words in (database.get("tables") or {}).items()
            if (kept := {key: words[key] for key in _CONFIGURATION if key in words})
        }
        if chosen:
            databases[name] = {"tables": chosen}
    if databases:
        configuration["databases"] = databases
    return _TWIN_HEADER + _dump(configuration)


def _dump(value: Mapping[str, Any]) -> str:
    text: str = yaml.dump(
        value,
        Dumper=_Plain,
        sort_keys=False,
        allow_unicode=True,
        width=98,
        default_flow_style=False,
    )
    return text


class _Plain(yaml.SafeDumper):
    """Writes no anchors: people edit what it writes."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


_Plain.add_representer(
    list, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, True)
)


def read_metadata(root: Path) -> dict[str, Any]:
    """What metadata.yml of a tracker says; {} if there is none or it is not a mapping."""
    return _mapping(root / "metadata.yml")


def read_settings(root: Path) -> dict[str, Any]:
    """What settings.json of a tracker says; the usual settings if there is none."""
    path = root / "settings.json"
    return _mapping(path) if path.exists() else dict(SETTINGS)


def _mapping(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    value = yaml.safe_load(path.read_text(encoding="utf-8"))  # JSON is YAML
    return value if isinstance(value, dict) else {}


def check_files(root: Path) -> list[Fault]:
    """What is wrong with metadata.yml, settings.json and datasette.yaml of a tracker.

    None of the three has to be there.
    """
    faults: list[Fault] = []
    read: dict[str, dict[str, Any]] = {}
    for name in ("metadata.yml", "settings.json", "datasette.yaml"):
        try:
            read[name] = _mapping(root / name)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
            problem = getattr(error, "problem", None) or "it is not UTF-8 text"
            faults.append(Fault(name, line, f"cannot be read: {problem}."))
    if faults:
        return faults
    faults += [
        Fault(
            "metadata.yml",
            0,
            f"`{key}` is dropped by Datasette 1.0 without a word.",
            "Leave it out: ask with a view, or start bywhen serve with or without --sql.",
            warning=True,
        )
        for key in _DROPPED
        if _says(read["metadata.yml"], key)
    ]
    twin = root / "datasette.yaml"
    if twin.exists() and read["datasette.yaml"] != yaml.safe_load(
        datasette_yaml(read["metadata.yml"], read["settings.json"])
    ):
        faults.append(
            Fault(
                "datasette.yaml",
                0,
                "is not in step with metadata.yml and settings.json.",
                "Make it anew: python -m bywhen.publish.metadata .",
            )
        )
    return faults


def _says(value: object, key: str) -> bool:
    if isinstance(value, dict):
        return key in value or any(_says(one, key) for one in value.values())
    return False


def write_twin(root: Path) -> Path:
    """Write datasette.yaml anew from the other two files of a tracker."""
    twin = root / "datasette.yaml"
    twin.write_text(
        datasette_yaml(read_metadata(root), read_settings(root)), encoding="utf-8", newline="\n"
    )
    return twin


if __name__ == "__main__":
    import sys

    write_twin(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
