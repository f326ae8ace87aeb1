"""`fablab init`, `serve` and `worker`."""

import threading

import click
from flask_migrate import upgrade

from fablab.app import create_app
from fablab.assessments.services import load_rubrics
from fablab.certificates.signing import issuer_keys
from fablab.cli.serving import LIVE, refuse_unsafe_sqlite, run_server
from fablab.config import create_secret, read_settings
from fablab.consent.services import load_texts
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.mail.worker import start_worker
from fablab.web.logs import configure_logs


@click.command()
def init() -> None:
    """Make keys and database, or bring the database up to date."""
    create_secret()
    app = create_app(read_settings())
    with app.app_context():
        upgrade()
        with unit_of_work():
            load_texts(now=clock.now())
            load_rubrics(now=clock.now())
        issuer_keys(now=clock.now())
    click.echo("The database is up to date.")


@click.command()
@click.option("--port", default=5001, show_default=True, help="Local port.")
@click.option(
    "--address", default="127.0.0.1", show_default=True, help="Local address."
)
def serve(port: int, address: str) -> None:
    """Serve the site; put Caddy or nginx in front for https."""
    settings = read_settings()
    refuse_unsafe_sqlite(create_app(settings), accepted=settings.accept_old_sqlite)
    run_server(LIVE, settings, address=address, port=port, workers=settings.workers)


@click.command()
def worker() -> None:
    """Send letters and do what comes round by the clock, apart from the server."""
    settings = read_settings()
    configure_logs(settings.log_level)
    start_worker(create_app(settings))
    click.echo("The worker runs. Stop it with Ctrl+C.", err=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("The worker has stopped.", err=True)
