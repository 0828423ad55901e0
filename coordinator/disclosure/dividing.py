"""Who may read which table in a PostgreSQL server: the roles that `rights` takes, made and given what they may."""

from sqlalchemy import Connection, text

from coordinator.gate import granted, names_sealed

WEB, SEALED = "coordinator_web", "coordinator_sealed"
_ALL = "SELECT, INSERT, UPDATE, DELETE"


def divide(connection: Connection, *, web: str = WEB, sealed: str = SEALED) -> int:
    """Make both roles where they are missing, and give each its rights on the tables that there are; how many are
    sealed. Again it does the same, and is due after each migration. By the owner of the tables, who may make roles."""
    named = connection.dialect.identifier_preparer.quote
    site, opener = named(web), named(sealed)
    for role, kind in ((web, "LOGIN NOINHERIT"), (sealed, "NOLOGIN")):
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
            connection.execute(text(f"CREATE ROLE {named(role)} {kind}"))
    schema = named(str(connection.scalar(text("SELECT current_schema()"))))
    tables = _tables(connection)
    closed = [named(name) for name in tables if names_sealed(name)]
    statements = [
        f"ALTER ROLE {site} NOINHERIT",
        f"GRANT {opener} TO {site}",
        f"GRANT USAGE ON SCHEMA {schema} TO {site}, {opener}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {site}, {opener}",
        f"GRANT {_ALL} ON ALL TABLES IN SCHEMA {schema} TO {opener}",
        *(f"GRANT {_ALL} ON {named(name)} TO {site}" for name in tables if not names_sealed(name)),
        *(f"REVOKE ALL ON {name} FROM {site}, PUBLIC" for name in closed),
    ]
    with granted("divide rights"):
        for statement in statements:
            connection.execute(text(statement))
    return len(closed)


def reads_sealed(connection: Connection) -> bool:
    """Whether who is signed in can read a sealed table without taking another role."""
    may = text("SELECT has_table_privilege(current_user, :table, 'SELECT')")
    closed = [name for name in _tables(connection) if names_sealed(name)]
    return any(connection.scalar(may, {"table": name}) for name in closed)


def _tables(connection: Connection) -> list[str]:
    wanted = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return list(connection.scalars(wanted))
