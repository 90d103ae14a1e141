"""The rules of the house that a reader of the code may rely on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from ranpe.kit.scope import ScopedModel

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts",
    "actions",
    "files",
    "institutions",
    "journal",
    "pillars",
    "portal",
    "progress",
    "reporting",
    "workgroups",
)
HOUSE = (*APPS, "ranpe")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in HOUSE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


MODULES = dict(modules())
TABLES = [model for model in apps.get_models() if model._meta.app_label in APPS]
PRIVATE = [model for model in TABLES if model._meta.app_label != "portal"]


def _assigns_state(node: ast.AST) -> bool:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = [part for t in node.targets for part in (getattr(t, "elts", None) or [t])]
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    return any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets)


def _updates_state(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("update", "bulk_update")
        and any(keyword.arg == "state" for keyword in node.keywords)
    )


def test_only_the_door_sets_the_state_of_a_record() -> None:
    # The state of a job is no workflow: jobs.py alone moves it, by compare-and-set.
    allowed = {"journal/door.py", "journal/jobs.py"}
    guilty = [
        f"{name}:{getattr(node, 'lineno', 0)}"
        for name, tree in MODULES.items()
        if name not in allowed
        for node in ast.walk(tree)
        if _assigns_state(node) or _updates_state(node)
    ]

    assert guilty == []


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model._meta.label)
def test_a_private_table_has_no_way_around_its_scope(model: type[models.Model]) -> None:
    managers = {manager.name for manager in model._meta.managers}

    if model._meta.label == "accounts.User":  # the one exception, for the sign-in library
        assert managers == {"objects", "everything"}
    elif not model._meta.auto_created:
        assert managers == {"everything"}
        assert issubclass(model, ScopedModel)
        assert "scope_for" in {name for base in model.__mro__[:-1] for name in vars(base)}
        assert model.scope_for.__func__ is not ScopedModel.scope_for.__func__  # type: ignore[attr-defined]


def test_the_portal_has_tables_of_its_own_and_points_to_nobody() -> None:
    own = [model for model in TABLES if model._meta.app_label == "portal"]

    assert own
    for model in own:
        relations = [field.related_model for field in model._meta.get_fields() if field.is_relation]
        assert {related._meta.app_label for related in relations if related} <= {"portal"}
        assert "objects" not in {manager.name for manager in model._meta.managers}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_what_happened_and_who_did_it_stand_together_or_not_at_all(
    model: type[models.Model],
) -> None:
    names = {field.name for field in model._meta.concrete_fields}
    pairs = {name[:-3] for name in names if name.endswith("_at") and f"{name[:-3]}_by" in names}
    held = {
        pair
        for pair in pairs
        for constraint in model._meta.constraints
        if constraint.name.endswith(f"_{pair}_pair")
    }
    both_required = {
        pair
        for pair in pairs
        if not model._meta.get_field(f"{pair}_at").null
        and not model._meta.get_field(f"{pair}_by").null
    }
    # The calendar asks for jobs too: then there is a moment but no person.
    exempt = {"created"} if model._meta.label == "journal.Job" else set()

    assert pairs == held | both_required | exempt


def test_every_name_of_the_environment_is_in_the_example_file() -> None:
    used = {
        str(node.args[0].value)
        for name in ("ranpe/settings.py",)
        for node in ast.walk(MODULES[name])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    listed = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert used == listed


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }

    assert readers <= {
        "ranpe/environment.py",
        "ranpe/celery.py",
        "ranpe/wsgi.py",
        "ranpe/kit/pdf/__init__.py",
        "ranpe/kit/pdf/engine.py",
        "ranpe/kit/sheets/workbook.py",
    }


BARE = {
    "ModelForm": "ranpe/kit/scoped_forms.py",
    "ModelSerializer": "ranpe/kit/scoped_forms.py",
    "FilterSet": "ranpe/kit/scoped_forms.py",
}


def test_forms_serializers_and_filters_are_scoped() -> None:
    guilty = [
        f"{name}:{node.lineno} {base}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in map(ast.unparse, node.bases)
        if base.split("[")[0].split(".")[-1] in BARE
        and name != BARE[base.split("[")[0].split(".")[-1]]
    ]

    assert guilty == []


def test_only_the_web_rooms_speak_http() -> None:
    rooms = re.compile(r"/(views|api|middleware|language|failures|context|filters|forms)(/|\.py)")
    guilty = [
        name
        for name, tree in MODULES.items()
        if not rooms.search(f"/{name}") and not name.startswith(("ranpe/kit/", "ranpe/pages/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.http", "django.shortcuts", "rest_framework"))
    ]

    assert guilty == []


def test_files_and_functions_stay_small() -> None:
    long_files = [name for name in MODULES if len((ROOT / name).read_text().splitlines()) > 400]
    long_functions = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 60
    ]

    assert (long_files, long_functions) == ([], [])


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PRINTED = "templates/reporting/annual/"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_has_no_inline_style_or_script_and_every_form_its_token(path: Path) -> None:
    text = path.read_text()
    markup = re.sub(r"{%.*?%}", "", text, flags=re.S)

    assert not re.search(r"\son\w+=", markup)
    if PRINTED not in path.as_posix():
        assert not re.search(r"<style|\sstyle=", text)
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.S | re.I):
        assert "{% csrf_token %}" in form
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_every_app_has_rooms_with_known_names() -> None:
    rooms = {
        "__init__", "access", "api", "apps", "composition", "document", "editions", "filters",
        "forms", "hashers", "imports", "intake", "lines", "models", "queries", "reach", "services",
        "tasks", "urls", "views", "workflow", "figures",
    }  # fmt: skip
    own = {
        "chain", "door", "jobs", "triggers", "verification",  # journal
        "differences", "effects", "radar",  # progress
        "antivirus", "bucket", "storage",  # files
        "adapters", "middleware",  # accounts
        "clearing", "compose", "corrections", "disclosure", "exposure",  # reporting
        "public_edition",
    }  # fmt: skip
    found = {
        Path(name).stem
        for name in MODULES
        if name.split("/")[0] in APPS and len(Path(name).parts) == 2
    }

    assert not found & {"utils", "helpers", "common", "managers", "commands"}
    assert found >= {"models", "services", "queries", "workflow"}
    assert found - rooms - own == set()


def test_nothing_of_the_workplace_stands_in_the_project() -> None:
    words = re.compile(
        r"/work/|/root/|/tmp/[a-z]|find-links|extra-index|https?://pypi|claude", re.I
    )
    skipped = {".git", ".venv", "var", "staticfiles", "node_modules", ".mypy_cache", ".ruff_cache"}
    endings = {
        ".py",
        ".md",
        ".toml",
        ".txt",
        ".lock",
        ".yml",
        ".html",
        ".css",
        ".js",
        ".json",
        ".in",
    }
    guilty = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*")
        if path.is_file()
        and not skipped & set(path.relative_to(ROOT).parts)
        and (path.suffix in endings or path.parent.name in ("bin", ".ci"))
        and path != Path(__file__)
        and "vendor" not in path.parts
        and words.search(path.read_text(errors="ignore"))
    ]

    assert guilty == []
