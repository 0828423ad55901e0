"""Rights on PostgreSQL: a role for the site that cannot read sealed tables, and another one that it takes for single
statements.

The gate stands in this process and sees what goes through SQLAlchemy. The rights stand in the server, so that a
statement which found a way round the gate (a cursor of the driver, a view, an injected sub-select) is refused there,
too: the site signs in as a role without rights on `sec_…`, and for each statement that names such a table inside a
grant it takes the other role, and gives it back before the next. Who can run statements of her own choice under the
site's name could take it as well; against her stand the keys (`disclosure.cipher`).
"""

import re
from typing import Any

from sqlalchemy import Engine, event

from coordinator.gate import names_sealed

_DEFINES = re.compile(r"\s*(CREATE|ALTER|DROP|GRANT|REVOKE|TRUNCATE)\b", re.IGNORECASE)  # the owner's own work


def borrow(engine: Engine, role: str) -> None:
    """Have statements that name a sealed table run as `role`, on every connection of `engine` (PostgreSQL).

    The role is set for the transaction: a statement that fails takes it back with what is rolled back.
    """
    take = f"SET LOCAL ROLE {engine.dialect.identifier_preparer.quote(role)}"

    def before(_conn: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if _needs(statement):
            cursor.connection.execute(take)

    def after(_conn: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if _needs(statement):
            cursor.connection.execute("SET LOCAL ROLE NONE")

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)


def _needs(statement: str) -> bool:
    return names_sealed(statement) and not _DEFINES.match(statement)
