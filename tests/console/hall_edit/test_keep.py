"""A hall.toml is saved whole, every version stays, and nobody writes over another's work unasked."""

from datetime import UTC
from pathlib import Path

import pytest

from console.config import DEMO_HALL, load_hall
from console.fault import HallFault
from console.hall_edit import operations as op
from console.hall_edit.document import Document
from console.hall_edit.keep import ChangedMeanwhile, Keeper
from console.hall_edit.start import make
from console.hall_edit.things import Ref
from console.model.event import HallConfigured
from console.model.reduce import reduce
from console.model.state import HallState
from tests.helpers.hub import HubProcess


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make(tmp_path / "hall")


def test_each_save_is_a_version_and_the_first_text_is_one_too(file: Path) -> None:
    first = file.read_text(encoding="utf-8")
    keeper = Keeper(file, "li si/x")
    keeper.read()
    second, third = first.replace("width = 24.0", "width = 30.0"), first.replace("width = 24.0", "width = 31.0")
    keeper.save(second)
    keeper.save(third)
    versions = keeper.versions()
    assert [keeper.text_of(version) for version in versions] == [third, second, first]
    assert versions[0].author == "li_si_x"
    assert versions[0].at.tzinfo is UTC
    assert file.read_text(encoding="utf-8") == third


def test_a_file_that_somebody_wrote_by_hand_becomes_a_version_before_it_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text("name = 'by hand'\n", encoding="utf-8")
    keeper = Keeper(file)
    keeper.read()
    keeper.save("name = 'new'\n")
    assert {keeper.text_of(version) for version in keeper.versions()} == {"name = 'by hand'\n", "name = 'new'\n"}


def test_what_somebody_else_saved_meanwhile_is_not_written_over(file: Path) -> None:
    keeper = Keeper(file, "first")
    mine = keeper.read()
    file.write_text(mine + "# other\n", encoding="utf-8")
    with pytest.raises(ChangedMeanwhile, match="changed by somebody else") as told:
        keeper.save(mine + "# mine\n")
    assert told.value.text.endswith("# other\n")
    assert file.read_text(encoding="utf-8").endswith("# other\n")
    keeper.save(mine + "# mine\n", over=True)
    assert mine + "# other\n" in [keeper.text_of(version) for version in keeper.versions()], "the other's text is a version"


def test_a_folder_that_cannot_be_written_loses_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper(file)
    text = keeper.read()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(HallFault, match=r"cannot be saved: Permission denied — check who may write"):
        keeper.save(text + "# more\n")
    with pytest.raises(HallFault, match="cannot be written"):
        keeper.keep_draft(text)
    assert file.read_text(encoding="utf-8") == text
    assert not list(file.parent.glob(".*.new")), "no half-written file is left"


def test_a_file_in_place_of_the_folder_of_versions_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text("a = 1\n", encoding="utf-8")
    (tmp_path / "versions").write_text("", encoding="utf-8")
    keeper = Keeper(file)
    keeper.read()
    with pytest.raises(HallFault, match="cannot be saved"):
        keeper.save("a = 2\n")
    assert file.read_text(encoding="utf-8") == "a = 1\n"


def test_what_was_not_saved_is_found_again_and_forgotten_once_it_is(file: Path) -> None:
    keeper = Keeper(file)
    text = keeper.read()
    assert keeper.lost_draft() is None
    keeper.keep_draft(text + "# work\n")
    again = Keeper(file)
    again.read()
    assert again.lost_draft() == text + "# work\n"
    again.save(text + "# work\n")
    assert again.lost_draft() is None
    assert not again.draft.exists()


def test_a_draft_of_before_is_not_lost_to_a_new_one(file: Path) -> None:
    keeper = Keeper(file, "a")
    text = keeper.read()
    keeper.keep_draft(text + "# before\n")
    keeper.set_aside(text + "# before\n")
    keeper.set_aside(text + "# before\n")
    keeper.keep_draft(text + "# after\n")
    kept = [version for version in keeper.versions() if keeper.text_of(version) == text + "# before\n"]
    assert [version.author for version in kept] == ["a_unsaved"]


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe", "not UTF-8"), (b"#" * 1_000_001, "larger than"), (None, "no such file")]
)
def test_what_is_no_file_of_a_hall_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "hall.toml"
    if content is not None:
        file.write_bytes(content)
        with pytest.raises(HallFault, match="is there already"):
            make(file)
    with pytest.raises(HallFault, match=said):
        Keeper(file).read()


def test_the_rights_of_the_file_and_a_link_to_it_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text("a = 1\n", encoding="utf-8")
    real.chmod(0o640)
    link = tmp_path / "hall.toml"
    link.symlink_to(real)
    keeper = Keeper(link)
    keeper.read()
    keeper.save("a = 2\n")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "a = 2\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_replay_shows_the_hall_of_that_day(tmp_path: Path) -> None:
    """The hub journals the hall that it runs with; what the editor saves is in force from the next start on, and not before."""
    folder = tmp_path / "hall"
    folder.mkdir()
    file = folder / "hall.toml"
    file.write_text((DEMO_HALL / "hall.toml").read_text(encoding="utf-8"), encoding="utf-8")
    hub = HubProcess(tmp_path / "data")
    hub.more = ("--hall", str(folder))
    with hub:
        hub.stop()
    keeper = Keeper(file)
    document = Document(file, keeper.read())
    document.do(op.Move(refs=(Ref("counter", "c3"),), dx=0.5, dy=0))
    document.do(op.Rename(ref=Ref("zone", "meeting"), id="talks"))
    keeper.save(document.text)
    with hub:
        hub.stop()
    entries = hub.entries()
    changes = [entry for entry in entries if isinstance(entry.event, HallConfigured)]
    assert len(changes) == 2
    state = HallState()
    seen = []
    for entry in entries:
        state = reduce(state, entry)
        if state.config is not None:
            seen.append(next(counter.x for counter in state.config.counters if counter.id == "c3"))
    assert seen == sorted(seen)
    assert set(seen) == {9.3, 9.8}
    assert state.config == load_hall(folder)
