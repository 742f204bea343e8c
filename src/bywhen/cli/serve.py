"""serve: the tracker in a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session
from bywhen.errors import UsageError

__all__ = ["serve"]


@click.command(epilog=example("bywhen serve --check"))
@tracker_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port; if it is taken, the next that is free. 0: any.",
)
@click.option("--public", is_flag=True, help="tracker.db only, immutable, hardened; no free SQL.")
@click.option("--sql/--no-sql", default=None, help="Free SQL on or off.  [default: on, public off]")
@click.option("--check", is_flag=True, help="Fetch the pages once and exit.")
@click.option(
    "--alerts",
    is_flag=True,
    help="Send alerts too, as `alert watch` does.",
)
@pass_session
def serve(
    session: Session,
    host: str,
    port: int,
    public: bool,
    sql: bool | None,
    check: bool,
    alerts: bool,
) -> None:
    """Serve the tracker with Datasette, building it first if need be.

    A tracker.db that is built while it is served shows within two seconds.
    """
    from bywhen.publish.serve import serve as serve_tracker

    if alerts and public:
        raise UsageError("--alerts opens the desk, which --public may not; run it apart.")
    code = serve_tracker(
        Path(session.folder),
        host=host,
        port=port,
        public=public,
        sql=sql,
        check=check,
        alerts=alerts,
        announce=click.echo,
    )
    sys.exit(code)
