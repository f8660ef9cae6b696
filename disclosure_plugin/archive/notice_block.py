"""The legal text of a page: the bytes between two comments, which anybody can cut out and hash."""

BEGIN = b"<!--notice:begin-->"
END = b"<!--notice:end-->"


def notice_block(payload: bytes) -> bytes | None:
    """Return the bytes between the two comments of a page.

    Navigation and footer stand outside: they may change without the notice changing.

    Args:
        payload: the page as it was served.

    Returns:
        The bytes; None unless each of the two comments stands there once, in this order.
    """
    if payload.count(BEGIN) != 1 or payload.count(END) != 1:
        return None
    _before, _begin, rest = payload.partition(BEGIN)
    block, end, _after = rest.partition(END)
    return block if end else None
