"""Every kind of device on disk keeps the contract of `adapters/base.py`."""

import inspect
import re
from pathlib import Path

import pytest

from adapters import base

SAMPLE = re.compile(r"(?:^ {4}.*\n|^\n)+", flags=re.MULTILINE)


@pytest.mark.parametrize("kind", base.kinds())
def test_the_manual_stands_in_the_module(kind: str) -> None:
    text = inspect.getdoc(base.device_module(kind)) or ""
    assert len(text.splitlines()) > 5
    assert re.search(r"source|domain\.md|RFC|protocol|adapters/push_frame", text, flags=re.IGNORECASE), (
        "where does the protocol come from?"
    )


@pytest.mark.parametrize("kind", base.kinds())
def test_the_sample_configuration_is_valid(kind: str, tmp_path: Path) -> None:
    module = base.device_module(kind)
    samples = [inspect.cleandoc(hit.group()) for hit in SAMPLE.finditer(inspect.getdoc(module) or "") if "=" in hit.group()]
    assert samples, "no sample of a configuration in the docstring"
    file = tmp_path / "sample.toml"
    file.write_text(samples[0], encoding="utf-8")
    base.read_config(file, module.Config)


@pytest.mark.parametrize("kind", base.kinds())
def test_the_class_has_what_the_run_loop_calls(kind: str) -> None:
    adapter = base.device_module(kind).Adapter
    assert list(inspect.signature(adapter.__init__).parameters)[:3] == ["self", "config", "report"]
    for name in ("poll", "obey", "close", "devices"):
        assert hasattr(adapter, name), name


@pytest.mark.parametrize("kind", base.kinds())
def test_unknown_keys_are_refused(kind: str) -> None:
    assert base.device_module(kind).Config.__struct_config__.forbid_unknown_fields
