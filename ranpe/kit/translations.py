"""Collect, check and compile the English translations without gettext on the machine.

The Indonesian sentence is the msgid; `locale/en/LC_MESSAGES/django.po` holds the English one.
Use: python -m ranpe.kit.translations {update,check,compile} [--root FOLDER]
"""

import argparse
import ast
import os
import re
import struct
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from django.utils.translation.template import templatize

PO: Final = Path("locale/en/LC_MESSAGES/django.po")
MO: Final = PO.with_suffix(".mo")
EXCLUDED: Final = {"tests", "sample", "var", "static", "locale", "node_modules"}

# For each function: the positions of context, message and plural.
_FUNCTIONS: Final[Mapping[str, tuple[int | None, int, int | None]]] = {
    "_": (None, 0, None),
    "_now": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# One call in what `templatize` leaves of a template: nothing but strings between the brackets.
_TEMPLATE_CALL = re.compile(
    r"""(?<![\w.])(?:_|n?p?gettext)\((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^'"()])*\)"""
)
_TEMPLATE_ENDINGS = {".html", ".txt", ".xml", ".svg"}
_HEADER = (
    "Project-Id-Version: RAN PE\nLanguage: en\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
_PLURAL_FORMS = 2
_NAMED = re.compile(r"%\((\w+)\)[#0+-]?\d*(?:\.\d+)?[a-zA-Z]|\{(\w+)(?:[!:][^{}]*)?\}")
_POSITIONAL = re.compile(r"%[#0+-]?\d*(?:\.\d+)?[sdifgrx]|\{\}")
_PO_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")')
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


@dataclass(frozen=True, order=True)
class Message:
    """One sentence to translate, with its plural and its context where it has them."""

    msgid: str
    context: str = ""
    plural: str = ""


@dataclass(frozen=True)
class Entry:
    """A message with its translation: one string, or one per plural form; empty when missing."""

    message: Message
    strings: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    is_fuzzy: bool = False

    @property
    def is_translated(self) -> bool:
        """Whether every form has a translation that is not marked as a guess."""
        wanted = _PLURAL_FORMS if self.message.plural else 1
        return len(self.strings) == wanted and all(self.strings) and not self.is_fuzzy


@dataclass(frozen=True)
class Update:
    """How many messages an update added and dropped, and how many still lack a translation."""

    added: int
    dropped: int
    untranslated: int


# --- Extraction -------------------------------------------------------------------------------


def extract(root: Path) -> set[Message]:
    """All messages in the Python files and templates below a folder.

    Raises ValueError, naming file and line, for a message that is put together before it is
    looked up: it could never be found in a catalogue.
    """
    found: set[Message] = set()
    for path in _sources(root):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            found.update(_in_python(text, path))
        else:
            for call in _TEMPLATE_CALL.finditer(templatize(text, origin=str(path))):
                found.update(_in_python(call.group(), path))
    return found


def _sources(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in EXCLUDED and not f.startswith("."))
        has_templates = "templates" in Path(folder).relative_to(root).parts
        for name in sorted(files):
            ending = Path(name).suffix
            if ending == ".py" or (has_templates and ending in _TEMPLATE_ENDINGS):
                yield Path(folder, name)


def _in_python(text: str, path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text, filename=str(path))):
        if isinstance(node, ast.Call):
            name = str(getattr(node.func, "id", getattr(node.func, "attr", "")))
            if name in _FUNCTIONS:
                message = _message(node.args, _FUNCTIONS[name], f"{path}:{node.lineno}")
                if message is not None:
                    yield message


def _message(
    arguments: Sequence[ast.expr], places: tuple[int | None, int, int | None], where: str
) -> Message | None:
    context, msgid, plural = (
        None if place is None else _constant(arguments[place : place + 1], where)
        for place in places
    )
    return Message(msgid, context or "", plural or "") if msgid else None


def _constant(argument: Sequence[ast.expr], where: str) -> str | None:
    if argument and isinstance(argument[0], ast.JoinedStr | ast.BinOp):
        raise ValueError(f"{where}: a message must be one plain string, fill it in afterwards")
    value = argument[0].value if argument and isinstance(argument[0], ast.Constant) else None
    return value if isinstance(value, str) else None


def _wanted(root: Path) -> dict[tuple[str, str], Message]:
    # One entry serves a sentence with and without its plural; the later one has the plural.
    return {(message.msgid, message.context): message for message in sorted(extract(root))}


# --- The catalogue as text --------------------------------------------------------------------


def read_catalog(path: Path) -> list[Entry]:
    """The entries of a PO file without its header and its obsolete entries.

    Raises ValueError, naming the line, for what is not PO. A file that is absent is empty.
    """
    if not path.exists():
        return []
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    entries = (_entry(block, path) for block in blocks)
    return [entry for entry in entries if entry is not None and entry.message.msgid]


def _entry(block: str, path: Path) -> Entry | None:
    fields: dict[str, str] = {}
    comments: list[str] = []
    is_fuzzy = False
    current = ""
    for line in block.split("\n"):
        match = _PO_LINE.fullmatch(line.strip())
        if line.startswith("#"):
            is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
            comments += [line] if line.startswith("# ") else []
        elif match and (match[1] or current):
            current = match[1] or current
            fields[current] = fields.get(current, "") + ast.literal_eval(match[2])
        else:
            raise ValueError(f"{path}: not understood: {line}")
    if "msgid" not in fields:
        return None
    message = Message(fields["msgid"], fields.get("msgctxt", ""), fields.get("msgid_plural", ""))
    strings = tuple(fields[key] for key in sorted(fields) if key.startswith("msgstr"))
    return Entry(message, strings, tuple(comments), is_fuzzy)


def write_catalog(path: Path, entries: Iterable[Entry]) -> None:
    """Write a PO file, sorted, so that the same entries always give the same bytes."""
    header = f"{_field('msgid', '')}\n{_field('msgstr', _HEADER)}"
    blocks = [header, *map(_block, sorted(entries, key=lambda entry: entry.message))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _block(entry: Entry) -> str:
    message = entry.message
    lines = list(entry.comments)
    if entry.is_fuzzy:
        lines.append("#, fuzzy")
    if message.context:
        lines.append(_field("msgctxt", message.context))
    lines.append(_field("msgid", message.msgid))
    if not message.plural:
        return "\n".join([*lines, _field("msgstr", "".join(entry.strings[:1]))])
    lines.append(_field("msgid_plural", message.plural))
    for form in range(_PLURAL_FORMS):
        lines.append(_field(f"msgstr[{form}]", "".join(entry.strings[form : form + 1])))
    return "\n".join(lines)


def _field(name: str, text: str) -> str:
    lines = re.findall(r"[^\n]*\n|[^\n]+", text) or [""]
    first = [] if len(lines) == 1 else ['""']
    return f"{name} " + "\n".join(first + [f'"{line.translate(_ESCAPES)}"' for line in lines])


# --- Update, check, compile -------------------------------------------------------------------


def update_catalog(root: Path) -> Update:
    """Bring the PO file up to date: keep translations, add new messages, drop obsolete ones."""
    known = {_key(entry.message): entry for entry in read_catalog(root / PO)}
    wanted = _wanted(root)
    entries = [
        replace(known[key], message=message) if key in known else Entry(message)
        for key, message in wanted.items()
    ]
    write_catalog(root / PO, entries)
    return Update(
        added=len(wanted.keys() - known.keys()),
        dropped=len(known.keys() - wanted.keys()),
        untranslated=sum(not entry.is_translated for entry in entries),
    )


def missing(root: Path) -> list[str]:
    """The messages in use that have no English translation yet, sorted."""
    known = {_key(entry.message): entry for entry in read_catalog(root / PO)}
    return [
        message.msgid
        for key, message in _wanted(root).items()
        if key not in known or not replace(known[key], message=message).is_translated
    ]


def check(root: Path) -> list[str]:
    """Everything that is wrong with the English catalogue, one line each."""
    entries = read_catalog(root / PO)
    obsolete = {_key(entry.message) for entry in entries} - _wanted(root).keys()
    problems = [f"no translation: {msgid!r}" for msgid in missing(root)]
    problems += [f"no longer used: {msgid!r}" for msgid, _context in sorted(obsolete)]
    problems += [problem for entry in entries for problem in _wrong_placeholders(entry)]
    if not (root / MO).exists() or (root / MO).read_bytes() != compiled(entries):
        problems.append(f"{MO} is stale: run `python -m ranpe.kit.translations compile`")
    return problems


def compile_catalog(root: Path) -> Path:
    """Write the MO file that belongs to the PO file; the same PO always gives the same bytes."""
    path = root / MO
    path.write_bytes(compiled(read_catalog(root / PO)))
    return path


def compiled(entries: Iterable[Entry]) -> bytes:
    """The translated entries as the bytes of an MO file."""
    pairs = {b"": _HEADER.encode()}
    for entry in entries:
        if entry.is_translated:
            pairs.update(_compiled_pairs(entry))
    keys = sorted(pairs)
    table_size = 8 * len(keys)
    start = 28
    offset = start + 2 * table_size
    tables, content = b"", b""
    for text in [*keys, *(pairs[key] for key in keys)]:
        tables += struct.pack("<II", len(text), offset + len(content))
        content += text + b"\0"
    header = struct.pack(
        "<7I", 0x950412DE, 0, len(keys), start, start + table_size, 0, start + 2 * table_size
    )
    return header + tables + content


def _compiled_pairs(entry: Entry) -> Iterator[tuple[bytes, bytes]]:
    message = entry.message
    key = f"{message.context}\4{message.msgid}" if message.context else message.msgid
    # The singular is also looked up alone where a page needs no plural.
    yield key.encode(), entry.strings[0].encode()
    if message.plural:
        yield f"{key}\0{message.plural}".encode(), "\0".join(entry.strings).encode()


def _wrong_placeholders(entry: Entry) -> Iterator[str]:
    for string in filter(None, entry.strings):
        if _placeholders(string) != _placeholders(entry.message.msgid):
            yield f"other placeholders than {entry.message.msgid!r}: {string!r}"


def _placeholders(text: str) -> tuple[set[str], Counter[str]]:
    plain = text.replace("%%", "")
    named = {match[1] or match[2] for match in _NAMED.finditer(plain)}
    return named, Counter(_POSITIONAL.findall(_NAMED.sub("", plain)))


def _key(message: Message) -> tuple[str, str]:
    return message.msgid, message.context


# --- Command line -----------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 1 when `check` finds something."""
    parser = argparse.ArgumentParser(description="English translations of RAN PE.")
    parser.add_argument("command", choices=("update", "check", "compile"))
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    chosen = parser.parse_args(arguments)
    if chosen.command == "update":
        done = update_catalog(chosen.root)
        _say(f"{done.added} added, {done.dropped} dropped, {done.untranslated} untranslated")
        return 0
    if chosen.command == "compile":
        _say(f"{compile_catalog(chosen.root).relative_to(chosen.root)} written")
        return 0
    problems = check(chosen.root)
    for problem in problems:
        _say(problem)
    return 1 if problems else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
