from typing import Any

from django.db import migrations


def into_lines(apps: Any, editor: Any) -> None:
    """What stood in the two fields becomes one line; the words of the source are kept."""
    commitment = apps.get_model("actions", "Commitment")
    line = apps.get_model("actions", "BudgetLine")
    here = editor.connection.alias
    rows = commitment._base_manager.using(here).exclude(budget_source="", budget_amount=None)
    line._base_manager.using(here).bulk_create(
        line(
            commitment=row,
            source=_source(row.budget_source),
            note=row.budget_source,
            allocated=row.budget_amount,
        )
        for row in rows.order_by("pk")
    )


def _source(words: str) -> str:
    for source in ("apbn", "apbd"):
        if words.strip().lower().startswith(source):
            return source
    return "other"


def into_fields(apps: Any, editor: Any) -> None:
    """The first line of each promise goes back; the fields hold no more."""
    line = apps.get_model("actions", "BudgetLine")
    lines = line._base_manager.using(editor.connection.alias)
    for row in lines.select_related("commitment").order_by("-pk"):
        row.commitment.budget_source = row.note or row.source.upper()
        row.commitment.budget_amount = row.allocated
        row.commitment.save(update_fields=["budget_source", "budget_amount"])


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0003_budget_lines'),
    ]

    operations = [migrations.RunPython(into_lines, into_fields)]
