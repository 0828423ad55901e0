"""What is to happen when: the moments of a rehearsal in their order, each with what somebody does then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

Act = Callable[[datetime], None]
QUARTER = timedelta(minutes=15)
_ZERO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment: what people do then, and whether something is due by the clock alone."""

    at: datetime
    acts: tuple[Act, ...]
    is_due: bool


class Agenda:
    """Moments to come. At one moment things happen in the order in which they were put there."""

    def __init__(self) -> None:
        self._turns: list[tuple[datetime, int, Act | None]] = []
        self._numbers = count()

    def put(self, at: datetime, act: Act | None = None) -> None:
        """Have `act` happen at that instant or within the quarter of an hour after it, so that the clock need not stop
        for everybody; without one only the clock matters, and it stops at that very instant."""
        self.put_sharp(at if act is None else at + (_ZERO - at) % QUARTER, act)

    def put_sharp(self, at: datetime, act: Act | None) -> None:
        """Have it happen at that very instant."""
        heappush(self._turns, (at, next(self._numbers), act))

    def put_all(self, moments: Iterable[datetime]) -> None:
        """Let the clock stop at each of these instants."""
        for at in moments:
            self.put(at)

    def next(self, until: datetime) -> Turn | None:
        """The next moment and all that happens then; None where there is none before `until`."""
        if not self._turns or self._turns[0][0] > until:
            return None
        at, acts = self._turns[0][0], list[Act | None]()
        while self._turns and self._turns[0][0] == at:
            acts.append(heappop(self._turns)[2])
        return Turn(at, tuple(act for act in acts if act is not None), None in acts)
