"""The root of every error this package raises on purpose."""


class DisclosureError(Exception):
    """Something a person did, or a file they gave us, cannot be accepted.

    The message is a sentence that says what to do; leaf errors live beside the code that
    raises them.
    """


def gettext_noop(message: str) -> str:
    """Mark a sentence for the translators, in code that may not import Django.

    Whoever shows it calls Django's ``gettext`` on it; the name is what ``makemessages`` finds.
    """
    return message
