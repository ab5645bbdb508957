"""A recorder's stream without camera, thread or clock: a clip's packets at whatever times a test says."""

from pathlib import Path

import av

from adapters.simulated.units import SOUND, VIDEO, Unit, read_units
from console.model.hall import Camera
from console.video import nal
from console.video.channel import Channel
from console.video.protocol import Codec, Stream
from console.video.ring import Purse
from tests.helpers.clips import CLIPS, Clip, clip

T = 1_795_000_000.0
"""When it begins."""
NAMES = {"h265": "hevc", "alaw": "pcm_alaw"}


class Fed:
    """A stream; time goes on by `play` only."""

    def __init__(self, recipe: str | Clip = "sub", camera: Camera | None = None, begin: float = T) -> None:
        self.camera = camera or Camera(id="door", main="rtsp://camera/main")
        self.channel = Channel(self.camera, Stream.MAIN, self.camera.main, Purse(), (Stream.MAIN, Stream.SUB))
        self.channel.want(True)
        self.now = begin
        self.generation = 0
        self.pictures: list[float] = []
        """Times of all pictures that were given."""
        self.change(recipe)

    def change(self, recipe: str | Clip) -> None:
        """From now on another clip comes, from its beginning."""
        self.recipe = CLIPS[recipe] if isinstance(recipe, str) else recipe
        description, self.units = read_units(clip(self.recipe))
        pictures = [unit for unit in self.units if unit.track == VIDEO]
        self._length = round(len(pictures) * 1e6 / self.recipe.rate)
        self._next, self._since = 0, self.now
        self.generation += 1
        name = NAMES.get(description.video, description.video)
        sound = NAMES.get(description.sound, description.sound)
        self.channel.take_codec(
            Codec(
                camera=self.camera.id,
                stream=Stream.MAIN,
                generation=self.generation,
                name=name,
                extradata=nal.extradata(nal.parameter_sets(name, pictures[0].data)),
                width=self.recipe.width,
                height=self.recipe.height,
                sound=sound,
                sound_extradata=bytes.fromhex(description.sound_config),
                sound_rate=description.rate if sound else 0,
                sound_channels=description.channels if sound else 0,
            )
        )

    def play(self, seconds: float) -> None:
        """Let time go by, with the packets that come in it."""
        self.now += seconds
        while (at := self._since + self._at / 1e6) < self.now:
            self._give(at, self.units[self._next % len(self.units)])
            self._next += 1

    def rest(self, seconds: float) -> None:
        """Let time go by without a packet; then it goes on at a key picture."""
        self.now += seconds
        self._next, self._since = 0, self.now

    @property
    def _at(self) -> int:
        turn, index = divmod(self._next, len(self.units))
        return turn * self._length + self.units[index].at

    def take(self, unit: Unit) -> None:
        """A packet of a test's own, now; coded as the clip is."""
        self._give(self.now, unit)

    def _give(self, at: float, unit: Unit) -> None:
        is_sound = unit.track == SOUND
        if not is_sound:
            self.pictures.append(at)
        self.channel.ring.append(at, self.generation, unit.data, is_key=unit.is_key and not is_sound, is_sound=is_sound)


def packets_in(path: Path) -> int:
    """How many pictures a recorded file holds."""
    with av.open(str(path)) as container:
        return sum(1 for packet in container.demux(container.streams.video[0]) if packet.size)
