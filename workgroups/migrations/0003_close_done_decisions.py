"""Decisions that were done before they had a state are closed."""

from typing import Any

from django.db import migrations


def close_done(apps: Any, editor: Any) -> None:
    """What has a day on which it was done is closed."""
    rows = apps.get_model("workgroups", "Decision")._base_manager
    rows.using(editor.connection.alias).filter(done_on__isnull=False).update(state="closed")


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0002_meeting_life")]
    operations = [migrations.RunPython(close_done, migrations.RunPython.noop)]
