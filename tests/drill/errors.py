"""Why the drill cannot be done."""


class DrillError(Exception):
    """Something that the drill needs is not there; the sentence says what, and what to do.

    It ends the drill with a failure: a check that was not made is not one that was passed.
    """
