"""What makes the machine run `bywhen alert run`: systemd units, a crontab line, a launchd agent."""

from __future__ import annotations

from xml.sax.saxutils import escape

__all__ = ["KINDS", "unit"]

KINDS = ("systemd", "cron", "launchd")
_LABEL = "bywhen-alert"

_SYSTEMD = """\
# ~/.config/systemd/user/{label}.service
[Unit]
Description=bywhen: tell people what nears, passes, moves or is dropped
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={place}
# Secrets that alerts.yml names as ${{NAME}}, one NAME=value a line, readable by you alone:
EnvironmentFile=-%h/.config/bywhen-alert.env
ExecStart={program} alert run --tracker {folder}
TimeoutStartSec=15min
NoNewPrivileges=true

# ~/.config/systemd/user/{label}.timer
[Unit]
Description=bywhen alerts every {minutes} minutes

[Timer]
OnCalendar=*:0/{minutes}
# A run that was missed while the machine was off is made up for at once.
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now {label}.timer
#       loginctl enable-linger    (so that it runs while you are logged out)
# Look: systemctl --user list-timers; bywhen alert health
"""
_CRON = """\
# crontab -e
# Secrets that alerts.yml names as ${{NAME}} stand here as NAME=value lines.
# Once an hour, complain if nothing has run or something is stuck: cron mails it to you, or to
# another address if a line MAILTO=name@host stands above it.
17 * * * * {program} alert health --quiet --tracker {folder}
# What the runs say of themselves is not mailed.
MAILTO=""
*/{minutes} * * * * {program} alert run --tracker {folder}
"""
_LAUNCHD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Save as ~/Library/LaunchAgents/{label}.plist, then:
     launchctl load -w ~/Library/LaunchAgents/{label}.plist -->
<plist version="1.0">
<dict>
  <key>Label</key><string>{label}</string>
  <key>ProgramArguments</key>
  <array>
    <string>{program}</string>
    <string>alert</string>
    <string>run</string>
    <string>--tracker</string>
    <string>{folder}</string>
  </array>
  <key>StartInterval</key><integer>{seconds}</integer>
  <key>RunAtLoad</key><true/>
</dict>
</plist>
"""


def unit(kind: str, program: str, folder: str, minutes: int) -> str:
    """The text for one of `KINDS`: `program` every so many minutes on the tracker in `folder`."""
    if kind == "launchd":
        return _LAUNCHD.format(
            label=_LABEL, program=escape(program), folder=escape(folder), seconds=minutes * 60
        )
    if kind == "cron":
        program, folder = _crontab(program), _crontab(folder)
        return _CRON.format(program=program, folder=folder, minutes=minutes)
    return _SYSTEMD.format(
        label=_LABEL,
        program=_systemd(program),
        folder=_systemd(folder),
        place=folder.replace("%", "%%"),  # all of the line, without quotes
        minutes=minutes,
    )


def _crontab(path: str) -> str:
    """Quoted for the shell; `%` means a line break to cron."""
    import shlex

    return shlex.quote(path).replace("%", "\\%")


def _systemd(path: str) -> str:
    """`%` begins a specifier, `$` a variable; blanks want quotes (systemd.service(5))."""
    text = path.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return f'"{text}"' if " " in text or '"' in text else text
