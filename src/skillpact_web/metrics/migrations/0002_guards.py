from django.db import migrations

from skillpact_web.metrics.guards import lift_guards, put_guards


class Migration(migrations.Migration):

    dependencies = [("metrics", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: put_guards(editor.connection), lambda apps, editor: lift_guards(editor.connection)
        )
    ]
