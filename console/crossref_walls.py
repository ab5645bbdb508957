"""Whether the walls of a hall hang together: what they show exists and may be seen there, and each preset has one cause."""

from collections.abc import Iterator

from console.fault import HallFault
from console.model.cameras import for_walls
from console.model.hall import HallConfig, Wall, WallPreset, WallScene, WallView
from console.toml_file import TomlFile, Where, refer, refuse_twice, suggest

_ITSELF = (WallView.ALARM, WallView.TEXT)
"""Views that only come up by themselves or from the desk."""


def check_walls(hall: HallConfig, file: TomlFile) -> Iterator[HallFault]:
    """What does not fit, the first thing first."""
    yield from refuse_twice(
        [wall.id for wall in hall.walls], [(file, ("wall", at, "id")) for at in range(len(hall.walls))], "wall"
    )
    for index, wall in enumerate(hall.walls):
        yield from _check_wall(wall, hall, file, ("wall", index))


def _check_wall(wall: Wall, hall: HallConfig, file: TomlFile, where: Where) -> Iterator[HallFault]:
    if not wall.tour:
        yield file.fault((*where, "tour"), "a wall needs something to show when nothing happens", 'write [{ show = "floor" }]')
    for place, scene in enumerate(wall.tour):
        if scene.show is WallView.PLAN:
            yield file.fault((*where, "tour", place, "show"), "no plan runs when nothing happens", "show something else here")
        yield from _check_scene(scene, hall, file, (*where, "tour", place))
    presets = [(file, (*where, "presets", at, "id")) for at in range(len(wall.presets))]
    yield from refuse_twice([preset.id for preset in wall.presets], presets, "preset")
    rules, plans = [rule.id for rule in hall.alarms], [plan.id for plan in hall.plans]
    for place, preset in enumerate(wall.presets):
        at: Where = (*where, "presets", place)
        yield from _check_cause(preset, file, at)
        for key, id, known in (("alarm", preset.alarm, rules), ("plan", preset.plan, plans)):
            yield from refer(file, (*at, key), id, known, key)
        yield from _check_scene(preset, hall, file, at)


def _check_cause(preset: WallPreset, file: TomlFile, where: Where) -> Iterator[HallFault]:
    timed = preset.begin is not None or preset.end is not None
    if [preset.alarm is not None, preset.plan is not None, timed].count(True) != 1:
        what = f"the preset `{preset.id}` needs one cause"
        yield file.fault((*where, "id"), what, "write either alarm, or plan, or begin and end")
    if timed and (preset.begin is None or preset.end is None):
        yield file.fault((*where, "id"), f"the preset `{preset.id}` has only one time of day", "write both begin and end")


def _check_scene(scene: WallScene | WallPreset, hall: HallConfig, file: TomlFile, where: Where) -> Iterator[HallFault]:
    if scene.show in _ITSELF:
        remedy = "show floor, queues, figures, cameras or camera"
        yield file.fault((*where, "show"), f"`{scene.show}` comes up by itself and cannot be asked for", remedy)
        return
    if scene.show is not WallView.CAMERA:
        if scene.of is not None:
            yield file.fault((*where, "of"), f"`{scene.show}` is of nothing", 'leave `of` out, or write show = "camera"')
        return
    cameras = {camera.id: camera for camera in hall.cameras}
    if scene.of is None:
        yield file.fault((*where, "show"), "it is not said which camera", "write of = CAMERA")
    elif scene.of not in cameras:
        yield file.fault((*where, "of"), f"there is no camera `{scene.of}`", suggest(scene.of, list(cameras)))
    elif not for_walls(cameras[scene.of]):
        remedy = "name another, or add wall to its roles"
        yield file.fault((*where, "of"), f"a wall may not show the camera `{scene.of}`", remedy)
