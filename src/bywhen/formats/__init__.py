"""Values to text and bytes: tables for people, JSON and CSV for programs. Pure, no I/O."""
