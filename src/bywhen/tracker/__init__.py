"""The tracker's folder: where its parts are, and which files make up its record."""

from bywhen.tracker.folder import Tracker, record_digest, refuse_platform

__all__ = ["Tracker", "record_digest", "refuse_platform"]
