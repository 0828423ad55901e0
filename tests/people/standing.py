"""A clock that stands for some pages: no half minute and no ten seconds end between two requests of a test."""

from datetime import datetime

import pytest

from coordinator.clock import now


def stand_still(patch: pytest.MonkeyPatch, *modules: str, at: datetime | None = None) -> datetime:
    """Let the pages in these modules of `coordinator.people` have one instant, the present one unless another is said;
    that."""
    stands = at or now()
    for module in modules:
        patch.setattr(f"coordinator.people.{module}.now", lambda: stands)
    return stands
