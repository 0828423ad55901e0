"""The reader: who is looking, as a frozen value. Every use-case takes one first; nothing is loaded without one."""

from dataclasses import dataclass

from coordinator.people.models import Role, Units


@dataclass(frozen=True, slots=True)
class Reader:
    """A person with roles, somebody unknown (`id` None), or the operator at the console."""

    id: str | None
    roles: frozenset[tuple[Role, str | None]] = frozenset()

    def has(self, role: Role) -> bool:
        """Whether this reader holds `role`, in whichever city."""
        return any(held == role for held, _ in self.roles)

    def leads(self, city_id: str) -> bool:
        """Whether this reader is a lead of that city."""
        return (Role.LEAD, city_id) in self.roles


@dataclass(frozen=True, slots=True)
class Customs:
    """How somebody chose to read: a locale (“en_DE”), the IANA zone of her own clocks, the unit of distances."""

    locale: str | None = None
    zone: str | None = None
    units: Units | None = None


STRANGER = Reader(None)
UNCHOSEN = Customs()
CONSOLE = Reader("console", frozenset({(Role.GLOBAL, None)}))  # who has the server's shell has the global team's rights
