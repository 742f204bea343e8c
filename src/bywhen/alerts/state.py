"""Single values that the alerts keep between runs, in `alert_state`."""

from __future__ import annotations

import sqlite3

__all__ = ["State"]


class State:
    """Named values: instants (seconds since 1970) and texts."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def text(self, name: str) -> str | None:
        """The value; None if it was never put."""
        row = self._connection.execute(
            "SELECT value FROM alert_state WHERE name = ?", (name,)
        ).fetchone()
        return str(row[0]) if row else None

    def instant(self, name: str) -> int | None:
        """The value as an instant."""
        text = self.text(name)
        return int(text) if text else None

    def put(self, name: str, value: str | int | None) -> None:
        """Keep a value; None takes it away."""
        if value is None:
            self._connection.execute("DELETE FROM alert_state WHERE name = ?", (name,))
        else:
            self._connection.execute(
                "INSERT INTO alert_state VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, str(value)),
            )
