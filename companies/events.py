"""Facts that companies announces. Who listens is not its business (casework/receivers.py is the complete list).

Each is sent in the transaction of its change, with `commitment` (HiringCommitment), `version` (CommitmentVersion) and `at`.
"""

from django.dispatch import Signal

commitment_confirmed = Signal()
commitment_declined = Signal()
commitment_change_proposed = Signal()
