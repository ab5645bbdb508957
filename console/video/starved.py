"""How long a thread has stood ready to work and no processor was free: the machine's doing, and nothing that hangs."""

from pathlib import Path


def waited(thread: int) -> float:
    """Seconds since a thread began, by Linux's account (`/proc/…/schedstat`); 0 where that keeps none.

    `thread`: its `native_id`; a process's id is its main thread's.
    """
    try:
        _, nanoseconds, _ = Path(f"/proc/{thread}/schedstat").read_text().split()
    except (OSError, ValueError):
        return 0.0
    return int(nanoseconds) / 1e9
