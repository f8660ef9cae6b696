"""The root of every error this package raises on purpose."""


class DisclosureError(Exception):
    """Something a person did, or a file they gave us, cannot be accepted.

    The message is a sentence that says what to do; leaf errors live beside the code that
    raises them.
    """
