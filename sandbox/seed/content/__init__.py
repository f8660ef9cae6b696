"""The content of each bureau, as data."""

from . import county, czj, jsj, jyj, mzj

BUREAUS = (county.BUREAU, jsj.BUREAU, czj.BUREAU, mzj.BUREAU, jyj.BUREAU)
