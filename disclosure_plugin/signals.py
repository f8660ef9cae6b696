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

# Sent inside the transaction that discloses a version of a page to staff. Arguments: ``page``, of
# its own class and not live; ``entry``, its row in the internal register; ``version``, the row of
# what was disclosed.
disclosed_to_staff = Signal()

# Sent inside the transaction that notes the end of a notice's period. Argument: ``page``.
notice_ended = Signal()

# Sent inside the transaction in which a rule document becomes expired. Argument: ``page``.
validity_ended = Signal()

# Sent after the commit of what hands a page in for review, where files of it were not checked for
# personal data yet. Arguments: ``bureau``, its code; ``versions``, keys of the file versions.
file_checks_wanted = Signal()

# Sent after the commit of what asks for the drafts of a list of items to be made, or deleted.
# Arguments: ``bureau``, its code; ``item_import``, key of the list.
item_import_wanted = Signal()
# Sent after the commit of what puts something into the inboxes of bureaus. Argument: ``bureaus``,
# the list of their codes.
inbox_filled = Signal()

# Sent after the commit of what asks for a list of cases to be checked, taken in or taken back.
# Arguments: ``bureau``, its code; ``case_import``, key of the list.
case_import_wanted = Signal()
