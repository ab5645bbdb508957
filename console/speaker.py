"""The process that speaks: `python -m console.speaker` reads sentences from its standard input, one JSON line each, and says them aloud.

espeak-ng makes the sound (Mandarin and English, offline, from Debian), libvlc plays it, as all other sound. It is a process of its own:
neither can hold up or end the console, and whoever wants silence ends it. For each sentence it answers one line: what came of it.
"""

import os
import subprocess
import sys
import time

import msgspec
import vlc

from console.voice import Said, Sentence

LONGEST = 60.0
"""Seconds of a sentence; what takes longer hangs."""
STEP = 0.05
VOICES = {"zh": "cmn", "en": "en-gb"}


def synthesise(sentence: Sentence, wav: int) -> bool:
    """Write the sentence as WAV into an open file; False when espeak-ng is not installed or does not make it."""
    command = ["espeak-ng", "-v", VOICES.get(sentence.language, "cmn"), "-s", "165", "-w", f"/proc/self/fd/{wav}", "--stdin"]
    text = sentence.text.encode()
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=LONGEST, check=False, pass_fds=(wav,))
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and os.fstat(wav).st_size > 44  # longer than a WAV's head


def play(wav: int, instance: "vlc.Instance") -> bool:
    """Play a WAV to its end; False when no device took any of it."""
    player, media = instance.media_player_new(), instance.media_new(f"/proc/self/fd/{wav}")
    player.set_media(media)
    player.play()
    until = time.monotonic() + LONGEST
    while player.get_state() not in (vlc.State.Ended, vlc.State.Error, vlc.State.Stopped) and time.monotonic() < until:
        time.sleep(STEP)
    told = vlc.MediaStats()
    media.get_stats(told)
    player.stop()
    player.release()
    media.release()
    return bool(told.played_abuffers)


def main() -> int:
    """Say what comes until there is no more."""
    instance = vlc.Instance("--no-video", "--intf=dummy", "--quiet", "--no-metadata-network-access")
    for line in sys.stdin.buffer:
        wav = os.memfd_create("sentence")  # in memory: whoever wants silence kills this process, which leaves nothing behind then
        try:
            trouble = "" if synthesise(msgspec.json.decode(line, type=Sentence), wav) else "no_engine"
            if not trouble and (instance is None or not play(wav, instance)):
                trouble = "no_sound"
        finally:
            os.close(wav)
        print(msgspec.json.encode(Said(trouble=trouble)).decode(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
