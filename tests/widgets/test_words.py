"""Every code and every event has its words, in Chinese and in English, and no text escapes translation."""

import ast
import re
import string
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import get_args

import pytest
from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QTranslator
from PyQt6.QtWidgets import QApplication

from console.model import command as c
from console.model import event as e
from console.model.book import MatterPhase, ProblemPhase
from console.model.duty import RoundPhase
from console.model.hall import AlarmPriority, AlarmRule, Post, StepKind, Wall, Watch, ZoneKind
from console.model.health import Health
from console.model.quality import Quality
from console.model.sheet import LineKind
from console.model.state import AlarmPhase, ArmingPhase, CounterPhase, Stage, StepPhase, TicketPhase
from console.session import Link, Mode
from tests.widgets.panes import hall
from widgets import evidence, words
from widgets.detail_kinds import card_of
from widgets.sentences import EVENTS, ORDERS, happened, ordered
from widgets.words import names_of

ROOT = Path(__file__).parents[2]
TS = ROOT / "resources" / "i18n" / "en.ts"
SOURCES = sorted([*(ROOT / "widgets").rglob("*.py"), ROOT / "console" / "app.py"])
ENUMS: tuple[type[Enum], ...] = (
    c.Role, c.Refusal, c.WallItem, LineKind, MatterPhase, ProblemPhase, RoundPhase, e.DayKind, e.Presence, Quality, Health, TicketPhase, CounterPhase, AlarmPhase, Stage, StepPhase, StepKind,
    ZoneKind, Post, AlarmPriority, Watch, Mode, Link, ArmingPhase,
)  # fmt: skip
DATA = {"COMPOUND", "HEADINGS", "OWN_NAMES"}
"""Constants whose Chinese is data: compound surnames, headings of the manual, a language's own name."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WIDE = re.compile(r"[、。，；：！？（）《》「」]")


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    qapp.installTranslator(translator)
    words.forget_names()
    yield
    qapp.removeTranslator(translator)
    words.forget_names()


def test_what_a_wall_is_given_is_named_as_the_hall_names_it() -> None:
    config = hall.normal().state.config
    assert config is not None
    names = names_of(replace(config, walls=(Wall(id="wall", name="监控室大屏", screens=2), Wall(id="lobby", name="大堂"))))
    layout = c.ShowOnWall(wall="wall", screen=1, item=c.WallItem.LAYOUT, shown="wall_cameras")
    assert ordered(layout, names) == "上大屏 监控室大屏 2：版式 大屏：全部摄像机"
    assert ordered(c.ShowOnWall(wall="lobby", item=c.WallItem.PLAN, shown="power"), names) == "上大屏 大堂：预案 停电应急"
    assert ordered(c.ShowOnWall(wall="lobby", item=c.WallItem.LAYOUT, shown="evening"), names).endswith("版式 evening")
    assert ordered(c.ClearWall(wall="wall"), names) == "监控室大屏 恢复自动"
    assert happened(e.WallCleared(wall="wall", screen=0), names) == "监控室大屏 1 恢复自动"
    assert ordered(c.ClearWall(), names) == "全部大屏 恢复自动"


@pytest.mark.parametrize("codes", ENUMS, ids=lambda codes: codes.__name__)
def test_every_member_has_a_chinese_word(codes: type[Enum]) -> None:
    for member in codes:
        assert CHINESE.search(words.of(member)), member


@pytest.mark.parametrize("codes", ENUMS, ids=lambda codes: codes.__name__)
def test_every_member_has_an_english_word(english: None, codes: type[Enum]) -> None:
    for member in codes:
        assert not CHINESE.search(words.of(member)), member
        assert words.of(member) != member.name


@pytest.mark.parametrize(
    ("sentences", "kinds"), [(EVENTS, get_args(e.AnyEvent)), (ORDERS, get_args(c.Command))], ids=["events", "commands"]
)
def test_every_kind_has_its_sentence_and_names_only_its_own_fields(
    sentences: dict[type[Struct], str], kinds: tuple[type[Struct], ...]
) -> None:
    assert set(sentences) == set(kinds)
    for kind, sentence in sentences.items():
        fields = {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}
        assert fields <= set(kind.__struct_fields__), kind


def test_an_event_is_told_with_the_halls_own_names() -> None:
    names = names_of(hall.config())
    assert happened(e.ServiceStarted(ticket="A038", counter="c1"), names) == "1 号窗口 开始办理 A038"
    assert happened(e.DeviceLost(device="ups-1"), names) == "UPS-1 失联"
    order = c.OpenCounter(counter="c7")
    accepted = e.CommandAccepted(id="1", by="link", station="desk", command=order, adapter="qms", expires_at=1.0)
    assert happened(accepted, names) == "联动 命令：开放 7 号窗口"
    assert ordered(order, names) == "开放 7 号窗口"


def test_the_same_in_english(english: None) -> None:
    names = names_of(hall.config())
    assert happened(e.ServiceStarted(ticket="A038", counter="c1"), names) == "Counter 1 starts A038"
    assert words.is_english()


def test_what_the_hall_does_not_know_is_called_by_its_id() -> None:
    names = names_of(hall.config())
    assert happened(e.TicketCalled(ticket="X1", counter="c99"), names) == "c99 叫 X1"
    refused = e.CommandRefused(id="1", by="x", station="s", command=c.Beep(device="d"), reason="from_a_newer_hub")
    assert "from_a_newer_hub" in happened(refused, names)


def test_an_alarm_calls_what_a_terminal_numbered_by_its_kind() -> None:
    rules = [
        AlarmRule(id="late", name="客户事项逾期", watch=Watch.MATTER_LATE, priority=AlarmPriority.MEDIUM),
        AlarmRule(id="waiting", name="特殊问题待受理", watch=Watch.PROBLEM_WAITING, priority=AlarmPriority.MEDIUM),
    ]
    names = words.Names(replace(hall.config(), alarms=tuple(rules)))
    assert [names.alarm(id) for id in ("late:T1", "late:m7", "waiting:T5")] == [
        "事项 T1 客户事项逾期", "事项 7 客户事项逾期", "特殊问题 T5 特殊问题待受理",
    ]  # fmt: skip


def test_a_refusal_says_why_and_of_what_but_no_code() -> None:
    names = names_of(hall.config())
    assert evidence.refused("already", "c7", names) == "已是如此：7 号窗口"
    assert evidence.refused("wrong_state", "closed", names) == "当前状态不能执行：关闭"
    assert evidence.refused("wrong_state", "lines=3", names) == "当前状态不能执行"
    assert evidence.refused("role", "", names) == "当前角色无此权限"
    order = e.CommandRefused(id="1", by="link", station="s", command=c.OpenCounter(counter="c7"), reason="already", detail="c7")
    assert happened(order, names) == "拒绝 联动 的命令 开放 7 号窗口：已是如此：7 号窗口"


def test_a_step_of_a_plan_is_named_on_its_button_as_far_as_there_is_room() -> None:
    assert "完成：引导员安抚客户并引至等…" in [deed.words for deed in card_of(hall.busy(), "plan", "run-1").deeds]


def test_in_english_it_is_named_in_english(english: None) -> None:
    buttons = [deed.words for deed in card_of(hall.busy(), "plan", "run-1").deeds]
    assert "Done: Guides calm the custome…" in buttons


def test_lengths_of_time_read_well() -> None:
    assert [words.duration(s) for s in (-1, 0, 59.9, 372, 3753)] == ["0:00", "0:00", "0:59", "6:12", "1:02:33"]
    assert [words.age(s) for s in (4, 200, 7200)] == ["4 秒", "3 分", "2 小时"]


def sources(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for context in ET.parse(path).getroot().iter("context"):
        found[context.findtext("name", "")] = {message.findtext("source", "") for message in context.iter("message")}
    return found


def test_the_english_file_has_every_text_and_each_is_translated(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    tool = Path(sys.executable).parent / "pylupdate6"
    subprocess.run([tool, "--ts", fresh, *SOURCES], check=True, capture_output=True)
    wanted, present = sources(fresh), sources(TS)
    missing = {
        context: texts - present.get(context, set()) for context, texts in wanted.items() if texts - present.get(context, set())
    }
    assert not missing, "run resources/i18n/refresh.sh, then translate these in en.ts"
    unfinished = [
        m.findtext("source") for m in ET.parse(TS).getroot().iter("message") if m.find("translation[@type]") is not None
    ]
    assert unfinished == []


def test_every_translation_keeps_its_places() -> None:
    for message in ET.parse(TS).getroot().iter("message"):
        source, forms = message.findtext("source", ""), [form.text or "" for form in message.iter("numerusform")]
        assert len(forms) == (2 if "%n" in source else 0), source
        for english in forms or [message.findtext("translation", "")]:
            assert english, source
            assert not CHINESE.search(english), source
            assert not WIDE.search(english), f"{source}: a Chinese mark in English"
            places = set(re.findall(r"\{[^}]*\}|%n", english))
            assert places <= set(re.findall(r"\{[^}]*\}|%n", source)) | {"{year}"}, source


def test_english_counts_one_and_many(english: None) -> None:
    said = [QCoreApplication.translate("AlarmWords", "影响 %n 位客户", n=n) for n in (1, 2)]
    assert said == ["1 customer affected", "2 customers affected"]
    assert words.listed(["A", "B"]) == "A, B"
    assert words.told("Counter 3", "paused") == "Counter 3: paused"
    assert words.troubled("UPS 1", "Mains lost") == "UPS 1: mains lost"
    assert words.troubled("UPS 1", "UPS on bypass") == "UPS 1: UPS on bypass"


def test_chinese_counts_with_its_own_marks(qapp: QApplication) -> None:
    assert QCoreApplication.translate("AlarmWords", "影响 %n 位客户", n=1) == "影响 1 位客户"
    assert words.listed(["甲", "乙"]) == "甲、乙"
    assert words.told("3 号窗口", "暂停") == "3 号窗口：暂停"
    assert words.troubled("UPS-1", "市电中断") == "UPS-1 市电中断"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_chinese_text_stands_outside_translation(path: Path) -> None:
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {"translate", "QT_TRANSLATE_NOOP"}
    told = {id(arg) for call in calls if isinstance(call.func, ast.Name) and call.func.id in names for arg in call.args}
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name) and line.targets[0].id in DATA:
            docs |= {id(part) for part in ast.walk(line)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            assert id(node) in told | docs, f"{path}:{node.lineno}: {node.value!r}"
