"""Where the `coordinator` command begins. A draw is checked without loading the site: that would take longer than the
check."""

import gc
import sys


def main() -> None:
    """Check a draw at once, or run any other command."""
    if sys.argv[1:2] == ["verify-draw"]:
        _verify()
    from coordinator import cli  # noqa: PLC0415 - only where it is needed

    cli.main()


def _verify() -> None:
    """Check a draw, in a process that ends with it: nobody looks for garbage among its 100,000 entries."""
    from coordinator.errors import Invalid  # noqa: PLC0415 - nothing else is loaded
    from coordinator.guests.verifying import verify_draw  # noqa: PLC0415

    gc.disable()
    try:
        verify_draw(sys.argv[2:], prog_name="coordinator verify-draw")
    except Invalid as refused:
        sys.exit("\n".join(f"{where}: {' '.join(map(str, said))}" for where, said in refused.faults.items()))
    finally:
        gc.freeze()
