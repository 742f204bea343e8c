"""The rules of calculation: windows, claims, baselines, slips, verdicts. Pure: no I/O, no clock.

Start with `claims` (what goes in) and `figures` (what comes out); `history.replay` leads from one
to the other, `asof.figures` adds the day on which one looks.
"""
