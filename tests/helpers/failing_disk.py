"""A disk that can be full or forget what was not synced, and a wall clock that can jump, for a real hub process (see failing_disk.c)."""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from tests.helpers.hub import HubProcess
from tests.helpers.program import is_running
from tests.helpers.until import until

_SOURCE = Path(__file__).with_name("failing_disk.c")


@cache
def library() -> Path:
    """The library to preload, made once a run of the tests."""
    folder = tempfile.TemporaryDirectory(prefix="hw-disk-")
    atexit.register(folder.cleanup)
    made = Path(folder.name) / "failing_disk.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", made, _SOURCE, "-ldl"], check=True)
    return made


class FailingHub(HubProcess):
    """A hub whose disk and clock obey the test."""

    def __init__(self, folder: Path, *, forgets: bool = False, program: tuple[str, ...] = ("-m", "console.hub")) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        data = folder / "hall"
        self.full_flag, self.clock_file, self.shadow = folder / "full", folder / "clock", folder / "shadow"
        env = {
            "LD_PRELOAD": str(library()),
            "FAILING_DIR": str(data),
            "FAILING_FULL": str(self.full_flag),
            "FAILING_CLOCK": str(self.clock_file),
        }
        if forgets:
            self.shadow.mkdir()
            env["FAILING_SHADOW"] = str(self.shadow)
        super().__init__(data, env=env, program=program)

    def step_clock(self, seconds: int) -> None:
        """Move the wall clock, as the hub sees it, by so much in all."""
        draft = self.clock_file.with_suffix(".new")
        draft.write_text(f"{seconds}\n")
        draft.replace(self.clock_file)

    def cut_power(self) -> None:
        """The machine is off in this moment, the hub's children with it; the disk holds what was synced."""
        assert self.process is not None
        self.signal(signal.SIGSTOP)  # it starts no more of them
        children = [
            int(pid)
            for task in Path(f"/proc/{self.process.pid}/task").iterdir()
            for pid in (task / "children").read_text().split()
        ]
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        self.kill()
        until(lambda: not any(is_running(pid) for pid in children), what="the hub's children to be gone")
        keys = self.data / "keys"
        kept = self.data.with_name("keys-aside")
        shutil.copytree(keys, kept, dirs_exist_ok=True)  # issued by the test's process, whose disk does not fail
        shutil.rmtree(self.data)
        shutil.copytree(self.shadow, self.data)
        shutil.copytree(kept, keys, dirs_exist_ok=True)
        for path in (self.data, keys):
            path.chmod(0o700)
        for path in keys.iterdir():
            path.chmod(0o600)
