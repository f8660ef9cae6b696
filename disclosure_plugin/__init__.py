"""Open government affairs (政务公开) for Wagtail."""

__version__ = "0.1.0.dev0"
