"""Money that is paid past Stripe: how, and how it stands; the ledger has kinds for it."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vault.fields


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_refunds_until_a_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='ledgerentry',
            name='kind',
            field=models.CharField(choices=[('payment', 'Payment'), ('refund', 'Refund'), ('refund_reversed', 'Refund Reversed'), ('dispute', 'Dispute'), ('dispute_reversed', 'Dispute Reversed'), ('agreed_by_hand', 'Agreed By Hand'), ('received_by_hand', 'Received By Hand'), ('returned_by_hand', 'Returned By Hand')], max_length=20),
        ),
        migrations.CreateModel(
            name='HandPayment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('invoice', 'On an invoice'), ('cash', 'In cash'), ('transfer', 'By bank transfer'), ('insurer', 'By an insurer'), ('free', 'Free of charge')], max_length=10)),
                ('state', models.CharField(choices=[('free', 'Nothing to pay'), ('owed', 'Not here yet'), ('received', 'Here'), ('returned', 'Given back by hand'), ('called_off', 'Not owed any more')], max_length=10)),
                ('reason', vault.fields.EncryptedTextField()),
                ('entered_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(null=True)),
                ('received_words', vault.fields.EncryptedTextField(blank=True, default='')),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_words', vault.fields.EncryptedTextField(blank=True, default='')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='by_hand', to='payments.order')),
            ],
            options={
                'ordering': ['-entered_at'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'free'), ('way', 'free')), models.Q(models.Q(('way', 'free'), _negated=True), models.Q(('state', 'free'), _negated=True)), _connector='OR'), name='free_of_charge_is_never_owed'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['received', 'returned']), _negated=True), ('received_at__isnull', False), _connector='OR'), name='money_by_hand_says_when_it_came'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['returned', 'called_off']), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='money_by_hand_says_when_it_ended'),
                ],
            },
        ),
    ]
