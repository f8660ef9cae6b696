"""What other apps may listen to, beside Wagtail's own signals."""

from django.dispatch import Signal

# Sent inside the transaction that takes a page down for personal data or a secret, when the page
# is public no more. Every store that holds a copy of public bytes stops giving them out then.
# Arguments: ``page``, of its own class and not live; ``versions``, the list of the file versions
# that were public with it; ``names``, those of their copies in public storage, which are deleted
# after the commit; ``basis``, code of the legal basis.
page_taken_down = Signal()

# Sent inside the transaction that asks for a page to be withdrawn; it is still public.
# Argument: ``page``.
withdrawal_asked = Signal()
