"""The record: events/*.yml as values, with every fault of every file in one run."""

from bywhen.record.load import LoadResult, load, load_or_raise, load_text

__all__ = ["LoadResult", "load", "load_or_raise", "load_text"]
