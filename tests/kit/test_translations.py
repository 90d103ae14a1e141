"""Translations are collected, merged, checked and compiled without gettext."""

import gettext
from pathlib import Path

import pytest
from django.utils.translation.trans_real import DjangoTranslation
from hypothesis import given, settings
from hypothesis import strategies as st

from ranpe.kit.translations import (
    MO,
    PO,
    Entry,
    Message,
    check,
    compile_catalog,
    compiled,
    extract,
    main,
    missing,
    read_catalog,
    update_catalog,
    write_catalog,
)

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, npgettext, pgettext

A = _("Kirim")
B = _(
    "Simpan "
    "draf"
)


def sentences(count, label):
    return [
        ngettext("%(count)d aksi", "%(count)d aksi semua", count),
        pgettext("bulan", "Mei"),
        npgettext("rapat", "%(count)d butir", "%(count)d butir semua", count),
        translation.gettext("Lewat \\"modul\\""),
        _(label),
        other("Bukan pesan"),
    ]
"""
TEMPLATE = """{% extends "dasar.html" %}{% load i18n %}
  {# tanpa pesan #}
<p title="{% translate 'Batas waktu' %}">It's (unbalanced {{ name|default:_("Tanpa nama") }}
      {% translate "Mei" context "bulan" as month %}
  {% blocktranslate trimmed with name=person.name %}
    Halo {{ name }},
    100% selesai
  {% endblocktranslate %}
{% blocktranslate count total=items|length %}{{ total }} baris{% plural %}{{ total }} baris semua
{% endblocktranslate %}
{% include "x.html" with title=_("Judul kartu") %}
{% comment %}{% translate "Dikomentari" %}{% endcomment %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, content in {
        "actions/views.py": PYTHON,
        "templates/actions/list.html": TEMPLATE,
        "tests/test_x.py": '_("Dalam tes")',
        ".venv/lib/x.py": '_("Dalam pustaka")',
        "static/x.py": '_("Statis")',
        "docs/page.html": '{% translate "Bukan templat" %}',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def a_small_project(root: Path, *sentences: str) -> Path:
    lines = "\n".join(f"_({sentence!r})" for sentence in sentences)
    (root / "pages.py").write_text(lines, encoding="utf-8")
    return root


def translate(root: Path, translations: dict[str, str]) -> None:
    write_catalog(
        root / PO,
        [
            Entry(entry.message, (translations.get(entry.message.msgid, ""),))
            for entry in read_catalog(root / PO)
        ],
    )


def test_messages_are_found_in_python_and_in_templates(project: Path) -> None:
    assert extract(project) == {
        Message("Kirim"),
        Message("Simpan draf"),
        Message("%(count)d aksi", plural="%(count)d aksi semua"),
        Message("Mei", context="bulan"),
        Message("%(count)d butir", "rapat", "%(count)d butir semua"),
        Message('Lewat "modul"'),
        Message("Batas waktu"),
        Message("Tanpa nama"),
        Message("Halo %(name)s, 100%% selesai"),
        Message("%(total)s baris", plural="%(total)s baris semua\n"),
        Message("Judul kartu"),
    }


@pytest.mark.parametrize("call", ['_(f"Halo {name}")', '_("Halo %s" % name)', '_("Halo " + name)'])
def test_a_message_that_is_put_together_too_early_is_refused(tmp_path: Path, call: str) -> None:
    (tmp_path / "pages.py").write_text(f"\n{call}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"pages\.py:2: a message must be one plain string"):
        extract(tmp_path)


def test_an_update_keeps_translations_adds_messages_and_drops_obsolete_ones(
    tmp_path: Path,
) -> None:
    update_catalog(a_small_project(tmp_path, "Kirim", "Hapus"))
    translate(tmp_path, {"Kirim": "Submit", "Hapus": "Delete"})

    done = update_catalog(a_small_project(tmp_path, "Kirim", "Simpan"))

    assert (done.added, done.dropped, done.untranslated) == (1, 1, 1)
    assert [(entry.message.msgid, entry.strings) for entry in read_catalog(tmp_path / PO)] == [
        ("Kirim", ("Submit",)),
        ("Simpan", ("",)),
    ]


def test_an_update_without_changes_leaves_the_same_bytes(project: Path) -> None:
    update_catalog(project)
    before = (project / PO).read_bytes()

    update_catalog(project)

    assert (project / PO).read_bytes() == before


def test_comments_and_marks_of_translators_survive_an_update(tmp_path: Path) -> None:
    a_small_project(tmp_path, "Kirim")
    po = tmp_path / PO
    po.parent.mkdir(parents=True)
    po.write_text('# Tombol utama\n#, fuzzy\nmsgid "Kirim"\nmsgstr "Send"\n', encoding="utf-8")

    update_catalog(tmp_path)

    [entry] = read_catalog(po)
    assert entry == Entry(Message("Kirim"), ("Send",), ("# Tombol utama",), is_fuzzy=True)


def test_empty_absent_and_doubtful_translations_are_missing(tmp_path: Path) -> None:
    a_small_project(tmp_path, "Kirim", "Hapus", "Simpan", "Tutup")
    write_catalog(
        tmp_path / PO,
        [
            Entry(Message("Kirim"), ("Submit",)),
            Entry(Message("Hapus"), ("",)),
            Entry(Message("Simpan"), ("Save",), is_fuzzy=True),
        ],
    )

    assert missing(tmp_path) == ["Hapus", "Simpan", "Tutup"]


def test_a_sentence_that_gained_a_plural_is_missing_until_both_forms_are_there(
    tmp_path: Path,
) -> None:
    (tmp_path / "pages.py").write_text('ngettext("%d aksi", "%d aksi", n)', encoding="utf-8")
    write_catalog(tmp_path / PO, [Entry(Message("%d aksi"), ("%d action",))])

    assert missing(tmp_path) == ["%d aksi"]


def test_the_check_passes_only_for_a_complete_and_compiled_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(tmp_path)]
    a_small_project(tmp_path, "Kirim", "Halo %(name)s")

    assert main(["check", *root]) == 1
    assert main(["update", *root]) == 0
    translate(tmp_path, {"Kirim": "Submit", "Halo %(name)s": "Hello %(name)s"})
    assert main(["check", *root]) == 1
    assert main(["compile", *root]) == 0
    assert main(["check", *root]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "no translation: 'Halo %(name)s'",
        "no translation: 'Kirim'",
        f"{MO} is stale: run `python -m ranpe.kit.translations compile`",
        "2 added, 0 dropped, 2 untranslated",
        f"{MO} is stale: run `python -m ranpe.kit.translations compile`",
        f"{MO} written",
    ]


def test_the_check_names_obsolete_messages_and_a_stale_catalogue(tmp_path: Path) -> None:
    update_catalog(a_small_project(tmp_path, "Kirim", "Hapus"))
    translate(tmp_path, {"Kirim": "Submit", "Hapus": "Delete"})
    compile_catalog(tmp_path)
    translate(tmp_path, {"Kirim": "Send", "Hapus": "Delete"})

    problems = check(a_small_project(tmp_path, "Kirim"))

    assert problems == [
        "no longer used: 'Hapus'",
        f"{MO} is stale: run `python -m ranpe.kit.translations compile`",
    ]


@pytest.mark.parametrize(
    ("sentence", "good", "bad"),
    [
        ("%(part)s dari %(whole)s", "%(part)s of %(whole)s", "%(part)s of the whole"),
        ("%(part)s aksi", "%(part)s actions", "%(parts)s actions"),
        ("Halo {name}", "Hello {name}", "Hello"),
        ("%s butir", "%s items", "%d items"),
        ("100% selesai", "100% done", "100% done by %(who)s"),
        ("100%% selesai", "100%% done", "100%% %s"),
    ],
)
def test_placeholders_must_be_the_same_in_both_languages(
    tmp_path: Path, sentence: str, good: str, bad: str
) -> None:
    update_catalog(a_small_project(tmp_path, sentence))

    problems = []
    for english in (good, bad):
        translate(tmp_path, {sentence: english})
        compile_catalog(tmp_path)
        problems.append(check(tmp_path))

    assert problems == [[], [f"other placeholders than {sentence!r}: {bad!r}"]]


def test_a_compiled_catalogue_is_understood_by_the_standard_library(tmp_path: Path) -> None:
    entries = [
        Entry(Message("Kirim"), ("Submit",)),
        Entry(Message("Mei", context="bulan"), ("May",)),
        Entry(Message("%d aksi", plural="%d aksi semua"), ("%d action", "%d actions")),
        Entry(Message("Ragu"), ("Doubt",), is_fuzzy=True),
        Entry(Message("Kosong"), ("",)),
    ]
    write_catalog(tmp_path / PO, entries)

    with compile_catalog(tmp_path).open("rb") as file:
        catalogue = gettext.GNUTranslations(file)

    assert catalogue.gettext("Kirim") == "Submit"
    assert catalogue.pgettext("bulan", "Mei") == "May"
    assert catalogue.ngettext("%d aksi", "%d aksi semua", 1) == "%d action"
    assert catalogue.ngettext("%d aksi", "%d aksi semua", 5) == "%d actions"
    assert catalogue.gettext("%d aksi") == "%d action"
    assert (catalogue.gettext("Ragu"), catalogue.gettext("Kosong")) == ("Ragu", "Kosong")


def test_a_compiled_catalogue_is_understood_by_the_web_framework(tmp_path: Path) -> None:
    write_catalog(tmp_path / PO, [Entry(Message("%d aksi", plural="%d aksi"), ("%d a", "%d b"))])
    # The framework takes folders of its own choice only for other domains than "django".
    compile_catalog(tmp_path).rename((tmp_path / MO).with_name("ranpe.mo"))

    catalogue = DjangoTranslation("en", domain="ranpe", localedirs=[str(tmp_path / "locale")])

    assert catalogue.ngettext("%d aksi", "%d aksi", 1) == "%d a"
    assert catalogue.ngettext("%d aksi", "%d aksi", 2) == "%d b"


def test_a_file_that_is_no_catalogue_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.po"
    path.write_text('msgid "a"\nmsgstr "b"\n<<<<<<< ours\n', encoding="utf-8")

    with pytest.raises(ValueError, match="<<<<<<< ours"):
        read_catalog(path)


sentences = st.text(st.characters(codec="utf-8", exclude_characters="\0\4"), min_size=1)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda msgid, english: Entry(Message(msgid), (english,)),
            sentences,
            sentences,
        ),
        unique_by=lambda entry: entry.message,
    )
)
def test_any_sentence_survives_the_catalogue_and_its_order_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.po"

    write_catalog(path, entries)

    assert read_catalog(path) == sorted(entries, key=lambda entry: entry.message)
    assert compiled(entries) == compiled(reversed(entries))
