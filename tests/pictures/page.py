"""The page by which a person looks at all pictures: thumbnails, choices above them, and what the checks found. One file, no scripts from elsewhere."""

from html import escape
from pathlib import Path

import msgspec
from msgspec import Struct

AXES = ("kind", "name", "state", "look", "lang", "size")


class Shot(Struct, frozen=True, kw_only=True):
    """A picture that was written."""

    file: str
    small: str
    kind: str
    name: str
    state: str
    look: str
    lang: str
    size: str
    faults: tuple[str, ...] = ()


def write(folder: Path, shots: list[Shot]) -> Path:
    """Write `index.html` into the folder of the pictures."""
    ordered = sorted(
        shots, key=lambda shot: (shot.kind != "window", shot.name, shot.state, shot.look, shot.lang, len(shot.size), shot.size)
    )
    chosen = {"look": "night", "lang": "zh", "size": "1920x1080"}
    selects = "".join(_select(axis, ordered, chosen.get(axis, "")) for axis in AXES)
    data = msgspec.json.encode(ordered).decode().replace("</", "<\\/")
    page = _PAGE.replace("@SELECTS@", selects).replace("@DATA@", data).replace("@COUNT@", str(len(ordered)))
    path = folder / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def _select(axis: str, shots: list[Shot], chosen: str) -> str:
    values = sorted({getattr(shot, axis) for shot in shots}, key=lambda value: (len(value) if axis == "size" else 0, value))
    chosen = chosen if chosen in values else ""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(value) or f"every {axis}"}</option>'
        for value in ("", *values)
    )
    return f'<label>{axis} <select id="{axis}">{options}</select></label> '


_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>hallwatch: pictures</title>
<style>
 body { background: #1b1f24; color: #dde3e8; font: 14px/1.5 "Noto Sans CJK SC", sans-serif; margin: 0; }
 header { position: sticky; top: 0; background: #12161b; padding: 12px 16px; z-index: 1; }
 select { background: #2a333d; color: inherit; border: 1px solid #46525e; padding: 4px; margin-right: 10px; font: inherit; }
 #all { display: grid; grid-template-columns: repeat(auto-fill, minmax(360px, 1fr)); gap: 14px; padding: 16px; }
 figure { margin: 0; } img { width: 100%; display: block; background: #000; }
 figcaption { color: #aab6c2; font-size: 12px; } .fault { color: #ff9e3d; }
</style>
<header>@SELECTS@ <label><input type="checkbox" id="faulty"> only with faults</label> <span id="count"></span> of @COUNT@</header>
<main id="all"></main>
<script>
const shots = @DATA@;
const axes = ["kind", "name", "state", "look", "lang", "size"];
const all = document.getElementById("all");
function show() {
  const wanted = Object.fromEntries(axes.map(a => [a, document.getElementById(a).value]));
  const faulty = document.getElementById("faulty").checked;
  const found = shots.filter(s => axes.every(a => !wanted[a] || s[a] === wanted[a]) && (!faulty || s.faults.length));
  document.getElementById("count").textContent = found.length;
  all.replaceChildren(...found.map(s => {
    const figure = document.createElement("figure"), link = document.createElement("a"), img = document.createElement("img");
    link.href = s.file; link.target = "_blank"; img.loading = "lazy"; img.src = s.small; img.alt = s.file;
    link.append(img);
    const words = document.createElement("figcaption");
    words.textContent = [s.name, s.state, s.look, s.lang, s.size].join(" · ");
    figure.append(link, words);
    for (const fault of s.faults) {
      const line = document.createElement("figcaption");
      line.className = "fault"; line.textContent = fault; figure.append(line);
    }
    return figure;
  }));
}
for (const a of [...axes, "faulty"]) document.getElementById(a).addEventListener("change", show);
show();
</script></html>
"""
