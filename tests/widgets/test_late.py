"""What is slow to import is loaded once, for whoever waits for it."""

import sys
from functools import partial
from pathlib import Path

import pytest
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from tests.helpers.until import until
from widgets.late import Late


def test_two_that_wait_for_one_module_are_told_once_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    (tmp_path / "loaded_once_for_two.py").write_text("import threading\nWHERE = threading.current_thread().name\n")
    monkeypatch.syspath_prepend(tmp_path)
    told: list[int] = []
    parent = QObject()
    waiting = [Late("loaded_once_for_two", partial(told.append, number), parent) for number in range(2)]
    waiting[0].begin()
    waiting[1].begin()
    waiting[1].begin()
    assert not any(late.is_over for late in waiting)
    until(lambda: len(told) >= 2, qapp.processEvents)
    assert sorted(told) == [0, 1]
    assert sys.modules["loaded_once_for_two"].WHERE == "load-loaded_once_for_two"
    assert Late("loaded_once_for_two", lambda: None, parent).is_over, "there is nothing to wait for any more"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_cannot_be_loaded_is_over_too(qapp: QApplication) -> None:
    told: list[str] = []
    parent = QObject()
    late = Late("there_is_no_such_module", lambda: told.append("over"), parent)
    late.begin()
    until(lambda: bool(told), qapp.processEvents)
    assert late.is_over
