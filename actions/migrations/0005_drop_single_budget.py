from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0004_budget_into_lines'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='commitment',
            name='actions_budget_not_negative',
        ),
        migrations.RemoveField(
            model_name='commitment',
            name='budget_amount',
        ),
        migrations.RemoveField(
            model_name='commitment',
            name='budget_source',
        ),
    ]
