"""A sound server without a sound card: PulseAudio with a sink that swallows, and what was played into it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from msgspec import Struct

from tests.helpers.until import until


class SoundServer(Struct, frozen=True, kw_only=True):
    """Where it listens and what it hears."""

    env: Mapping[str, str]
    recording: Path

    def loudest(self) -> int:
        """The greatest sample so far, of 32,767."""
        heard = np.fromfile(self.recording, dtype=np.int16)
        return int(np.abs(heard.astype(np.int32)).max()) if heard.size else 0


@contextmanager
def sound_server(folder: Path, microphone: int = 0) -> Iterator[SoundServer]:
    """PulseAudio on a socket of its own, recorded from the sink's monitor. `microphone`: it has one that hears a tone of so many hertz."""
    for program in ("pulseaudio", "parec", "pactl"):
        assert shutil.which(program), f"{program} is missing: apt-get install pulseaudio pulseaudio-utils"
    recording = folder / "heard.raw"
    with tempfile.TemporaryDirectory(prefix="hw-pulse-") as run:
        socket = Path(run) / "native"
        env = {**os.environ, "XDG_RUNTIME_DIR": run, "PULSE_SERVER": f"unix:{socket}", "HOME": run}
        modules: tuple[str, ...] = (
            "module-null-sink sink_name=nowhere",
            f"module-native-protocol-unix socket={socket} auth-anonymous=1",
        )
        if microphone:  # a source that hears what is played; PulseAudio's own module-sine-source gives two seconds at once
            modules = (*modules, "module-null-sink sink_name=mouth", f"module-sine sink=mouth frequency={microphone}")
        server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", *(f"--load={each}" for each in modules)],
            env={key: value for key, value in env.items() if key != "PULSE_SERVER"}, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        recorder = listener = None
        try:
            until(
                lambda: subprocess.run(["pactl", "info"], env=env, capture_output=True, check=False).returncode == 0,
                what="PulseAudio",
            )
            if microphone:
                subprocess.run(["pactl", "set-default-source", "mouth.monitor"], env=env, check=True)
                # Somebody who wants it at once: a sink that swallows otherwise gives two seconds at a time, as no sound card does.
                hasty = ["parec", "-d", "mouth.monitor", "--raw", "--latency-msec=20"]
                listener = subprocess.Popen(hasty, env=env, stdout=subprocess.DEVNULL)
            with recording.open("wb") as sink:
                recorder = subprocess.Popen(
                    ["parec", "-d", "nowhere.monitor", "--raw", "--latency-msec=20"], env=env, stdout=sink
                )
            until(lambda: recording.stat().st_size > 0, what="the recording to begin")
            yield SoundServer(env={"XDG_RUNTIME_DIR": run, "PULSE_SERVER": f"unix:{socket}"}, recording=recording)
        finally:
            for process in (recorder, listener, server):
                if process is not None:
                    process.terminate()
                    process.wait()
