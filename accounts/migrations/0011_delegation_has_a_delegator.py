from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0010_delegation_names_its_delegator"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='occupancy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delegator__isnull', False), ('kind', 'delegate')), models.Q(models.Q(('kind', 'delegate'), _negated=True), ('delegator', None)), _connector='OR'), name='accounts_occupancy_delegated_by_somebody'),
        ),
    ]
