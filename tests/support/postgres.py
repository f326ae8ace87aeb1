"""The PostgreSQL that tests use, and databases on it."""

import os
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.support.cluster import USER, Cluster, PostgresMissing, start_cluster

__all__ = ["PostgresMissing", "PostgresServer"]

DRIVER = "postgresql+psycopg"


class PostgresServer:
    """Runs inside `with`; FABLAB_TEST_POSTGRES_URL names one to use instead.

    Every test process may have its own: it takes a free port and a folder of its own.
    On a server that was named, databases begin with this process's number and are
    dropped at the end.
    """

    def __init__(self) -> None:
        self._given = os.environ.get("FABLAB_TEST_POSTGRES_URL")
        self._prefix = f"fablab_test_{os.getpid()}_" if self._given else ""
        self._cluster: Cluster | None = None
        self._made: list[str] = []
        self._url = URL.create(DRIVER)

    def __enter__(self) -> Self:
        """Start it.

        Raises:
            PostgresMissing: there is none to start.
        """
        if self._given:
            self._url = make_url(self._given).set(drivername=DRIVER)
            return self
        self._cluster = start_cluster()
        self._url = URL.create(
            DRIVER,
            username=USER,
            host="127.0.0.1",
            port=self._cluster.port,
            database="postgres",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._cluster:
            self._cluster.stop()
        else:
            for name in list(self._made):
                self.drop_database(name)

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make a database, if wished as a copy of another one made here.

        Returns:
            Its SQLAlchemy URL, `postgresql+psycopg://…`.
        """
        source = self._prefix + template if template else "template1"
        self._execute("CREATE DATABASE {} TEMPLATE {}", self._prefix + name, source)
        self._made.append(name)
        url = self._url.set(database=self._prefix + name)
        return url.render_as_string(hide_password=False)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute("DROP DATABASE {} WITH (FORCE)", self._prefix + name)
        self._made.remove(name)

    def _execute(self, command: str, *names: str) -> None:
        plain = self._url.set(drivername="postgresql")
        address = plain.render_as_string(hide_password=False)
        statement = sql.SQL(command).format(*map(sql.Identifier, names))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)
